# Күнделікті шолу: күннің сандары және суреттегі жазулар.

digest-title = <b>📊 { $day } күнгі шолу</b>
digest-empty = Бұл күні ештеңе болған жоқ: жарияланым оқылмады, жаңа дерек те, шешім де жоқ.
digest-posts = Оқылған жарияланымдар: <b>{ $count }</b>
digest-findings = Жаңа анықталған деректер: <b>{ $count }</b>
digest-occurrences = Белгілі деректердің қайталануы: { $count }
digest-by-category = <b>Санаттар бойынша</b>
digest-by-source = <b>Дереккөз түрлері бойынша</b>
digest-submitted = <b>Бекітуге жіберілді</b>
digest-decisions = <b>Шешімдер</b>
digest-approved = Бекітілді: { $count }
digest-returned = Пысықтауға қайтарылды: { $count }
digest-dismissed = Құқық бұзушылық белгілері жоқ: { $count }
digest-sent = Адресатқа жөнелтілді: { $count }
digest-outcomes = <b>Адресаттың жауаптары</b>
digest-row = • { $label }: { $count }
digest-now = <b>Қазір</b>
digest-waiting = Қарауды күтеді: { $count }
digest-overdue-triage = 🔴 Алғашқы қарауды ішкі мерзімнен ұзақ күтеді: { $count }
digest-overdue-approval = 🔴 Бекітуді ішкі мерзімнен ұзақ күтеді: { $count }
digest-overdue-outcome = 🔴 Адресаттың жауабын ішкі мерзімнен ұзақ күтеді: { $count }
digest-without-screenshot = ❗ Скриншоты жоқ: { $count }
digest-unchecked-acts = ⚠️ Тұжырымы тексерілмеген құқықтық актілер: { $count }
digest-noisy = <b>Жиірек қателесетін ережелер (30 күн ішінде)</b>
digest-noisy-row = • { $rule }: { $hits } ішінен { $dismissed } – құқық бұзушылық емес
digest-internal = <i>Мерзімдер ішкі; олар заңмен белгіленбеген.</i>
digest-anchor = Аудит журналы: { $seq }-жазба, <code>{ $hash }</code>
digest-repeat = <i>Бұл шолу бұрын келген болуы мүмкін; сандары сол қалпында.</i>
digest-caption = { $day } күнгі шолу

digest-chart-title = { $day } күнгі шолу
digest-chart-categories = Санаттар бойынша жаңа деректер
digest-chart-outcomes = Адресаттың жауаптары
digest-chart-none = жоқ

digest-button-today = Бүгін
digest-button-before = ⬅️ { $day }
digest-button-after = { $day } ➡️
