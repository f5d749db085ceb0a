# Бот өзі жіберетін хабарламалар.

notice-queue = 🔔 Қарауды күтіп тұрған деректер: { $count }{ $category ->
    [none] {""}
   *[other] . Біріншісі: { $category }, { $percent } %
  }.
notice-occurrence = 🔁 №{ $id } ({ $category }) тағы бір жерде жарияланды; барлығы { $count } жер. Күйі: { $state }.
notice-submitted = 📨 Сіздің бекітуіңізді күтеді: { $kind }, №{ $id } ({ $category }). Дайындаған: { $author }.
notice-returned = ↩️ Пысықтауға қайтарылды: { $kind }, №{ $id }.
    Ескерту: <i>{ $comment }</i>
notice-approved = ✅ Бекітілді: { $kind }, №{ $id }. Бекіткен: { $approver }.
notice-approved-by-hand = Құжатты жөнелтіп, шығыс нөмірін төмендегі түймемен енгізіңіз.
notice-incomplete = ❗ Адресат толықтыруға қайтарды: { $kind }, №{ $id }.
    { $comment }
notice-received = 📬 Адресат қабылдады: { $kind }, №{ $id }, шығыс нөмірі { $number }.
notice-outcome = 🏷 №{ $id } бойынша адресаттың жауабы ({ $kind }): <b>{ $outcome }</b>.
notice-repeat = <i>Бұл хабарлама бұрын келген болуы мүмкін.</i>
notice-button-next = ➡️ Келесіні алу

notice-alarm = 🚨 <b>Назар аударыңыз:</b> { $what }
notice-alarm-about = №{ $id } дерек.
notice-alarm-detail = Толығырақ: <code>{ $detail }</code>
alarm-authority_refused_us = адресат біздің қолжетімділікті қабылдамады (401/403). Жөнелту тоқтатылды: AUTHORITY_TOKEN мен қолтаңба кілтін тексеріңіз.
alarm-key_conflict = адресат бұл кілтті басқа мазмұнмен біледі (409). Жөнелту тоқтатылды, адам тексеруі керек.
alarm-bad_answer = адресат түсініксіз жауап берді. Жөнелту тоқтатылды, адам тексеруі керек.
alarm-rejected = адресат сұранысты қабылдамады. Жөнелту тоқтатылды, адам тексеруі керек.
alarm-no_browser = скриншоттар түсірілмейді: Chromium табылмады. Оны орнату жолын <code>qyraghy doctor</code> командасы айтады.
alarm-evidence_changed = дәлелдеме файлы өзінің бақылау сомасына сәйкес келмеді.
alarm-evidence_missing = дәлелдеме файлы табылмады.
alarm-other = «{ $reason }» ақауы.
