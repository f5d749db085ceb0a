/** The channels and groups of the demo, all invented. */
export const SEED_CHANNELS = [
  {
    username: 'zhetisu_today',
    title: 'Жетісу Today',
    about: 'Новости города: транспорт, погода, афиша. Присылайте фото в бот редакции.',
    kind: 'channel',
    subscribers: 48_210,
  },
  {
    username: 'mektep27_analar',
    title: '№27 мектеп · аналар чаты',
    about: 'Жиналыс, үй тапсырмасы, алмасу. Реклама – өшіреміз!',
    kind: 'group',
    subscribers: 312,
  },
  {
    username: 'steppe_coin_desk',
    title: 'Steppe Coin · обмен 24/7',
    about: 'Наличные, карты, USDT. Пишите менеджеру.',
    kind: 'channel',
    subscribers: 6_904,
  },
  {
    username: 'kun_tabys_club',
    title: 'Күн Табыс Club 💸',
    about: 'Онлайн табыс, команда, қолдау. Заработок с телефона.',
    kind: 'channel',
    subscribers: 15_377,
  },
  {
    username: 'aulym_live',
    title: 'Ауылым LIVE',
    about: 'Ауыл тынысы: жаңалық, жәрмеңке, мәдениет.',
    kind: 'channel',
    subscribers: 9_120,
  },
  {
    username: 'dala_sport',
    title: 'Дала Спорт',
    about: 'Футбол, күрес, хоккей: нәтижелер и разборы матчей.',
    kind: 'channel',
    subscribers: 21_655,
  },
] as const satisfies readonly {
  readonly username: string;
  readonly title: string;
  readonly about: string;
  readonly kind: 'channel' | 'group';
  readonly subscribers: number;
}[];

/** Members of the group who write in it. */
export const SEED_MEMBERS = [
  { username: 'gulnar_2b', firstName: 'Гүлнар, 2 «Б»' },
  { username: 'oksana_mama_timura', firstName: 'Оксана, мама Тимура' },
  { username: 'saule_komitet', firstName: 'Сәуле, ата-аналар комитеті' },
  { username: 'work_easy_kz_27', firstName: 'Лёгкая подработка' },
] as const;
