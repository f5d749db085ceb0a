# Слова предметной области: у каждого кода из таблиц своя надпись.

category-pyramid = финансовая пирамида
category-gambling = незаконный игорный бизнес
category-dropper = дропперство
category-crypto_exchange = незаконный обмен криптовалюты
category-illegal_lending = незаконная выдача займов
category-fictitious_invoices = фиктивные счета-фактуры
category-counterfeit_money = поддельные деньги
category-illegal_lottery = незаконная лотерея
category-excise_goods = незаконный оборот подакцизных товаров
category-investment_fraud = инвестиционное мошенничество
category-fake_documents = поддельные документы

kind-criminal_report = рапорт о признаках уголовного правонарушения
kind-administrative_referral = направление материалов для привлечения к административной ответственности
kind-blocking_notification = уведомление о блокировке
kind-short-criminal_report = рапорт
kind-short-administrative_referral = направление
kind-short-blocking_notification = уведомление

state-finding-new = новая
state-finding-postponed = отложена
state-finding-qualified = квалифицирована
state-finding-dismissed = признаков нарушения нет
state-finding-redirected = передана по компетенции
state-finding-closed = завершена

state-measure-draft = черновик
state-measure-submitted = на утверждении
state-measure-approved = утверждена
state-measure-sent = отправлена
state-measure-received = принята адресатом
state-measure-outcome = есть ответ адресата
state-measure-closed = завершена
state-measure-withdrawn = отозвана

verb-finding-postpone = отложил(а)
verb-finding-wake = возвращена из отложенных
verb-finding-qualify = квалифицировал(а)
verb-finding-dismiss = признаков нарушения не усмотрел(а)
verb-finding-redirect = передал(а) по компетенции
verb-finding-reopen = вернул(а) на рассмотрение
verb-finding-requeue = возвращена в очередь
verb-finding-close = завершена

verb-measure-open = начал(а) подготовку
verb-measure-submit = направил(а) на утверждение
verb-measure-return = вернул(а) на доработку
verb-measure-approve = утвердил(а)
verb-measure-send = отправлена адресату
verb-measure-record_sent = внёс(ла) исходящий номер
verb-measure-receive = принята адресатом
verb-measure-incomplete = возвращена адресатом на дополнение
verb-measure-outcome = получен ответ адресата
verb-measure-amend = взял(а) на доработку после ответа
verb-measure-close = завершена
verb-measure-withdraw = отозвал(а)

role-analyst = аналитик
role-supervisor = руководитель
role-admin = администратор
role-auditor = аудитор
actor-system = программа

outcome-blocked = заблокировано
outcome-unavailable = недоступно
outcome-no_violation = признаков нарушения нет
outcome-in_processing = в обработке
outcome-returned = возвращено

block-lawfulness = Законность
block-justification = Обоснованность
block-screenshots = Скриншоты

missing-act = не выбран правовой акт
missing-act-in-force = выбранный акт сегодня не действует
missing-act-category = выбранный акт не относится к этой категории
missing-text = обоснование не написано или короче 40 знаков
missing-text-length = обоснование длиннее 2000 знаков
missing-quote = нет цитаты из публикации
missing-collateral = не описано, какое законное содержание затронет широкое ограничение
missing-screenshot = нет опечатанного скриншота

scope-post = одна публикация
scope-channel = весь канал
scope-page = одна страница
scope-domain = весь домен

dismiss-news = новость или разъяснение
dismiss-licensed = есть лицензия
dismiss-victim = рассказ пострадавшего
dismiss-joke = шутка
dismiss-lawful_offer = законное предложение
dismiss-other = другое

source-kind-internet_resource = интернет-ресурс
source-kind-social_network = социальная сеть
source-kind-messenger = мессенджер
source-kind-mass_media = средство массовой информации
source-kind-other_platform = иная информационно-коммуникационная платформа

body-afm = уполномоченный орган по финансовому мониторингу
body-police = органы внутренних дел
body-gambling_committee = комитет по регулированию игорного бизнеса и лотереи
body-state_revenue = органы государственных доходов
body-financial_market_agency = агентство по регулированию и развитию финансового рынка

article-criminal_code = статья { $article } УК РК
article-administrative_code = статья { $article } КоАП РК
article-digital_assets_law = статья { $article } Закона «О цифровых активах»
article-communications_law = статья { $article } Закона «О связи»
article-unverified = { $article } (формулировка подлежит проверке)

entity-url = ссылка
entity-domain = домен
entity-telegram_name = имя в Telegram
entity-telegram_invite = приглашение в Telegram
entity-telegram_start = запуск бота
entity-telegram_search = поиск в Telegram
entity-phone = телефон
entity-card = платёжная карта
entity-iban = счёт (IBAN)
entity-iin = ИИН
entity-bin = БИН
entity-wallet_trc20 = кошелёк TRC-20
entity-wallet_btc = кошелёк BTC
entity-wallet_eth = кошелёк ETH
entity-wallet_ton = кошелёк TON
entity-wallet_sol = кошелёк Solana
entity-promo_code = промокод
entity-merchant_id = идентификатор продавца

locale-kk = Қазақша
locale-ru = Русский
locale-en = English

refused-not_permitted = Для вашей роли это действие закрыто.
refused-claimed_by_other = Находку сейчас рассматривает другой аналитик{ $detail ->
    [none] {""}
   *[other] : { $detail }
  }.
refused-claim_lost = Находка больше не закреплена за вами: вышло время. Возьмите её снова.
refused-outside_competence = Эта категория вне компетенции; её можно передать компетентному органу.
refused-route_closed = Для этой категории такой путь закрыт.
refused-measure_exclusive = Уже есть мера, которая исключает эту.
refused-act_not_in_force = Этот акт сегодня не действует. Выберите другой.
refused-text_too_short = Текст слишком короткий{ $detail ->
    [none] {""}
   *[other] : нужно не меньше { $detail } знаков
  }.
refused-text_too_long = Текст слишком длинный{ $detail ->
    [none] {""}
   *[other] : можно не больше { $detail } знаков
  }.
refused-number_invalid = Исходящий номер не подходит: напишите номер без лишнего текста.
refused-invite_invalid = Приглашение не подходит: неизвестно, использовано или просрочено.
refused-already_enrolled = Вы уже есть в списке сотрудников.
refused-not_found = Такой записи нет.

refused-move-no_such_move = Это действие уже невозможно: состояние изменилось.
refused-move-wrong_role = Это действие делает другая роль: { $roles }.
refused-need-claim = Сначала возьмите находку: она не закреплена за вами.
refused-need-reason = Нужна причина.
refused-need-complete = Заполнено не всё.
refused-need-not_author = Свою работу утверждает или возвращает другой человек.
refused-need-author = Это может сделать только тот, кто готовил меру.
refused-need-number = Нужен исходящий номер.
refused-need-measure = Сначала выберите меру.
refused-need-no_open_measure = По находке ещё идёт мера.
refused-need-returned = Адресат не возвращал это уведомление.
refused-incomplete = Заполнено не всё: { $missing }.

capture-problem-no_browser = не найден Chromium; администратору: qyraghy doctor подскажет, как его поставить
capture-problem-other = не получился ({ $problem })
