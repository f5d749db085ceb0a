# Сообщения, которые бот присылает сам.

notice-queue = { $count ->
    [one] 🔔 Ждёт рассмотрения { $count } находка
    [few] 🔔 Ждут рассмотрения { $count } находки
   *[other] 🔔 Ждут рассмотрения { $count } находок
  }{ $category ->
    [none] {""}
   *[other] . Первой идёт: { $category }, { $percent } %
  }.
notice-occurrence = 🔁 №{ $id } ({ $category }) опубликована ещё в одном месте; всего мест: { $count }. Состояние: { $state }.
notice-deleted = 🗑 №{ $id } ({ $category }): публикация удалена в источнике. Доказательства сохранены, решение можно принимать по ним. Состояние: { $state }.
notice-deleted_many = 🗑 В источнике «{ $source }» удалены публикации: { $count }, из них по находкам: { $findings }. Доказательства сохранены.
notice-submitted = 📨 Ждёт вашего утверждения: { $kind }, №{ $id } ({ $category }). Подготовил(а): { $author }.
notice-returned = ↩️ Возвращено на доработку: { $kind }, №{ $id }.
    Замечание: <i>{ $comment }</i>
notice-approved = ✅ Утверждено: { $kind }, №{ $id }. Утвердил(а): { $approver }.
notice-approved-by-hand = Отправьте документ и внесите исходящий номер кнопкой ниже.
notice-incomplete = ❗ Адресат вернул на дополнение: { $kind }, №{ $id }.
    { $comment }
notice-received = 📬 Адресат принял: { $kind }, №{ $id }, исходящий номер { $number }.
notice-outcome = 🏷 Ответ адресата по №{ $id } ({ $kind }): <b>{ $outcome }</b>.
notice-repeat = <i>Это сообщение могло уже приходить.</i>
notice-button-next = ➡️ Взять следующую

notice-alarm = 🚨 <b>Требует внимания:</b> { $what }
notice-alarm-about = Находка №{ $id }.
notice-alarm-detail = Подробность: <code>{ $detail }</code>
alarm-authority_refused_us = адресат не принял наш доступ (401/403). Отправка остановлена: проверьте AUTHORITY_TOKEN и ключ подписи.
alarm-key_conflict = адресат уже знает этот ключ с другим содержанием (409). Отправка остановлена, нужна проверка человеком.
alarm-bad_answer = адресат ответил непонятно. Отправка остановлена, нужна проверка человеком.
alarm-rejected = адресат отклонил запрос. Отправка остановлена, нужна проверка человеком.
alarm-no_browser = скриншоты не снимаются: Chromium не найден. Команда <code>qyraghy doctor</code> подскажет, как его поставить.
alarm-evidence_changed = файл доказательства не совпал со своей контрольной суммой.
alarm-evidence_missing = файл доказательства не найден.
alarm-not_public = источник под наблюдением больше не открыт и не читается: наблюдаются только открытые источники.
alarm-not_found = источника под наблюдением больше нет, он не читается.
alarm-source_quiet = источник под наблюдением молчит намного дольше обычного. Откройте его: не переехал ли он, не закрылся ли? Читается ли он: <code>qyraghy source report</code>.
alarm-job_given_up = задание не удалось ни с одной попытки. Оно будет предложено позже; причина названа в журнале.
alarm-disk_full = диск заполнен: доказательства сохранить нельзя. Освободите место в DATA_DIR.
alarm-bad_rules = изменённые правила содержат ошибки и не применены, работают прежние. Что исправить, покажет <code>qyraghy rules check</code>.
alarm-other = сбой «{ $reason }».
