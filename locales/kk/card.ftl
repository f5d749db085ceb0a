# Анықталған деректің карточкасы және одан ашылатын беттер. <b> мен <i> – хабарламаның белгілеуі.

card-title = <b>№{ $id } · { $category } · { $percent } %</b>
card-advice = <i>Баға – машинаның кеңесі; шешімді адам қабылдайды.</i>
card-model = Бұрынғы шешімдер бойынша модель: { $percent } %
card-model-provisional = Модель: { $percent } % (алдын ала: шешім әзірге аз)
card-state = Күйі: { $state }
card-others = Мынаған да ұқсайды: { $categories }
card-why = <b>Неге анықталды</b>
card-why-row = • { $why }: { $words }
card-why-row-bare = • { $why }
card-why-more = • тағы { $count } белгі
card-text = <b>Жарияланым мәтіні</b> <i>(дербес деректер жасырылған)</i>
card-no-text = <i>Жарияланымда мәтін жоқ.</i>
card-entities = <b>Деректемелер мен сілтемелер:</b> { $list }
card-source = <b>Дереккөз:</b> { $title } – { $kind }
card-address = <b>Мекенжайы:</b> { $link }
card-published = Жарияланған уақыты: { DT($at) }
card-edited = өзгертілген: { DT($at) }
card-deleted = ❌ дереккөзде жойылған, байқалған уақыты: { DT($at) }
card-views = қаралымы: { $count }
card-places = { $count } жерде табылды
card-screenshot-ready = 📷 Скриншот { DT($at) } түсірілді, мөрі <code>{ $seal }</code>
card-screenshot-pending = ⏳ Скриншот түсіріліп жатыр
card-screenshot-failed = ❗ Скриншот жоқ: { $problem }
card-claim-mine = Сізге бекітілген, аяқталу уақыты: { DT($until) }
card-claim-other = { $name } қарап жатыр, аяқталу уақыты: { DT($until) }
card-claim-free = Бос: қазір ешкім қарап жатқан жоқ
card-measures = <b>Шаралар</b>
card-measure-row = • { $kind } – { $state }{ $outcome ->
    [none] {""}
   *[other] : { $outcome }
  }
card-pick-reason = <b>Неге бұл құқық бұзушылық емес?</b> Себебін таңдаңыз.
card-outside = Санат құзыретке кірмейді. Құзыретті орган: { $body }.

card-screenshot-caption = №{ $id } · скриншот, дербес деректер жасырылған
card-screenshot-none = Скриншот әлі жоқ.

card-button-criminal_report = ⚖️ Қылмыс белгілері бар
card-button-administrative_referral = 📋 Әкімшілік
card-button-blocking_notification = ⛔ Бұғаттау
card-button-dismiss = ✅ Құқық бұзушылық емес
card-button-postpone = ⏰ Кейінірек
card-button-redirect = ↪️ Құзыреті бойынша беру
card-button-reopen = 🔄 Қайта қарауға қайтару
card-button-take = ✋ Алу
card-button-release = ↩️ Кезекке қайтару
card-button-context = 🔎 Контекст
card-button-history = 🕓 Тарихы
card-button-shot = 🖼 Скриншот файлы
card-button-next = ➡️ Келесі
card-button-back = ⬅️ Артқа
card-button-open = 📄 №{ $id } ашу
card-button-measure = 📄 { $kind } – { $state }
card-button-page = 🌐 Іс беті

card-context-title = <b>№{ $id } · контекст</b>
card-context-places = <b>Қайда жарияланған</b> ({ $total } ішінен { $shown } көрсетілген)
card-context-place = • { $link }, { DT($at) }
card-context-place-deleted = • { $link }, { DT($at) } – жойылған
card-context-same-source = <b>Осы дереккөздің басқа деректері</b>
card-context-other = • №{ $id } – { $category }, { $state }
card-context-same-entities = <b>Дәл осындай деректемелер мен сілтемелер</b>
card-context-entity = • №{ $id } – { $kind } <code>{ $value }</code>
card-context-alone = Осы дереккөзбен не деректемелермен байланысты басқа дерек жоқ.

card-history-title = <b>№{ $id } · тарихы</b>
card-history-row = { DT($at) } – { $who }: { $what }
card-history-row-measure = { DT($at) } – { $who }: { $what } ({ $kind })
card-history-reason = { $row } – <i>{ $reason }</i>
card-history-empty = Әзірге шешім болған жоқ.
card-history-earlier = … бұдан бұрын тағы { $count } жазба бар
