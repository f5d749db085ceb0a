import type { SeedPost } from './seed-post.ts';

/** What comes while the demo runs, one after another. */
export const SEED_LATER: readonly SeedPost[] = [
  {
    key: 't01',
    channel: 'zhetisu_today',
    text: '🚌 На конечной у рынка поставили новую тёплую остановку. Обещают ещё шесть до Нового года. А какую ждёте вы?',
    signature: 'Редакция',
    suspicious: false,
  },
  {
    key: 't02',
    channel: 'steppe_coin_desk',
    text: 'Выкупаем верифицированные аккаунты бирж, платим сразу. А ещё меняем USDT на наличные без документов: Алматы, Астана, Шымкент, комиссия 1%, курьер приедет за 30 минут. Оператор @steppe_coin_operator',
    suspicious: true,
  },
  {
    key: 't03',
    channel: 'mektep27_analar',
    author: 'oksana_mama_timura',
    text: 'Нашли варежки у раздевалки, синие с оленями. Лежат у охраны, забирайте 🧤',
    suspicious: false,
  },
  {
    key: 't04',
    channel: 'dala_sport',
    text: 'Күрестен облыс чемпионаты аяқталды: біздің клуб 3 алтын, 1 қола алды. Жігіттер, жарайсыңдар! 🥇',
    suspicious: false,
  },
  {
    key: 't05',
    channel: 'kun_tabys_club',
    banner: 'slots',
    text: 'Казинo бонус 300% жаңа ойыншыларға! Кешке банкіңді екі еселе, ставка от 500 тенге, ақша шығару лезде. Промокод KUN300, айна сайт: https://dala-slots.example/r/kun',
    suspicious: true,
  },
  {
    key: 't06',
    channel: 'aulym_live',
    text: 'Мектепке жаңа автобус берілді. Енді алыс бөлімшедегі 34 бала сабаққа жаяу бармайды. Жүргізуші – өзіміздің Серік ағай.',
    suspicious: false,
  },
  {
    key: 't07',
    channel: 'mektep27_analar',
    author: 'work_easy_kz_27',
    text: 'Есть свободная карта? Сдай её в аренду: платим 40 000 в месяц, приём переводов, всё легально. Студентам и мамам в декрете, нужен только телефон. Заблокируют – юристы решат. Пишите @work_easy_kz_27',
    suspicious: true,
  },
  {
    key: 't08',
    channel: 'zhetisu_today',
    bold: 'Вакансия',
    text: 'Вакансия\n\nГородская библиотека ищет методиста. Оклад 210 000 тенге, полный день, трудовой договор, отпуск по кодексу. Резюме: kadry@biblioteka.example',
    suspicious: false,
  },
  {
    key: 't09',
    channel: 'kun_tabys_club',
    text: '🚀 Фонд «Алтын Қадам», второй поток! Вкладываете от 20 000 тенге и получаете 4% в день на остаток. Гарантированный доход по договору, вывод на карту без выходных.\n\n👥 Приведи двух партнёров – верни взнос. Реферальная программа до 7 уровня.\nМест во втором потоке 50, завтра закроем. Пиши «+» в личку @altyn_qadam_kurator',
    suspicious: true,
  },
  {
    key: 't10',
    channel: 'dala_sport',
    text: 'Хоккей: в овертайме уступили 3:4, но очко наше. Вратарь отразил 38 бросков. Следующая игра дома, билеты в кассе.',
    suspicious: false,
  },
  {
    key: 't11',
    channel: 'kun_tabys_club',
    text: 'ЭСФ и ЭШФ под ключ: закроем НДС, полный пакет – счёт-фактура, акт, накладная. Обнал от 4%, день в день, ТОО с оборотами в наличии. Работаем по всему РК, пишите @qagaz_kz_bux',
    suspicious: true,
  },
  {
    key: 't12',
    channel: 'aulym_live',
    text: 'Ақпан айының соңына дейін мал дәрігері ауыл-ауылды аралап, тегін егу жүргізеді. Кестесі әкімдікте ілулі тұр.',
    suspicious: false,
  },
];
