import type { WorldEntity, WorldPostInput } from './things.ts';
import { WorldError } from './things.ts';

/** Limits of the Bot API and of clients: a text message, and the caption of a photo. */
const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;

const DOMAIN_END =
  'com|net|org|info|kz|ru|me|io|xyz|top|site|online|shop|club|bet|casino|win|live|pro|cc|қаз|рф';
const FOUND: readonly (readonly ['url' | 'mention' | 'hashtag' | 'email', RegExp])[] = [
  ['email', /[\w.+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu],
  [
    'url',
    new RegExp(
      `(?:https?://[^\\s<>"]+|(?<![\\p{L}\\d@.])(?:[\\p{L}\\d-]+\\.)+(?:${DOMAIN_END})(?![\\p{L}\\d])(?:/[^\\s<>"]*)?)`,
      'giu',
    ),
  ],
  ['mention', /(?<![\p{L}\d_@])@[a-z]\w{3,31}/giu],
  ['hashtag', /(?<![\p{L}\d_#])#[\p{L}\d_]*\p{L}[\p{L}\d_]*/gu],
];

function overlaps(entity: WorldEntity, offset: number, end: number): boolean {
  return entity.offset < end && offset < entity.offset + entity.length;
}

/** The mark-up a client would see: what the author gave, and the links, mentions and hashtags visible in the text. */
export function entitiesOf(text: string, given: readonly WorldEntity[] = []): readonly WorldEntity[] {
  for (const entity of given)
    if (entity.length <= 0 || entity.offset < 0 || entity.offset + entity.length > text.length)
      throw new WorldError(
        `The mark-up "${entity.kind}" at ${entity.offset}, length ${entity.length}, lies outside the text of ${text.length}.`,
      );
  const all = [...given];
  const taken = given.filter((entity) =>
    ['url', 'text_link', 'mention', 'hashtag', 'email', 'text_mention'].includes(entity.kind),
  );
  for (const [kind, pattern] of FOUND)
    for (const match of text.matchAll(pattern)) {
      const found = match[0].replace(/[.,;:!?)»"']+$/u, '');
      if (taken.some((entity) => overlaps(entity, match.index, match.index + found.length))) continue;
      const entity: WorldEntity = { kind, offset: match.index, length: found.length };
      taken.push(entity);
      all.push(entity);
    }
  return all.sort((a, b) => a.offset - b.offset || b.length - a.length);
}

/** Refuses what Telegram would refuse, in words a person can act on. */
export function requireText(text: string, hasPhoto: boolean): void {
  if (text.trim() === '' && !hasPhoto)
    throw new WorldError('The post is empty: write a text or add a picture.');
  const limit = hasPhoto ? MAX_CAPTION : MAX_TEXT;
  if (text.length > limit)
    throw new WorldError(
      `The ${hasPhoto ? 'caption' : 'text'} has ${text.length} characters; Telegram takes at most ${limit}.`,
    );
}

/** Is the text of such a post a caption, which is shorter and may be empty? A preview hangs on a text. */
export function hasCaption(photo: object | null, media: { readonly kind: string } | null): boolean {
  return photo !== null || (media !== null && media.kind !== 'web_page');
}

export function requirePost(post: WorldPostInput): void {
  requireText(post.text, hasCaption(post.photo ?? null, post.media ?? null));
  if (post.photo !== undefined && post.photo.bytes.length === 0)
    throw new WorldError('The picture is empty.');
  if (post.groupedId !== undefined && !/^\d{1,18}$/u.test(post.groupedId))
    throw new WorldError(`The album number must be up to 18 digits, not "${post.groupedId}".`);
}
