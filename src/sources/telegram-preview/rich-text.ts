import { POST_TEXT_MAX, type PostLink } from '../../domain/post.ts';
import { type Node, type Selection, TEXT_NODE } from './html.ts';

/** Nested marks that are followed; Telegram nests a handful. */
const DEPTH_MAX = 64;
/** Links kept of one post; a post of 4,096 characters holds fewer in earnest. */
export const LINKS_MAX = 200;

/** Marks that stand on lines of their own. */
const BLOCKS = new Set(['blockquote', 'pre', 'div', 'p', 'details']);
const SKIPPED = new Set(['script', 'style', 'svg', 'template', 'noscript']);

interface Written {
  text: string;
  readonly anchors: { readonly href: string; readonly start: number; readonly end: number }[];
}

/** The text of a message with its line breaks, and the links in it. Offsets are UTF-16 units of the text given back. */
export function richTextOf(
  element: Selection | null,
  page: URL,
): { readonly text: string; readonly links: readonly PostLink[] } {
  if (element === null) return { text: '', links: [] };
  const written: Written = { text: '', anchors: [] };
  for (const node of element.contents().toArray()) write(node, written, { page, depth: 0, isPre: false });
  // Telegram keeps no blanks at the ends of a text; the page has some for its own layout.
  const startsAt = written.text.length - written.text.trimStart().length;
  const text = written.text.trim().slice(0, POST_TEXT_MAX);
  const links = written.anchors.flatMap((anchor): PostLink[] => {
    const start = Math.max(0, anchor.start - startsAt);
    const end = Math.min(text.length, anchor.end - startsAt);
    const link = end > start ? linkOf(anchor.href, text.slice(start, end), page) : null;
    return link === null ? [] : [{ url: link.url, start, end, how: link.how }];
  });
  return { text, links: links.slice(0, LINKS_MAX) };
}

interface Place {
  readonly page: URL;
  readonly depth: number;
  readonly isPre: boolean;
}

function write(node: Node, into: Written, place: Place): void {
  // What is longer than any post is cut in the end; it need not be read to its end.
  if (into.text.length > 2 * POST_TEXT_MAX || place.depth > DEPTH_MAX) return;
  if (node.nodeType === TEXT_NODE) {
    into.text += place.isPre ? node.data : oneLine(node.data, into.text);
    return;
  }
  if (!('attribs' in node) || SKIPPED.has(node.name)) return;
  if (node.name === 'br') {
    into.text += '\n';
    return;
  }
  const isBlock = BLOCKS.has(node.name);
  if (isBlock && into.text !== '' && !into.text.endsWith('\n')) into.text += '\n';
  const start = into.text.length;
  const inside = { ...place, depth: place.depth + 1, isPre: place.isPre || node.name === 'pre' };
  for (const child of node.children) write(child, into, inside);
  if (node.name === 'a') addAnchor(into, node.attribs['href'] ?? '', start);
  if (isBlock && node.next !== null && into.text.length > start && !into.text.endsWith('\n'))
    into.text += '\n';
}

/** A link that another mark crosses stands in two pieces on the page, and is one. */
function addAnchor({ text, anchors }: Written, href: string, start: number): void {
  const last = anchors.at(-1);
  if (last?.href === href && last.end === start) anchors[anchors.length - 1] = { ...last, end: text.length };
  else anchors.push({ href, start, end: text.length });
}

/** Line ends in the mark-up are blanks to a reader; a blank after a blank or a line break is the page's own. */
function oneLine(data: string, before: string): string {
  const text = data.replace(/[ \t]*[\r\n]\s*/gu, ' ');
  const isOwn = text.startsWith(' ') && !data.startsWith(' ') && /(?:^|[\s])$/u.test(before);
  return isOwn ? text.slice(1) : text;
}

/** Null for what is no link to a page: a hashtag, a mention, a phone, a letter. */
function linkOf(href: string, words: string, page: URL): Pick<PostLink, 'url' | 'how'> | null {
  const url = addressOf(href, page);
  if (url === null || words.trim() === '') return null;
  if (isMention(words, url)) return null;
  return sameAddress(url, words) ? { url: words, how: 'visible' } : { url, how: 'hidden' };
}

/** The address that a link leads to, as the page wrote it; null for what leads to no other page. */
export function addressOf(href: string, page: URL): string | null {
  const written = href.trim();
  if (written.startsWith('?') || written.startsWith('#') || !URL.canParse(written, page.href)) return null;
  const { protocol } = new URL(written, page.href);
  if (protocol === 'tg:') return /^tg:(?:\/\/)?user\b/iu.test(written) ? null : written;
  if (protocol !== 'http:' && protocol !== 'https:' && protocol !== 'ton:') return null;
  return /^[a-z][a-z\d+.-]*:/iu.test(written) ? written : new URL(written, page.href).href;
}

function isMention(words: string, url: string): boolean {
  const name = /^@(?<name>\w{3,32})$/u.exec(words.trim())?.groups?.['name'];
  return name !== undefined && new RegExp(`^https?://[^/]+/${name}/?$`, 'iu').test(url);
}

/** Are both the same address, whatever the page added to what the author wrote? */
export function sameAddress(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

function bare(address: string): string {
  const full = /^[a-z][a-z\d+.-]*:\/\//iu.test(address) ? address : `http://${address.trim()}`;
  const text = URL.canParse(full) ? new URL(full).href : full;
  return text.replace(/^https?:\/\//iu, '').replace(/\/$/u, '');
}
