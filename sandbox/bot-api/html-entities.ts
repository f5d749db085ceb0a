import { badRequest } from './api-error.ts';
import type { Entity } from './telegram-types.ts';

export interface FormattedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

const TYPE_BY_TAG: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
};

const NAMED_CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

interface OpenTag {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly offset: number;
}

interface Progress {
  text: string;
  readonly open: OpenTag[];
  readonly entities: Entity[];
}

/** Reads `parse_mode: HTML`. Throws 400 "can't parse entities: …" with the byte offset, like the real one. */
export function parseHtml(html: string): FormattedText {
  const progress: Progress = { text: '', open: [], entities: [] };
  let at = 0;
  while (at < html.length) {
    const character = html[at] ?? '';
    if (character === '<') at = readTag(html, at, progress);
    else if (character === '&') at = readCharacter(html, at, progress);
    else {
      progress.text += character;
      at += 1;
    }
  }
  const left = progress.open.at(-1);
  if (left !== undefined) throw cannotParse(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return trimmed({ text: progress.text, entities: progress.entities });
}

function readCharacter(html: string, at: number, progress: Progress): number {
  const found = /^&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{1,10}));/iu.exec(html.slice(at, at + 13));
  const code = found?.[1] === undefined ? Number.parseInt(found?.[2] ?? '', 16) : Number(found[1]);
  const named = NAMED_CHARACTERS[found?.[3] ?? ''];
  const decoded = named ?? (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null);
  if (found === null || decoded === null) {
    progress.text += '&';
    return at + 1;
  }
  progress.text += decoded;
  return at + found[0].length;
}

function readTag(html: string, at: number, progress: Progress): number {
  const where = `at byte offset ${Buffer.byteLength(html.slice(0, at))}`;
  const end = html.indexOf('>', at);
  if (end < 0) throw cannotParse(`Unclosed ${html[at + 1] === '/' ? 'end' : 'start'} tag ${where}`);
  const inside = html.slice(at + 1, end);
  if (inside.startsWith('/')) closeTag(inside.slice(1).trim().toLowerCase(), where, progress);
  else openTag(inside, where, progress);
  return end + 1;
}

function openTag(inside: string, where: string, progress: Progress): void {
  const tag = (/^[^\s/]*/u.exec(inside)?.[0] ?? '').toLowerCase();
  if (TYPE_BY_TAG[tag] === undefined) throw cannotParse(`Unsupported start tag "${tag}" ${where}`);
  const attributes = readAttributes(inside.slice(tag.length), tag, where);
  if (tag === 'span' && attributes.get('class') !== 'tg-spoiler') {
    throw cannotParse(`Tag "span" must have class "tg-spoiler" ${where}`);
  }
  progress.open.push({ tag, attributes, offset: progress.text.length });
}

function readAttributes(source: string, tag: string, where: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  let rest = source.trim();
  while (rest !== '') {
    const found = /^([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([a-z0-9.-]+)))?\s*/iu.exec(rest);
    if (found?.[1] === undefined) throw cannotParse(`Expected attribute name in the tag "${tag}" ${where}`);
    const raw = found[2] ?? found[3] ?? found[4] ?? '';
    attributes.set(found[1].toLowerCase(), decoded(raw));
    rest = rest.slice(found[0].length);
  }
  return attributes;
}

function decoded(raw: string): string {
  const progress: Progress = { text: '', open: [], entities: [] };
  let at = 0;
  while (at < raw.length) {
    if (raw[at] === '&') at = readCharacter(raw, at, progress);
    else progress.text += raw[at++] ?? '';
  }
  return progress.text;
}

function closeTag(name: string, where: string, progress: Progress): void {
  const opened = progress.open.pop();
  if (opened === undefined) throw cannotParse(`Unexpected end tag ${where}`);
  if (name !== '' && name !== opened.tag) {
    throw cannotParse(`Unmatched end tag ${where}, expected "</${opened.tag}>", found "</${name}>"`);
  }
  const entity = entityOf(opened, progress);
  if (entity !== null && entity.length > 0) progress.entities.push(entity);
}

function entityOf(opened: OpenTag, progress: Progress): Entity | null {
  const { tag, attributes, offset } = opened;
  const range = { offset, length: progress.text.length - offset };
  const type = TYPE_BY_TAG[tag] ?? tag;
  if (tag === 'a') {
    const url = attributes.get('href') ?? progress.text.slice(offset);
    return isLink(url) ? { type, ...range, url } : null;
  }
  if (tag === 'blockquote' && attributes.has('expandable'))
    return { type: 'expandable_blockquote', ...range };
  const language = /^language-(.+)$/u.exec(attributes.get('class') ?? '')?.[1];
  if (tag === 'code' && language !== undefined && progress.open.at(-1)?.tag === 'pre') {
    return { type: 'pre', ...range, language };
  }
  const last = progress.entities.at(-1);
  // <pre><code class="language-…">: the inner one has already made the entity.
  if (tag === 'pre' && last?.type === 'pre' && last.offset === offset) return null;
  return { type, ...range };
}

function isLink(url: string): boolean {
  return /^(?:https?:\/\/)?[^\s/]+\.[^\s/]+/iu.test(url) || /^tg:\/\//iu.test(url);
}

/** White space at both ends never arrives in a chat; entities shrink with it. */
export function trimmed({ text, entities }: FormattedText): FormattedText {
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  const kept = entities.flatMap((entity) => {
    const from = Math.max(entity.offset, start);
    const to = Math.min(entity.offset + entity.length, end);
    return to > from ? [{ ...entity, offset: from - start, length: to - from }] : [];
  });
  kept.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { text: text.slice(start, Math.max(start, end)), entities: kept };
}

function cannotParse(why: string): Error {
  return badRequest(`can't parse entities: ${why}`);
}
