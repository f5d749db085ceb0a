# Карточка находки и то, что открывается из неё. Метки <b> и <i> – разметка сообщения.

card-title = <b>№{ $id } · { $category } · { $percent } %</b>
card-advice = <i>Оценка – совет машины; решает человек.</i>
card-model = Модель по прежним решениям: { $percent } %
card-model-provisional = Модель: { $percent } % (предварительно: решений пока мало)
card-state = Состояние: { $state }
card-others = Также похоже на: { $categories }
card-why = <b>Почему найдено</b>
card-why-row = • { $why }: { $words }
card-why-row-bare = • { $why }
card-why-more = • и ещё признаков: { $count }
card-text = <b>Текст публикации</b> <i>(персональные данные скрыты)</i>
card-no-text = <i>В публикации нет текста.</i>
card-entities = <b>Реквизиты и ссылки:</b> { $list }
card-source = <b>Источник:</b> { $title } – { $kind }
card-address = <b>Адрес:</b> { $link }
card-published = Опубликовано { DT($at) }
card-edited = изменено { DT($at) }
card-deleted = ❌ удалено у источника, замечено { DT($at) }
card-views = просмотров: { $count }
card-places = { $count ->
    [one] Найдено в { $count } месте
   *[other] Найдено в { $count } местах
  }
card-screenshot-ready = 📷 Скриншот снят { DT($at) }, печать <code>{ $seal }</code>
card-screenshot-pending = ⏳ Скриншот снимается
card-screenshot-failed = ❗ Скриншота нет: { $problem }
card-claim-mine = Закреплена за вами до { DT($until) }
card-claim-other = Рассматривает { $name } до { DT($until) }
card-claim-free = Свободна: никто её сейчас не рассматривает
card-measures = <b>Меры</b>
card-measure-row = • { $kind } – { $state }{ $outcome ->
    [none] {""}
   *[other] : { $outcome }
  }
card-pick-reason = <b>Почему это не нарушение?</b> Выберите причину.
card-outside = Категория вне компетенции. Компетентный орган: { $body }.

card-screenshot-caption = №{ $id } · скриншот, персональные данные скрыты
card-screenshot-none = Скриншота ещё нет.

card-button-criminal_report = ⚖️ Признаки преступления
card-button-administrative_referral = 📋 Административное
card-button-blocking_notification = ⛔ Заблокировать
card-button-dismiss = ✅ Не нарушение
card-button-postpone = ⏰ Позже
card-button-redirect = ↪️ Передать по компетенции
card-button-reopen = 🔄 Вернуть на рассмотрение
card-button-take = ✋ Взять
card-button-release = ↩️ Отдать в очередь
card-button-context = 🔎 Контекст
card-button-history = 🕓 История
card-button-shot = 🖼 Скриншот файлом
card-button-next = ➡️ Следующая
card-button-back = ⬅️ Назад
card-button-open = 📄 Открыть №{ $id }
card-button-measure = 📄 { $kind } – { $state }
card-button-page = 🌐 Страница дела

card-context-title = <b>№{ $id } · контекст</b>
card-context-places = <b>Где опубликовано</b> (показано { $shown } из { $total })
card-context-place = • { $link }, { DT($at) }
card-context-place-deleted = • { $link }, { DT($at) } – удалено
card-context-same-source = <b>Другие находки этого источника</b>
card-context-other = • №{ $id } – { $category }, { $state }
card-context-same-entities = <b>Те же реквизиты и ссылки</b>
card-context-entity = • №{ $id } – { $kind } <code>{ $value }</code>
card-context-alone = Других находок с этим источником или реквизитами нет.

card-history-title = <b>№{ $id } · история</b>
card-history-row = { DT($at) } – { $who }: { $what }
card-history-row-measure = { DT($at) } – { $who }: { $what } ({ $kind })
card-history-reason = { $row } – <i>{ $reason }</i>
card-history-empty = Решений ещё не было.
card-history-earlier = … и ещё раньше записей: { $count }
