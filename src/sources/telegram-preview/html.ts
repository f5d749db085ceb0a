import { type Cheerio, type CheerioAPI, load } from 'cheerio/slim';

/** Elements of a page. */
export type Selection = ReturnType<ReturnType<CheerioAPI['root']>['contents']>;
/** A text, an element or another part of a page. */
export type Node = Selection extends Cheerio<infer N> ? N : never;

/** A page as it came; scripts are text to this parser and are never run. */
export function readHtml(html: string): Selection {
  return load(html).root();
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
