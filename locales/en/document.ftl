# Words of the documents that leave the system; the documents themselves are in Kazakh and Russian.
document-not-benign = Checked by a person: the post is not news, an official warning, a court report, a victim’s complaint or the offer of a licensed organisation; it holds an offer, a call to act and a way to make contact.
