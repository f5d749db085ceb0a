import { z } from 'zod';
import { POST_TEXT_MAX, type Post, type PostLink, type PostMedia } from '../domain/post.ts';

const piece = z.union([
  z.string(),
  z.looseObject({
    type: z.string(),
    text: z.string(),
    href: z.string().optional(),
    user_id: z.number().optional(),
  }),
]);
const richText = z.union([z.string(), z.array(piece)]);
const count = z.number().nonnegative().optional();
const words = z.string().nullish();

/** A message as Telegram Desktop writes it; fields that are not read are left alone. */
const messageShape = z.looseObject({
  id: z.int().positive(),
  type: z.literal('message'),
  date_unixtime: z.string().regex(/^\d{1,11}$/u),
  edited_unixtime: z
    .string()
    .regex(/^\d{1,11}$/u)
    .optional(),
  from_id: words,
  author: words,
  forwarded_from: words,
  text: richText.optional(),
  text_entities: z.array(piece).optional(),
  photo: words,
  photo_file_size: count,
  file: words,
  file_name: words,
  file_size: count,
  thumbnail: words,
  media_type: words,
  mime_type: words,
  poll: z.looseObject({ question: richText, answers: z.array(z.looseObject({ text: richText })) }).optional(),
  contact_information: z.looseObject({ first_name: words, last_name: words, phone_number: words }).optional(),
  inline_bot_buttons: z
    .array(z.array(z.looseObject({ type: z.string(), text: words, data: words })))
    .optional(),
  reactions: z
    .array(z.looseObject({ type: words, count: z.number(), emoji: words, document_id: words }))
    .optional(),
});
type ExportedMessage = z.infer<typeof messageShape>;
type RichText = z.infer<typeof richText>;

/** Why a message of an export is no post. */
export type Skipped = 'service' | 'not_understood';

/** A message that is a post, and the files that belong to it. */
export interface ExportedPost {
  readonly post: Post;
  /** Relative paths of what is shown of each medium, in the order of `post.media`; null where nothing is. */
  readonly files: readonly (string | null)[];
}

/** Longest message that is kept as the platform's own object. */
const RAW_CHARS_MAX = 64 * 1024;
const LINKS_MAX = 200;

const NUL = String.raw`\u0000`;
const NUL_ESCAPED = /(?<before>(?<!\\)(?:\\\\)*)\\u0000/gu;

/** Reads one message. Pure: its files are read later. */
export function readMessage(
  value: unknown,
  where: { readonly sourceId: number; readonly address: string },
): ExportedPost | Skipped {
  if (typeof value === 'object' && value !== null && 'type' in value && value.type !== 'message')
    return 'service';
  const raw = JSON.stringify(value);
  // No database keeps the sign NUL in a text.
  const clean: unknown = raw.includes(NUL) ? JSON.parse(raw.replace(NUL_ESCAPED, '$<before>')) : value;
  const read = messageShape.safeParse(clean);
  if (!read.success) return 'not_understood';
  const message = read.data;
  const { text, links } = textOf(message.text_entities ?? message.text ?? '');
  const end = { start: text.length, end: text.length };
  const media = mediaOf(message);
  const reactions = reactionsOf(message);
  const contact = contactOf(message);
  const post: Post = {
    sourceId: where.sourceId,
    messageId: message.id,
    url: `${where.address}/${message.id}`,
    publishedAt: timeOf(message.date_unixtime),
    editedAt: message.edited_unixtime === undefined ? null : timeOf(message.edited_unixtime),
    text,
    links: [
      ...links,
      ...buttonsOf(message).map((button): PostLink => ({ ...button, ...end, how: 'button' })),
    ].slice(0, LINKS_MAX),
    media: media.map(({ about }) => about),
    forwardedFrom: message.forwarded_from ? { title: message.forwarded_from, url: null } : null,
    author: authorOf(message),
    views: null,
    ...(reactions.length > 0 && { reactions }),
    ...(message.poll !== undefined && {
      poll: {
        question: textOf(message.poll.question).text,
        answers: message.poll.answers.map((answer) => textOf(answer.text).text),
      },
    }),
    ...(contact !== null && { contact }),
    raw: raw.length <= RAW_CHARS_MAX ? raw : JSON.stringify({ id: message.id, omittedChars: raw.length }),
  };
  return { post, files: media.map(({ file }) => file) };
}

/** Pieces one after the other; the links among them at their places (UTF-16 units, as everywhere). */
function textOf(rich: RichText): { readonly text: string; readonly links: readonly PostLink[] } {
  let text = '';
  const links: PostLink[] = [];
  for (const one of typeof rich === 'string' ? [rich] : rich) {
    const start = text.length;
    text += typeof one === 'string' ? one : one.text;
    if (typeof one === 'string' || text.length > POST_TEXT_MAX) continue;
    const place = { start, end: text.length };
    if (one.type === 'link') links.push({ url: one.text, ...place, how: 'visible' });
    if (one.type === 'text_link' && one.href !== undefined)
      links.push({ url: one.href, ...place, how: 'hidden' });
    if (one.type === 'mention_name' && one.user_id !== undefined)
      links.push({ url: `tg://user?id=${one.user_id}`, ...place, how: 'hidden' });
  }
  return { text: text.slice(0, POST_TEXT_MAX), links };
}

/** What Telegram Desktop calls the kinds of files. */
const KINDS: Readonly<Record<string, PostMedia['kind']>> = {
  animation: 'video',
  audio_file: 'audio',
  video_file: 'video',
  video_message: 'video',
  voice_message: 'audio',
};

interface ExportedMedium {
  readonly about: PostMedia;
  readonly file: string | null;
}

function mediaOf(message: ExportedMessage): readonly ExportedMedium[] {
  const { photo, file, thumbnail, mime_type: mimeType } = message;
  const media: ExportedMedium[] = [];
  if (photo)
    media.push({
      about: {
        kind: 'photo',
        mimeType: 'image/jpeg',
        sizeBytes: message.photo_file_size ?? 0,
        fileName: null,
      },
      file: photo,
    });
  if (!file) return media;
  const type = mimeType ?? 'application/octet-stream';
  const kind = KINDS[message.media_type ?? ''] ?? (type.startsWith('video/') ? 'video' : 'document');
  const about = {
    kind,
    mimeType: type,
    sizeBytes: message.file_size ?? 0,
    fileName: message.file_name ?? null,
  };
  const isPicture = kind === 'document' && type.startsWith('image/');
  media.push({ about, file: isPicture ? file : (thumbnail ?? null) });
  return media;
}

function buttonsOf(message: ExportedMessage): readonly Pick<PostLink, 'url' | 'label'>[] {
  return (message.inline_bot_buttons ?? []).flat().map(({ type, text, data }) => ({
    url: (type === 'url' || type === 'auth') && data ? data : '',
    label: text ?? '',
  }));
}

function reactionsOf(message: ExportedMessage): NonNullable<Post['reactions']> {
  return (message.reactions ?? []).flatMap(({ type, emoji, count: times, document_id: custom }) => {
    const reaction = emoji ?? (type === 'paid' ? '⭐' : custom ? `custom:${custom}` : '');
    return reaction === '' ? [] : [{ reaction, count: times }];
  });
}

function contactOf({ contact_information: card }: ExportedMessage): NonNullable<Post['contact']> | null {
  const digits = (card?.phone_number ?? '').replace(/\D/gu, '');
  if (card === undefined || digits === '') return null;
  return { phone: `+${digits}`, name: [card.first_name, card.last_name].filter(Boolean).join(' ') };
}

/** The signature of a channel's post; of a group's, the author's number, for names are not collected. */
function authorOf(message: ExportedMessage): string | null {
  if (message.author) return message.author;
  const user = /^user(?<id>\d+)$/u.exec(message.from_id ?? '')?.groups?.['id'];
  return user === undefined ? null : `id${user}`;
}

function timeOf(unixTime: string): string {
  return new Date(Number(unixTime) * 1000).toISOString();
}
