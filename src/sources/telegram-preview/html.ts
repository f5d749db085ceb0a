import { type Cheerio, type CheerioAPI, load } from 'cheerio/slim';

/** Elements of a page. */
export type Selection = ReturnType<ReturnType<CheerioAPI['root']>['contents']>;
/** A text, an element or another part of a page. */
export type Node = Selection extends Cheerio<infer N> ? N : never;

/** Marks inside one another; a real page has some thirty. What lies deeper is cut off: it would cost time by its square. */
const DEPTH_MAX = 100;

/** A page as it came, cut where it is too deep; scripts are text to this parser and are never run. */
export function readHtml(html: string): Selection {
  // No database keeps the sign NUL in a text.
  const root = load(html.replaceAll('\u0000', '')).root();
  let level: Node[] = root.toArray();
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0; depth += 1)
    level = level.flatMap((node) => ('children' in node ? (node.children as Node[]) : []));
  for (const node of level) if ('children' in node) node.children = [];
  return root;
}

/** The words of an element in one line. */
export function wordsOf(element: Selection): string {
  return element.text().replace(/\s+/gu, ' ').trim();
}

/** The first element that `selector` finds, or null. */
export function firstOf(inside: Selection, selector: string): Selection | null {
  const found = inside.find(selector).first();
  return found.length === 0 ? null : found;
}

export function allOf(inside: Selection, selector: string): Selection[] {
  const found = inside.find(selector);
  return found.toArray().map((_, index) => found.eq(index));
}

/** Kind of a node (https://dom.spec.whatwg.org/#interface-node). */
export const TEXT_NODE = 3;

/** What stands in an element itself, without what stands in the elements inside it. */
export function looseTextOf(element: Selection): string {
  const texts = element.contents().toArray();
  return texts.flatMap((node) => (node.nodeType === TEXT_NODE ? [node.data] : [])).join(' ');
}
