# The form of a measure: preparation, approval, the addressee's answer.

measure-title = <b>{ $kind } · №{ $id } · { $state }</b>
measure-category = { $category } · { $source }
measure-author = Prepared by { $name }
measure-approver = Approved by { $name }
measure-number = Outgoing number: <b>{ $number }</b>
measure-target = What to restrict: <b>{ $scope }</b> – { $link }
measure-letter = ✉️ Path: letter to the platform (messenger or social network)
measure-addressee = To: { $body }
measure-block-ready = ✅ <b>{ $block }</b>
measure-block-missing = ❗ <b>{ $block }</b>: { $missing }
measure-act = { $act }
measure-act-unverified = { $act } ⚠️ wording to be checked
measure-act-court = { $title }, case No. { $case } of { $date }, in force since { $force }
measure-act-law = { $title }{ $article ->
    [none] {""}
   *[other] , Article { $article }
  }{ $part ->
    [none] {""}
   *[other] , part { $part }
  }
measure-justification = <b>Justification:</b>
measure-quote = <b>Quotation:</b>
measure-collateral = <b>What lawful content it would hit:</b> { $text }
measure-return-comment = ↩️ <b>Remark:</b> { $text }
measure-outcome = <b>Answer of the addressee:</b> { $outcome }
measure-outcome-comment = Comment of the addressee: { $text }
measure-prescription = Prescription No. { $number } of { $date }
measure-waiting-since = Waiting for approval since { DT($at) }
measure-sent-at = Sent { DT($at) }
measure-pick-act = <b>Legal basis.</b> Acts in force today are shown (page { $page } of { $pages }).
measure-no-acts = The registry has no act in force today for this category. An administrator adds one with <code>qyraghy act add</code>.
measure-pick-scope = <b>What to restrict?</b> The narrowest is usually right. A wide restriction needs a description of what lawful content it would hit.
measure-confirm-withdraw = <b>Withdraw the measure?</b> The prepared text stays in the history, but the measure ends.

measure-button-act = ⚖️ Legal act
measure-button-text = ✍️ Justification
measure-button-scope = 🎯 What to restrict
measure-button-collateral = 🛡 What lawful content it hits
measure-button-scope-option = { $scope }
measure-button-scope-wide = { $scope } ⚠️
measure-button-submit = 📨 Submit for approval
measure-button-withdraw = 🗑 Withdraw
measure-button-withdraw-confirm = 🗑 Yes, withdraw
measure-button-approve = ✅ Approve
measure-button-return = ↩️ Return for rework
measure-button-record_sent = 🔢 Enter the outgoing number
measure-button-amend = ✏️ Rework
measure-button-close = 🏁 Close
measure-button-card = 📄 Card №{ $id }
measure-button-shot = 🖼 Screenshot as file
measure-button-open = 📄 { $kind } · №{ $id }
measure-button-unverified = ⚠️ { $act }

measure-ask-justification = ✍️ <b>№{ $id }: justification.</b> Reply to this message with the new text ({ $min }–{ $max } characters). Written now (tap to copy):
measure-ask-justification-empty = ✍️ <b>№{ $id }: justification.</b> Reply to this message with the text ({ $min }–{ $max } characters).
measure-ask-collateral = 🛡 <b>№{ $id }: wide restriction.</b> Reply with the lawful content it would hit and why a narrow one is not enough.
measure-ask-return = ↩️ <b>№{ $id }: return for rework.</b> Reply with what to correct.
measure-ask-number = 🔢 <b>№{ $id }: outgoing number.</b> Reply with the number under which it was sent.
measure-ask-close = 🏁 <b>№{ $id }: closing.</b> Reply with how it ended.
measure-ask-reopen = 🔄 <b>№{ $id }: return for consideration.</b> Reply with the reason.
measure-placeholder = Your reply

measure-saved = Saved.
measure-done-start = The measure has begun: check the form
measure-done-submit = Submitted for approval
measure-done-withdraw = The measure is withdrawn
measure-done-approve = Approved
measure-done-return = Returned to the author with a remark
measure-done-number = The outgoing number is entered
measure-done-close = The measure is closed
measure-done-amend = The measure is in work again

measure-approvals-title = <b>Waiting for your approval: { $count }</b>
measure-approvals-empty = Nothing waits for your approval.
measure-approvals-row = • №{ $id } – { $kind }, { $author }, since { DT($at) }
measure-approvals-row-late = • №{ $id } – { $kind }, { $author }, since { DT($at) } 🔴 longer than the internal service level
measure-mine-title = <b>Your measures in work: { $count }</b>
measure-mine-empty = You have no measures in work.
measure-mine-row = • №{ $id } – { $kind }, { $state }

# Drafts of the justification. Documents are written in Kazakh or Russian; these say the same to an English reader.
draft-pyramid = On { DT($date) } a post was placed in the open source “{ $channel }” ({ $url }) that shows signs of a financial (investment) pyramid: income is promised from the contributions of new participants and for bringing them in, with nothing about a real activity or a licence. Signs that the words of the post point to: { $signs }. Quotation: “{ $quote }”. Provisions that the signs relate to: { $articles }. The post can be read without an invite or signing in. The signs were established from open data; the assessment of the act and of persons belongs to the competent body.
draft-gambling = On { DT($date) } a post was placed in the open source “{ $channel }” ({ $url }) that shows signs of an illegal gambling business: taking part in games of chance or bets over the internet is offered, with ways to pay in and an entry to the game. Signs that the words of the post point to: { $signs }. Quotation: “{ $quote }”. Provisions that the signs relate to: { $articles }. The post can be read without an invite or signing in. The signs were established from open data; the assessment of the act and of persons belongs to the competent body.
draft-dropper = On { DT($date) } a post was placed in the open source “{ $channel }” ({ $url }) that shows signs of money-mule activity: handing over or acquiring access to a bank account, a payment card or a means of identification is offered for a reward. Signs that the words of the post point to: { $signs }. Quotation: “{ $quote }”. Provisions that the signs relate to: { $articles }. The post can be read without an invite or signing in. The signs were established from open data; the assessment of the act and of persons belongs to the competent body.
draft-crypto_exchange = On { DT($date) } a post was placed in the open source “{ $channel }” ({ $url }) that shows signs of unlawful exchange of digital assets: exchange of cryptocurrency for money is offered, with nothing about a licence of the AIFC or of the Republic of Kazakhstan. Signs that the words of the post point to: { $signs }. Quotation: “{ $quote }”. Provisions that the signs relate to: { $articles }. The post can be read without an invite or signing in. The signs were established from open data; the assessment of the act and of persons belongs to the competent body.
draft-illegal_lending = On { DT($date) } a post was placed in the open source “{ $channel }” ({ $url }) that shows signs of unlawful lending: loans are offered to the public, with nothing about a licence or registration of a microfinance organisation. Signs that the words of the post point to: { $signs }. Quotation: “{ $quote }”. Provisions that the signs relate to: { $articles }. The post can be read without an invite or signing in. The signs were established from open data; the assessment of the act and of persons belongs to the competent body.
draft-fictitious_invoices = On { DT($date) } a post was placed in the open source “{ $channel }” ({ $url }) that shows signs of issuing invoices without work performed, services rendered or goods shipped: papers that reduce taxes are offered. Signs that the words of the post point to: { $signs }. Quotation: “{ $quote }”. Provisions that the signs relate to: { $articles }. The post can be read without an invite or signing in. The signs were established from open data; the assessment of the act and of persons belongs to the competent body.
draft-counterfeit_money = On { DT($date) } a post was placed in the open source “{ $channel }” ({ $url }) that shows signs of sale of counterfeit money: banknotes are offered of which it is said, openly or not, that they are not genuine. Signs that the words of the post point to: { $signs }. Quotation: “{ $quote }”. Provisions that the signs relate to: { $articles }. The post can be read without an invite or signing in. The signs were established from open data; the assessment of the act and of persons belongs to the competent body.
draft-illegal_lottery = On { DT($date) } a post was placed in the open source “{ $channel }” ({ $url }) that shows signs of a lottery held by a person who is not a lottery operator: taking part in the draw depends on a payment. Signs that the words of the post point to: { $signs }. Quotation: “{ $quote }”. Provisions that the signs relate to: { $articles }. The post can be read without an invite or signing in. The signs were established from open data; the assessment of the act and of persons belongs to the competent body.
draft-excise_goods = On { DT($date) } a post was placed in the open source “{ $channel }” ({ $url }) that shows signs of unlawful trade in excise goods: goods are offered for sale in an open source, with nothing about a licence, excise stamps or origin. Signs that the words of the post point to: { $signs }. Quotation: “{ $quote }”. Provisions that the signs relate to: { $articles }. The post can be read without an invite or signing in. The signs were established from open data; the assessment of the act and of persons belongs to the competent body.
draft-investment_fraud = On { DT($date) } a post was placed in the open source “{ $channel }” ({ $url }) that shows signs of fraud in the guise of investment: a guaranteed income is promised, and money is to be transferred to somebody about whose licence nothing is said. Signs that the words of the post point to: { $signs }. Quotation: “{ $quote }”. Provisions that the signs relate to: { $articles }. The post can be read without an invite or signing in. The signs were established from open data; the assessment of the act and of persons belongs to the competent body.
draft-fake_documents = On { DT($date) } a post was placed in the open source “{ $channel }” ({ $url }) that shows signs of sale of forged documents: official documents are offered outside the lawful order of issue. Signs that the words of the post point to: { $signs }. Quotation: “{ $quote }”. Provisions that the signs relate to: { $articles }. The post can be read without an invite or signing in. The signs were established from open data; the assessment of the act and of persons belongs to the competent body.
draft-signs-none = stated in the quotation
