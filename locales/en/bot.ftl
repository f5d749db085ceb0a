# The bot's talk with staff: commands, answers, refusals.

bot-stranger = This bot is a workplace for staff. If you have an invite, open its link again or ask an administrator for a new one.
bot-welcome = Hello, { $name }! Your role: { $role }.
bot-welcome-analyst = Press “Next” or write /next: the bot hands you a finding and holds it for you. The card says why it was found; you decide, with buttons.
bot-welcome-supervisor = Measures that wait for approval and the morning digest come here. What waits: /approvals; the numbers of any day: /digest.
bot-welcome-admin = Warnings about what needs attention come here. Sources, people and legal acts are kept with the command <code>qyraghy</code>; /help says what can be done here.
bot-welcome-auditor = Findings and their history are open to you: /finding and /history with a number.
bot-enrolled = The invite is accepted.
bot-choose-language = Choose the language.
bot-language-set = Done: the bot speaks English.

bot-queue-empty = The queue is empty: there are no new findings. The bot will write when there are.
bot-finding-how = Write the number of the finding: <code>/finding 12</code>
bot-history-how = Write the number of the finding: <code>/history 12</code>
bot-digest-how = Write the day like this: <code>/digest 2026-11-23</code>
bot-released = The finding is back in the queue.
bot-decided = The decision is recorded.

bot-help-title = <b>What can be done</b>
bot-help-row = /{ $command } – { $what }
bot-help-short = The bot did not understand this message. What can be done: /help.
bot-no-case-page = <i>Cards have no “Case page” button: PUBLIC_URL with an https address is not set.</i>
bot-no-question = The bot is not asking anything now, so the text was not recorded. Press the button you need on a card and answer the question.
bot-late-reply = This question is already closed. Your text was not recorded; here it is, copy it if you need it:
bot-kept-text = { $why } Your text was not recorded; here it is:
bot-try-again = { $why } Answer the question again.
bot-cancelled = All right, the bot no longer waits for an answer.
bot-nothing-to-cancel = The bot is not waiting for anything.
bot-only-private = Work goes on in the private chat with the bot.
bot-group-status = Waiting to be looked at: { $waiting }. Waiting for approval: { $approvals }.
bot-group-cases = Findings: { $list }

bot-stale = The card is out of date. { $who } { $what }, { DT($at) }. What is true now is shown.
bot-stale-unknown = The card is out of date. What is true now is shown.
bot-unreadable = This button is from an old version. Open the card again: /next or /finding.
bot-failed = That did not work, please try again. If it repeats, tell an administrator the number { $id }.
bot-busy = The database does not answer now. Try again in a minute (number { $id }).

bot-command-start = start
bot-command-next = take the next finding
bot-command-finding = open a finding by its number
bot-command-mine = my measures in work
bot-command-approvals = what waits for my approval
bot-command-digest = digest of a day
bot-command-history = history of a finding
bot-command-cancel = do not answer the bot's question
bot-command-language = language
bot-command-help = what can be done
