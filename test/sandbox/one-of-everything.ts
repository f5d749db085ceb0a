import { randomBytes } from 'node:crypto';

import type { TelegramWorld, WorldPostInput } from '../../sandbox/telegram-world.ts';

export const DOCUMENT = randomBytes(150_000);
export const THUMBNAIL = randomBytes(9_000);
export const PICTURE = randomBytes(20_000);

const photo = { bytes: PICTURE, mimeType: 'image/jpeg', width: 80, height: 60 } as const;
const thumbnail = { bytes: THUMBNAIL, width: 32, height: 18 };
const file = { kind: 'file', bytes: DOCUMENT } as const;
const HUGE = 3 * 1024 ** 3;

/** A post of each kind, by what hangs on it: the constructor of the protocol that clients must see. */
const POSTS: readonly (readonly [media: string | null, post: WorldPostInput])[] = [
  ['messageMediaPhoto', { text: 'фото', photo: { ...photo, spoiler: true } }],
  ['messageMediaPhoto', { text: 'жойылды', photo: { ...photo, ttlSeconds: 5, isExpired: true } }],
  [
    'messageMediaDocument',
    { text: 'шарт', media: { ...file, fileName: 'шарт.pdf', mimeType: 'application/pdf' } },
  ],
  [
    'messageMediaDocument',
    {
      text: 'бейне',
      media: { kind: 'file', role: 'video', mimeType: 'video/mp4', sizeBytes: HUGE, thumbnail, width: 640 },
    },
  ],
  ['messageMediaDocument', { text: '', media: { ...file, role: 'round', mimeType: 'video/mp4' } }],
  ['messageMediaDocument', { text: '', media: { ...file, role: 'animation', mimeType: 'video/mp4' } }],
  ['messageMediaDocument', { text: '', media: { ...file, role: 'voice', mimeType: 'audio/ogg' } }],
  ['messageMediaDocument', { text: '', media: { ...file, role: 'audio', mimeType: 'audio/mpeg' } }],
  ['messageMediaDocument', { text: '', media: { ...file, role: 'sticker', mimeType: 'image/webp' } }],
  [
    'messageMediaPoll',
    {
      text: '',
      media: {
        kind: 'poll',
        question: 'Қай казино?',
        answers: [{ text: 'Бірінші', voters: 7 }, { text: 'Екінші' }],
        multipleChoice: true,
      },
    },
  ],
  [
    'messageMediaWebPage',
    {
      text: 'https://bet.example/r',
      media: {
        kind: 'web_page',
        url: 'https://bet.example/r',
        siteName: 'Bet',
        title: 'Бонус',
        description: 'Тіркел',
        photo,
      },
    },
  ],
  [
    'messageMediaWebPage',
    { text: 'a.example', media: { kind: 'web_page', url: 'https://a.example', state: 'pending' } },
  ],
  [
    'messageMediaWebPage',
    { text: 'b.example', media: { kind: 'web_page', url: 'https://b.example', state: 'empty' } },
  ],
  [
    'messageMediaContact',
    { text: '', media: { kind: 'contact', phone: '77010000000', firstName: 'Кассир' } },
  ],
  ['messageMediaGeo', { text: '', media: { kind: 'geo', latitude: 43.2, longitude: 76.9 } }],
  ['messageMediaGeoLive', { text: '', media: { kind: 'live_geo', latitude: 43.2, longitude: 76.9 } }],
  [
    'messageMediaVenue',
    { text: '', media: { kind: 'venue', latitude: 43, longitude: 77, title: 'Кеңсе', address: 'Абай 1' } },
  ],
  ['messageMediaDice', { text: '', media: { kind: 'dice', value: 64, emoji: '🎰' } }],
  ['messageMediaPaidMedia', { text: '', media: { kind: 'paid', stars: 50, count: 2 } }],
  ['messageMediaInvoice', { text: '', media: { kind: 'invoice', title: 'VIP', currency: 'KZT', amount: 5 } }],
  ['messageMediaGiveaway', { text: '', media: { kind: 'giveaway', quantity: 3, months: 1 } }],
  ['messageMediaStory', { text: '', media: { kind: 'story', storyId: 4 } }],
  ['messageMediaUnsupported', { text: '', media: { kind: 'unsupported' } }],
  [
    null,
    {
      text: 'жасырын дәйек сілтеме Адам код',
      entities: [
        { kind: 'spoiler', offset: 0, length: 7 },
        { kind: 'expandable_blockquote', offset: 8, length: 5 },
        { kind: 'text_link', offset: 14, length: 7, url: 'https://hidden.example' },
        { kind: 'text_mention', offset: 22, length: 4, userId: 6_100_000_099 },
        { kind: 'pre', offset: 27, length: 3 },
      ],
      viaBot: 'some_bot',
      counters: { views: 1200, forwards: 3, reactions: [{ emoji: '🔥', count: 9 }] },
      isSilent: true,
      buttons: [
        [
          { text: 'Ашу', url: 'https://button.example' },
          { text: 'Басу', url: '', kind: 'callback', data: 'x' },
        ],
        [
          { text: 'Кіру', url: 'https://login.example', kind: 'login_url' },
          { text: 'Ойын', url: 'https://app.example', kind: 'web_app' },
          { text: 'Көшіру', url: '', kind: 'copy', data: 'PROMO' },
          { text: 'Іздеу', url: '', kind: 'switch_inline', data: 'q' },
        ],
      ],
    },
  ],
  [
    null,
    {
      text: 'арнадан',
      forwardedFrom: { title: 'Көз', username: 'origin_news', messageId: 12, signature: 'Автор' },
    },
  ],
  [null, { text: 'адамнан', forwardedFrom: { title: 'Адам', username: 'some_person' } }],
  [null, { text: 'жасырыннан', forwardedFrom: { title: 'Жасырын', username: null } }],
];

export const MEDIA: readonly (string | null)[] = POSTS.map(([media]) => media);

/** Publishes a post of each kind, in the order of {@link MEDIA}, and three messages of the service. */
export function publishEverything(world: TelegramWorld, channel: string): void {
  world.addChannel({ username: 'origin_news', title: 'Көз' });
  world.addUser({ username: 'some_bot', firstName: 'Бот', isBot: true });
  world.addUser({ username: 'some_person', firstName: 'Адам' });
  for (const [, post] of POSTS) world.publish(channel, post);
  world.pin(channel, 1);
  world.announce(channel, { kind: 'title_changed', title: 'Жаңа ат' });
  world.announce(channel, { kind: 'migrated_from', title: 'Топ', chatId: 77 });
}
