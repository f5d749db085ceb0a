/** Limits of the Bot API, in UTF-16 units of the text that a person sees. */
export const MESSAGE_MAX = 4096;
export const CAPTION_MAX = 1024;
/** Telegram takes 100 formatted ranges; a mark is bold and underlined, and the rest of the card needs some. */
const MARKS_MAX = 35;

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A text as it may stand in a message of parse mode HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** How long the message is as Telegram counts it: without tags, entities as one character. */
export function visibleLength(html: string): number {
  return html.replaceAll(/<[^>]*>/gu, '').replaceAll(/&(?:amp|lt|gt|quot);/gu, '&').length;
}

/** Cuts at the last word that fits, never inside a pair of surrogates, and says so with an ellipsis. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max < 2) return max === 1 ? '…' : '';
  const head = text.slice(0, max - 1);
  const space = head.search(/\s\S*$/u);
  const whole = space > max / 2 ? head.slice(0, space) : head.replace(/[\uD800-\uDBFF]$/u, '');
  return `${whole.trimEnd()}…`;
}

/** A link whose words are the address; words only when it is not an address that Telegram links. */
export function linkHtml(url: string, words: string): string {
  return /^https?:\/\//iu.test(url)
    ? `<a href="${escapeHtml(url)}">${escapeHtml(words)}</a>`
    : escapeHtml(words);
}

/** The part of a text that fits into `max`, chosen so that the first mark is in it, with the marks inside the part. */
export function excerpt(
  text: string,
  marks: readonly Range[],
  max: number,
): { readonly text: string; readonly marks: readonly Range[] } {
  if (text.length <= max) return { text, marks };
  const first = [...marks].sort((a, b) => a.start - b.start)[0];
  const from =
    first === undefined || first.end < max * 0.8
      ? 0
      : wordStart(text, Math.max(0, first.start - Math.floor(max / 4)));
  const lead = from === 0 ? '' : '… ';
  const part = cutText(text.slice(from), max - lead.length);
  const shift = lead.length - from;
  const end = lead.length + part.length;
  const inside = marks
    .map((mark) => ({
      start: Math.max(lead.length, mark.start + shift),
      end: Math.min(end, mark.end + shift),
    }))
    .filter((mark) => mark.end > mark.start);
  return { text: lead + part, marks: inside };
}

function wordStart(text: string, near: number): number {
  const space = text.slice(near).search(/\s/u);
  return space < 0 ? near : near + space + 1;
}

/** The text with its marks bold and underlined; overlapping marks become one. */
export function markedHtml(text: string, marks: readonly Range[]): string {
  let html = '';
  let at = 0;
  for (const mark of joined(marks, text.length).slice(0, MARKS_MAX)) {
    html += `${escapeHtml(text.slice(at, mark.start))}<b><u>${escapeHtml(text.slice(mark.start, mark.end))}</u></b>`;
    at = mark.end;
  }
  return html + escapeHtml(text.slice(at));
}

function joined(marks: readonly Range[], length: number): readonly Range[] {
  const sorted = marks
    .map((mark) => ({ start: Math.max(0, mark.start), end: Math.min(length, mark.end) }))
    .filter((mark) => mark.end > mark.start)
    .sort((a, b) => a.start - b.start);
  const result: Range[] = [];
  for (const mark of sorted) {
    const last = result.at(-1);
    if (last === undefined || mark.start > last.end) result.push(mark);
    else result[result.length - 1] = { start: last.start, end: Math.max(last.end, mark.end) };
  }
  return result;
}
