# Messages that the bot sends of its own accord.

notice-queue = { $count ->
    [one] 🔔 { $count } finding is waiting
   *[other] 🔔 { $count } findings are waiting
  }{ $category ->
    [none] {""}
   *[other] . First: { $category }, { $percent }%
  }.
notice-occurrence = 🔁 №{ $id } ({ $category }) was published in one more place; places in all: { $count }. State: { $state }.
notice-deleted = 🗑 №{ $id } ({ $category }): the post was deleted at the source. The evidence stays, and the decision can rest on it. State: { $state }.
notice-deleted_many = 🗑 Posts deleted at the source “{ $source }”: { $count }; of them posts of findings: { $findings }. The evidence stays.
notice-submitted = 📨 Waiting for your approval: { $kind }, №{ $id } ({ $category }). Prepared by { $author }.
notice-returned = ↩️ Returned for rework: { $kind }, №{ $id }.
    Remark: <i>{ $comment }</i>
notice-approved = ✅ Approved: { $kind }, №{ $id }. Approved by { $approver }.
notice-approved-by-hand = Send the document and enter the outgoing number with the button below.
notice-incomplete = ❗ The addressee returned it for completion: { $kind }, №{ $id }.
    { $comment }
notice-received = 📬 The addressee received: { $kind }, №{ $id }, outgoing number { $number }.
notice-outcome = 🏷 Answer of the addressee on №{ $id } ({ $kind }): <b>{ $outcome }</b>.
notice-repeat = <i>This message may have come already.</i>
notice-button-next = ➡️ Take the next

notice-alarm = 🚨 <b>Needs attention:</b> { $what }
notice-alarm-about = Finding №{ $id }.
notice-alarm-detail = Detail: <code>{ $detail }</code>
alarm-authority_refused_us = the addressee refused our access (401/403). Sending has stopped: check AUTHORITY_TOKEN and the signing key.
alarm-key_conflict = the addressee knows this key with other content (409). Sending has stopped; a person has to check.
alarm-bad_answer = the addressee gave an answer that makes no sense. Sending has stopped; a person has to check.
alarm-rejected = the addressee rejected the request. Sending has stopped; a person has to check.
alarm-no_browser = screenshots are not captured: Chromium was not found. The command <code>qyraghy doctor</code> says how to install it.
alarm-evidence_changed = an evidence file does not match its checksum.
alarm-evidence_missing = an evidence file is missing.
alarm-not_public = a watched source is not open any more and is not read: only open sources are watched.
alarm-not_found = a watched source is gone and is not read any more.
alarm-source_quiet = a watched source has been silent for far longer than it usually is. Open it: has it moved or closed? Whether it is being read: <code>qyraghy source report</code>.
alarm-job_given_up = a job failed at every try. It is offered again later; the log names the cause.
alarm-disk_full = the disk is full: evidence cannot be stored. Free space in DATA_DIR.
alarm-bad_rules = changed rules have mistakes and were not taken; the earlier ones stay at work. <code>qyraghy rules check</code> says what to mend.
alarm-other = failure “{ $reason }”.
