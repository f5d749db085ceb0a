# Words of the field: every id of the domain tables has its label.

category-pyramid = financial pyramid
category-gambling = illegal gambling business
category-dropper = money-mule activity
category-crypto_exchange = unlawful crypto exchange
category-illegal_lending = unlawful lending
category-fictitious_invoices = fictitious invoices
category-counterfeit_money = counterfeit money
category-illegal_lottery = unlawful lottery
category-excise_goods = unlawful trade in excise goods
category-investment_fraud = investment fraud
category-fake_documents = forged documents

kind-criminal_report = report on signs of a criminal offence
kind-administrative_referral = referral of materials for administrative liability
kind-blocking_notification = blocking notification
kind-short-criminal_report = report
kind-short-administrative_referral = referral
kind-short-blocking_notification = notification

state-finding-new = new
state-finding-postponed = postponed
state-finding-qualified = qualified
state-finding-dismissed = no signs of violation
state-finding-redirected = handed to the competent body
state-finding-closed = closed

state-measure-draft = draft
state-measure-submitted = waiting for approval
state-measure-approved = approved
state-measure-sent = sent
state-measure-received = received by the addressee
state-measure-outcome = answered by the addressee
state-measure-closed = closed
state-measure-withdrawn = withdrawn

verb-finding-postpone = postponed it
verb-finding-wake = came back from postponed
verb-finding-qualify = qualified it
verb-finding-dismiss = saw no signs of violation
verb-finding-redirect = handed it to the competent body
verb-finding-reopen = returned it for consideration
verb-finding-requeue = went back to the queue
verb-finding-close = was closed

verb-measure-open = began to prepare it
verb-measure-submit = submitted it for approval
verb-measure-return = returned it for rework
verb-measure-approve = approved it
verb-measure-send = was dispatched to the addressee
verb-measure-record_sent = entered the outgoing number
verb-measure-receive = was received by the addressee
verb-measure-incomplete = was returned by the addressee for completion
verb-measure-outcome = was answered by the addressee
verb-measure-amend = took it back for rework after the answer
verb-measure-close = was closed
verb-measure-withdraw = withdrew it

role-analyst = analyst
role-supervisor = supervisor
role-admin = administrator
role-auditor = auditor
actor-system = the program

outcome-blocked = blocked
outcome-unavailable = unavailable
outcome-no_violation = no signs of violation
outcome-in_processing = in processing
outcome-returned = returned

block-lawfulness = Lawfulness
block-justification = Justification
block-screenshots = Screenshots

missing-act = no legal act is chosen
missing-act-in-force = the chosen act is not in force today
missing-act-category = the chosen act does not serve this category
missing-text = the justification is not written or is shorter than 40 characters
missing-text-length = the justification is longer than 2,000 characters
missing-quote = there is no quotation from the post
missing-collateral = it is not described what lawful content a wide restriction would hit
missing-screenshot = there is no sealed screenshot

scope-post = one post
scope-channel = the whole channel
scope-page = one page
scope-domain = the whole domain

dismiss-news = news or explanation
dismiss-licensed = licensed
dismiss-victim = a victim's story
dismiss-joke = a joke
dismiss-lawful_offer = a lawful offer
dismiss-other = other

source-kind-internet_resource = internet resource
source-kind-social_network = social network
source-kind-messenger = messenger
source-kind-mass_media = mass media outlet
source-kind-other_platform = other information and communication platform

body-afm = the authorised body for financial monitoring
body-police = the police
body-gambling_committee = the committee for regulation of gambling and lotteries
body-state_revenue = the state revenue authorities
body-financial_market_agency = the agency for regulation of the financial market

article-criminal_code = Article { $article } of the Criminal Code
article-administrative_code = Article { $article } of the Administrative Offences Code
article-digital_assets_law = Article { $article } of the Law on Digital Assets
article-communications_law = Article { $article } of the Law on Communications
article-unverified = { $article } (wording to be checked)

entity-url = link
entity-domain = domain
entity-telegram_name = Telegram name
entity-telegram_invite = Telegram invite
entity-telegram_start = bot start link
entity-telegram_search = Telegram search
entity-phone = phone
entity-card = payment card
entity-iban = account (IBAN)
entity-iin = individual identification number
entity-bin = business identification number
entity-wallet_trc20 = TRC-20 wallet
entity-wallet_btc = BTC wallet
entity-wallet_eth = ETH wallet
entity-wallet_ton = TON wallet
entity-wallet_sol = Solana wallet
entity-promo_code = promo code
entity-merchant_id = merchant id

locale-kk = Қазақша
locale-ru = Русский
locale-en = English

refused-not_permitted = Your role may not do this.
refused-claimed_by_other = Another analyst is looking at this finding now{ $detail ->
    [none] {""}
   *[other] : { $detail }
  }.
refused-claim_lost = The finding is no longer held by you: the time ran out. Take it again.
refused-outside_competence = This category is outside the competence; it can be handed to the competent body.
refused-route_closed = This route is closed for the category.
refused-measure_exclusive = There already is a measure that excludes this one.
refused-act_not_in_force = This act is not in force today. Choose another.
refused-text_too_short = The text is too short{ $detail ->
    [none] {""}
   *[other] : at least { $detail } characters are needed
  }.
refused-text_too_long = The text is too long{ $detail ->
    [none] {""}
   *[other] : at most { $detail } characters are allowed
  }.
refused-number_invalid = This outgoing number does not fit: write the number alone.
refused-invite_invalid = The invite does not fit: it is unknown, used or expired.
refused-already_enrolled = You are already on the staff list.
refused-not_found = There is no such record.

refused-move-no_such_move = This is no longer possible: the state has changed.
refused-move-wrong_role = This is done by another role: { $roles }.
refused-need-claim = Take the finding first: it is not held by you.
refused-need-reason = A reason is needed.
refused-need-complete = Not everything is filled in.
refused-need-not_author = Your own work is approved or returned by another person.
refused-need-author = Only the person who prepared the measure may do this.
refused-need-number = An outgoing number is needed.
refused-need-measure = Choose a measure first.
refused-need-no_open_measure = A measure on this finding is still under way.
refused-need-returned = The addressee has not returned this notification.
refused-incomplete = Not everything is filled in: { $missing }.

capture-problem-no_browser = Chromium was not found; for the administrator: qyraghy doctor says how to install it
capture-problem-other = failed ({ $problem })
