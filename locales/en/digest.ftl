# The daily digest: numbers of a day and the words in the picture.

digest-title = <b>📊 Digest of { $day }</b>
digest-empty = Nothing happened on this day: no posts were read, there were no new findings and no decisions.
digest-posts = Posts read: <b>{ $count }</b>
digest-findings = New findings: <b>{ $count }</b>
digest-occurrences = Repeats of known findings: { $count }
digest-by-category = <b>By category</b>
digest-by-source = <b>By kind of source</b>
digest-submitted = <b>Submitted for approval</b>
digest-decisions = <b>Decisions</b>
digest-approved = Approved: { $count }
digest-returned = Returned for rework: { $count }
digest-dismissed = No signs of violation: { $count }
digest-sent = Dispatched to the addressee: { $count }
digest-outcomes = <b>Answers of the addressee</b>
digest-row = • { $label }: { $count }
digest-now = <b>Now</b>
digest-waiting = Waiting to be looked at: { $count }
digest-overdue-triage = 🔴 Waiting for a first look longer than the internal service level: { $count }
digest-overdue-approval = 🔴 Waiting for approval longer than the internal service level: { $count }
digest-overdue-outcome = 🔴 Waiting for the addressee longer than the internal service level: { $count }
digest-without-screenshot = ❗ Without a screenshot: { $count }
digest-unchecked-acts = ⚠️ Legal acts whose wording is unchecked: { $count }
digest-noisy = <b>Rules that are wrong more often (30 days)</b>
digest-noisy-row = • { $rule }: { $dismissed } of { $hits } were no violation
digest-internal = <i>The service levels are internal; no law sets them.</i>
digest-anchor = Audit log: entry { $seq }, <code>{ $hash }</code>
digest-repeat = <i>This digest may have come already; the numbers are the same.</i>
digest-caption = Digest of { $day }

digest-chart-title = Digest of { $day }
digest-chart-categories = New findings by category
digest-chart-outcomes = Answers of the addressee
digest-chart-none = none

digest-button-today = Today
digest-button-before = ⬅️ { $day }
digest-button-after = { $day } ➡️
