# The card of a finding and what opens from it. <b> and <i> are the formatting of a message.

card-title = <b>№{ $id } · { $category } · { $percent }%</b>
card-advice = <i>The score is advice of the machine; a person decides.</i>
card-model = Model, from past decisions: { $percent }%
card-model-provisional = Model: { $percent }% (provisional: few decisions so far)
card-state = State: { $state }
card-others = Also looks like: { $categories }
card-why = <b>Why it was found</b>
card-why-row = • { $why }: { $words }
card-why-row-bare = • { $why }
card-why-more = • and { $count } more signs
card-text = <b>Text of the post</b> <i>(personal data masked)</i>
card-no-text = <i>The post has no text.</i>
card-entities = <b>Identifiers and links:</b> { $list }
card-source = <b>Source:</b> { $title } – { $kind }
card-address = <b>Address:</b> { $link }
card-published = Published { DT($at) }
card-edited = edited { DT($at) }
card-deleted = ❌ deleted at the source, seen { DT($at) }
card-views = views: { $count }
card-places = { $count ->
    [one] Found in { $count } place
   *[other] Found in { $count } places
  }
card-screenshot-ready = 📷 Screenshot captured { DT($at) }, seal <code>{ $seal }</code>
card-screenshot-pending = ⏳ The screenshot is being captured
card-screenshot-failed = ❗ No screenshot: { $problem }
card-claim-mine = Held by you until { DT($until) }
card-claim-other = { $name } is looking at it until { DT($until) }
card-claim-free = Free: nobody is looking at it now
card-measures = <b>Measures</b>
card-measure-row = • { $kind } – { $state }{ $outcome ->
    [none] {""}
   *[other] : { $outcome }
  }
card-pick-reason = <b>Why is it not a violation?</b> Choose the reason.
card-outside = The category is outside the competence. Competent body: { $body }.

card-screenshot-caption = №{ $id } · screenshot, personal data masked
card-screenshot-none = There is no screenshot yet.

card-button-criminal_report = ⚖️ Signs of a crime
card-button-administrative_referral = 📋 Administrative
card-button-blocking_notification = ⛔ Block
card-button-dismiss = ✅ Not a violation
card-button-postpone = ⏰ Later
card-button-redirect = ↪️ Hand to the competent body
card-button-reopen = 🔄 Return for consideration
card-button-take = ✋ Take
card-button-release = ↩️ Back to the queue
card-button-context = 🔎 Context
card-button-history = 🕓 History
card-button-shot = 🖼 Screenshot as file
card-button-next = ➡️ Next
card-button-back = ⬅️ Back
card-button-open = 📄 Open №{ $id }
card-button-measure = 📄 { $kind } – { $state }
card-button-page = 🌐 Case page

card-context-title = <b>№{ $id } · context</b>
card-context-places = <b>Where it was published</b> ({ $shown } of { $total } shown)
card-context-place = • { $link }, { DT($at) }
card-context-place-deleted = • { $link }, { DT($at) } – deleted
card-context-same-source = <b>Other findings of this source</b>
card-context-other = • №{ $id } – { $category }, { $state }
card-context-same-entities = <b>The same identifiers and links</b>
card-context-entity = • №{ $id } – { $kind } <code>{ $value }</code>
card-context-alone = No other finding shares this source or these identifiers.

card-history-title = <b>№{ $id } · history</b>
card-history-row = { DT($at) } – { $who }: { $what }
card-history-row-measure = { DT($at) } – { $who }: { $what } ({ $kind })
card-history-reason = { $row } – <i>{ $reason }</i>
card-history-empty = No decision has been made yet.
card-history-earlier = … and { $count } earlier entries
