# Бот өзі жіберетін хабарламалар.

notice-queue = 🔔 Қарауды күтіп тұрған деректер: { $count }{ $category ->
    [none] {""}
   *[other] . Біріншісі: { $category }, { $percent } %
  }.
notice-occurrence = 🔁 №{ $id } ({ $category }) тағы бір жерде жарияланды; барлығы { $count } жер. Күйі: { $state }.
notice-deleted = 🗑 №{ $id } ({ $category }): жарияланым дереккөзде жойылған. Дәлелдемелер сақталған, шешімді солардың негізінде қабылдауға болады. Күйі: { $state }.
notice-deleted_many = 🗑 «{ $source }» дереккөзінде жойылған жарияланымдар: { $count }, оның ішінде деректерге қатыстысы: { $findings }. Дәлелдемелер сақталған.
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
alarm-session_revoked = Telegram жинақтаушы тіркелгісінің сеансын аяқтады. Қайта кіріңіз: <code>qyraghy account login</code>.
alarm-session_used_twice = жинақтаушы тіркелгісінің сеансы екі жерде қолданылып жатыр, Telegram оны қабылдамады. Екіншісін тоқтатып, қайта кіріңіз.
alarm-account_closed = Telegram жинақтаушы тіркелгісін жапты. Басқасымен кіріңіз: <code>qyraghy account login</code>.
alarm-account_frozen = Telegram жинақтаушы тіркелгісін тоқтатып қойды: онымен оқу мүмкін емес. Басқасымен кіріңіз.
alarm-not_public = бақылаудағы дереккөз енді ашық емес және оқылмайды: тек ашық дереккөздер бақыланады.
alarm-not_found = бақылаудағы дереккөз жойылған, енді оқылмайды.
alarm-source_quiet = бақылаудағы дереккөз әдеттегіден әлдеқайда ұзақ үнсіз. Оны ашып қараңыз: көшкен не жабылған жоқ па? Оқылып жатқанын <code>qyraghy source report</code> командасы көрсетеді.
alarm-job_given_up = тапсырма бірде-бір әрекетте орындалмады. Ол кейін қайта ұсынылады; себебі журналда жазылған.
alarm-disk_full = диск толған: дәлелдемелерді сақтау мүмкін емес. DATA_DIR қалтасында орын босатыңыз.
alarm-bad_rules = өзгертілген ережелерде қате бар, олар қолданылмады, бұрынғылары жұмыс істеп тұр. Нені түзету керегін <code>qyraghy rules check</code> көрсетеді.
alarm-other = «{ $reason }» ақауы.
