# Ежедневный дайджест: числа дня и подписи на картинке.

digest-title = <b>📊 Дайджест за { $day }</b>
digest-empty = За этот день ничего не произошло: публикаций не прочитано, новых находок и решений нет.
digest-posts = Прочитано публикаций: <b>{ $count }</b>
digest-findings = Новых находок: <b>{ $count }</b>
digest-occurrences = Повторов известных находок: { $count }
digest-by-category = <b>По категориям</b>
digest-by-source = <b>По видам источников</b>
digest-submitted = <b>Направлено на утверждение</b>
digest-decisions = <b>Решения</b>
digest-approved = Утверждено: { $count }
digest-returned = Возвращено на доработку: { $count }
digest-dismissed = Признаков нарушения нет: { $count }
digest-sent = Отправлено адресату: { $count }
digest-outcomes = <b>Ответы адресата</b>
digest-row = • { $label }: { $count }
digest-now = <b>Сейчас</b>
digest-waiting = Ждут рассмотрения: { $count }
digest-overdue-triage = 🔴 Дольше внутреннего срока ждут первого просмотра: { $count }
digest-overdue-approval = 🔴 Дольше внутреннего срока ждут утверждения: { $count }
digest-overdue-outcome = 🔴 Дольше внутреннего срока ждут ответа адресата: { $count }
digest-without-screenshot = ❗ Без скриншота: { $count }
digest-unchecked-acts = ⚠️ Правовых актов с непроверенной формулировкой: { $count }
digest-noisy = <b>Правила, которые чаще ошибаются (за 30 дней)</b>
digest-noisy-row = • { $rule }: { $dismissed } из { $hits } – не нарушение
digest-internal = <i>Сроки внутренние; законом они не установлены.</i>
digest-anchor = Журнал аудита: запись { $seq }, <code>{ $hash }</code>
digest-repeat = <i>Этот дайджест мог уже приходить; числа те же.</i>
digest-caption = Дайджест за { $day }

digest-chart-title = Дайджест за { $day }
digest-chart-categories = Новые находки по категориям
digest-chart-outcomes = Ответы адресата
digest-chart-none = нет

digest-button-today = Сегодня
digest-button-before = ⬅️ { $day }
digest-button-after = { $day } ➡️
