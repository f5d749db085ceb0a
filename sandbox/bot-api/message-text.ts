import { badRequest } from './api-error.ts';
import { type Call, isRecord, structureField, textField } from './call.ts';
import { type FormattedText, parseHtml, trimmed } from './html-entities.ts';
import type { Entity } from './telegram-types.ts';

/** Limits of the Bot API, counted after entity parsing. */
const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;
const MAX_ENTITIES = 100;

/** The `text` of a message. Throws 400 when it is empty, too long or does not parse. */
export function messageText(call: Call): FormattedText {
  const formatted = formattedField(call, 'text', 'entities');
  if (formatted.text === '') throw badRequest('message text is empty');
  if (formatted.text.length > MAX_TEXT) throw badRequest('message is too long');
  return formatted;
}

/** The `caption` of a photo or a document; an absent one is empty. */
export function captionText(call: Call): FormattedText {
  const formatted = formattedField(call, 'caption', 'caption_entities');
  if (formatted.text.length > MAX_CAPTION) throw badRequest('message caption is too long');
  return formatted;
}

function formattedField(call: Call, name: string, entitiesName: string): FormattedText {
  const raw = textField(call, name) ?? '';
  const given = structureField(call, entitiesName);
  const mode = textField(call, 'parse_mode')?.toLowerCase() ?? '';
  if (mode !== '' && mode !== 'html') {
    throw badRequest(`unsupported parse_mode (this sandbox reads HTML only, not "${mode}")`);
  }
  const explicit =
    mode === 'html' ? parseHtml(raw) : trimmed({ text: raw, entities: givenEntities(given, raw) });
  return withFoundEntities(explicit);
}

function givenEntities(given: unknown, text: string): readonly Entity[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) throw badRequest("can't parse entities: expected an Array of MessageEntity");
  return given.slice(0, MAX_ENTITIES).map((entity: unknown) => {
    if (!isRecord(entity) || typeof entity.type !== 'string')
      throw badRequest("can't parse entities: no type");
    const { offset, length } = entity;
    if (
      typeof offset !== 'number' ||
      typeof length !== 'number' ||
      offset < 0 ||
      offset + length > text.length
    ) {
      throw badRequest(`can't parse entities: entity "${entity.type}" is outside of the text`);
    }
    return entity as unknown as Entity;
  });
}

const FOUND_PATTERNS: readonly (readonly [type: string, pattern: RegExp])[] = [
  ['url', /(?:https?:\/\/|www\.)[^\s<>"'«»()]+[^\s<>"'«»().,!?:;]/giu],
  [
    'url',
    /(?<![\p{L}\p{N}@._/-])[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?:com|kz|ru|org|net|me|example)(?:\/[^\s<>"'«»()]*)?(?![\p{L}\p{N}@])/giu,
  ],
  ['email', /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu],
  ['bot_command', /(?<![\p{L}\p{N}_/@<>])\/[a-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])/giu],
  ['mention', /(?<![\w@])@\w{3,32}(?!\w)/gu],
  ['hashtag', /(?<![\p{L}\p{N}_#])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu],
];

/** Adds what the real server finds by itself: links, mentions, hashtags, commands, e-mail addresses. */
export function withFoundEntities({ text, entities }: FormattedText): FormattedText {
  const all = [...entities];
  const taken = entities.filter(({ type }) => /code|pre|text_link|url|mention/u.test(type));
  for (const [type, pattern] of FOUND_PATTERNS) {
    for (const found of text.matchAll(pattern)) {
      const range = { type, offset: found.index, length: found[0].length };
      const overlaps = taken.some(
        (e) => e.offset < range.offset + range.length && range.offset < e.offset + e.length,
      );
      if (overlaps) continue;
      taken.push(range);
      all.push(range);
    }
  }
  all.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { text, entities: all };
}
