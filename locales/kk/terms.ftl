# Пәндік сала сөздері: кестелердегі әр кодтың өз жазуы бар.

category-pyramid = қаржы пирамидасы
category-gambling = заңсыз ойын бизнесі
category-dropper = дропперлік
category-crypto_exchange = криптовалютаны заңсыз айырбастау
category-illegal_lending = заңсыз қарыз беру
category-fictitious_invoices = жалған шот-фактуралар
category-counterfeit_money = қолдан жасалған ақша
category-illegal_lottery = заңсыз лотерея
category-excise_goods = акцизделетін тауарлардың заңсыз айналымы
category-investment_fraud = инвестициялық алаяқтық
category-fake_documents = қолдан жасалған құжаттар

kind-criminal_report = қылмыстық құқық бұзушылық белгілері туралы баянат
kind-administrative_referral = әкімшілік жауаптылыққа тарту үшін материалдарды жолдау
kind-blocking_notification = бұғаттау туралы хабарлама
kind-short-criminal_report = баянат
kind-short-administrative_referral = жолдама
kind-short-blocking_notification = хабарлама

state-finding-new = жаңа
state-finding-postponed = кейінге қалдырылды
state-finding-qualified = сараланды
state-finding-dismissed = құқық бұзушылық белгілері жоқ
state-finding-redirected = құзыреті бойынша берілді
state-finding-closed = аяқталды

state-measure-draft = жоба
state-measure-submitted = бекітуде
state-measure-approved = бекітілді
state-measure-sent = жөнелтілді
state-measure-received = адресат қабылдады
state-measure-outcome = адресаттың жауабы бар
state-measure-closed = аяқталды
state-measure-withdrawn = кері қайтарып алынды

verb-finding-postpone = кейінге қалдырды
verb-finding-wake = кейінге қалдырылғаннан қайтарылды
verb-finding-qualify = саралады
verb-finding-dismiss = құқық бұзушылық белгілерін көрмеді
verb-finding-redirect = құзыреті бойынша берді
verb-finding-reopen = қайта қарауға қайтарды
verb-finding-requeue = кезекке қайтарылды
verb-finding-close = аяқталды

verb-measure-open = дайындауды бастады
verb-measure-submit = бекітуге жіберді
verb-measure-return = пысықтауға қайтарды
verb-measure-approve = бекітті
verb-measure-send = адресатқа жөнелтілді
verb-measure-record_sent = шығыс нөмірін енгізді
verb-measure-receive = адресат қабылдады
verb-measure-incomplete = адресат толықтыруға қайтарды
verb-measure-outcome = адресаттың жауабы келді
verb-measure-amend = жауаптан кейін пысықтауға алды
verb-measure-close = аяқталды
verb-measure-withdraw = кері қайтарып алды

role-analyst = талдаушы
role-supervisor = жетекші
role-admin = әкімші
role-auditor = аудитор
actor-system = бағдарлама

outcome-blocked = бұғатталды
outcome-unavailable = қолжетімсіз
outcome-no_violation = құқық бұзушылық белгілері жоқ
outcome-in_processing = өңделуде
outcome-returned = қайтарылды

block-lawfulness = Заңдылығы
block-justification = Негізділігі
block-screenshots = Скриншоттар

missing-act = құқықтық акт таңдалмаған
missing-act-in-force = таңдалған акт бүгін қолданыста емес
missing-act-category = таңдалған акт бұл санатқа жатпайды
missing-text = негіздеме жазылмаған немесе 40 таңбадан қысқа
missing-text-length = негіздеме 2000 таңбадан ұзын
missing-quote = жарияланымнан дәйексөз жоқ
missing-collateral = кең шектеу қандай заңды мазмұнға тиетіні сипатталмаған
missing-screenshot = мөрленген скриншот жоқ

scope-post = бір жарияланым
scope-channel = бүкіл арна
scope-page = бір бет
scope-domain = бүкіл домен

dismiss-news = жаңалық немесе түсіндірме
dismiss-licensed = лицензиясы бар
dismiss-victim = жәбірленушінің әңгімесі
dismiss-joke = әзіл
dismiss-lawful_offer = заңды ұсыныс
dismiss-other = басқа

source-kind-internet_resource = интернет-ресурс
source-kind-social_network = әлеуметтік желі
source-kind-messenger = мессенджер
source-kind-mass_media = бұқаралық ақпарат құралы
source-kind-other_platform = өзге ақпараттық-коммуникациялық платформа

body-afm = қаржылық мониторинг жөніндегі уәкілетті орган
body-police = ішкі істер органдары
body-gambling_committee = ойын бизнесін және лотереяны реттеу комитеті
body-state_revenue = мемлекеттік кірістер органдары
body-financial_market_agency = қаржы нарығын реттеу және дамыту агенттігі

article-criminal_code = ҚР ҚК { $article }-бабы
article-administrative_code = ҚР ӘҚБтК { $article }-бабы
article-digital_assets_law = «Цифрлық активтер туралы» Заңның { $article }-бабы
article-communications_law = «Байланыс туралы» Заңның { $article }-бабы
article-unverified = { $article } (тұжырымы тексерілуі тиіс)

entity-url = сілтеме
entity-domain = домен
entity-telegram_name = Telegram-дағы атау
entity-telegram_invite = Telegram шақыруы
entity-telegram_start = ботты іске қосу
entity-telegram_search = Telegram-да іздеу
entity-phone = телефон
entity-card = төлем картасы
entity-iban = шот (IBAN)
entity-iin = ЖСН
entity-bin = БСН
entity-wallet_trc20 = TRC-20 әмияны
entity-wallet_btc = BTC әмияны
entity-wallet_eth = ETH әмияны
entity-wallet_ton = TON әмияны
entity-wallet_sol = Solana әмияны
entity-promo_code = промокод
entity-merchant_id = сатушы идентификаторы

locale-kk = Қазақша
locale-ru = Русский
locale-en = English

refused-not_permitted = Сіздің рөліңізге бұл әрекет жабық.
refused-claimed_by_other = Бұл деректі қазір басқа талдаушы қарап жатыр{ $detail ->
    [none] {""}
   *[other] : { $detail }
  }.
refused-claim_lost = Дерек енді сізге бекітілмеген: уақыты бітті. Оны қайта алыңыз.
refused-outside_competence = Бұл санат құзыретке кірмейді; оны құзыретті органға беруге болады.
refused-route_closed = Бұл санат үшін мұндай жол жабық.
refused-measure_exclusive = Бұған жол бермейтін басқа шара бар.
refused-act_not_in_force = Бұл акт бүгін қолданыста емес. Басқасын таңдаңыз.
refused-text_too_short = Мәтін тым қысқа{ $detail ->
    [none] {""}
   *[other] : кемінде { $detail } таңба керек
  }.
refused-text_too_long = Мәтін тым ұзын{ $detail ->
    [none] {""}
   *[other] : { $detail } таңбадан аспауы керек
  }.
refused-number_invalid = Шығыс нөмірі жарамайды: артық мәтінсіз, тек нөмірді жазыңыз.
refused-invite_invalid = Шақыру жарамайды: белгісіз, пайдаланылған немесе мерзімі өткен.
refused-already_enrolled = Сіз қызметкерлер тізімінде барсыз.
refused-not_found = Мұндай жазба жоқ.

refused-move-no_such_move = Бұл әрекет енді мүмкін емес: күйі өзгерген.
refused-move-wrong_role = Бұл әрекетті басқа рөл жасайды: { $roles }.
refused-need-claim = Алдымен деректі алыңыз: ол сізге бекітілмеген.
refused-need-reason = Себебі керек.
refused-need-complete = Бәрі толтырылмаған.
refused-need-not_author = Өз жұмысыңызды басқа адам бекітеді немесе қайтарады.
refused-need-author = Мұны шараны дайындаған адам ғана жасай алады.
refused-need-number = Шығыс нөмірі керек.
refused-need-measure = Алдымен шараны таңдаңыз.
refused-need-no_open_measure = Бұл дерек бойынша шара әлі жүріп жатыр.
refused-need-returned = Адресат бұл хабарламаны қайтарған жоқ.
refused-incomplete = Бәрі толтырылмаған: { $missing }.

capture-problem-no_browser = Chromium табылмады; әкімшіге: оны орнату жолын qyraghy doctor айтады
capture-problem-other = алынбады ({ $problem })
