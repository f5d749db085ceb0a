import { RetryableError } from '../../domain/failure.ts';
import { allOf, firstOf, readHtml, type Selection, wordsOf } from './html.ts';
import { placeOf, readMessage, type ShownMessage } from './message.ts';

/** A page of a channel, or of one of its posts. */
export interface ShownPage {
  /** Name as Telegram writes it; null where no post says it. */
  readonly name: string | null;
  readonly title: string | null;
  /** Number of the channel; null where the page does not say it. */
  readonly channelId: string | null;
  /** Messages by rising ids. */
  readonly messages: readonly ShownMessage[];
  /** Ids of messages that are on the page and could not be read, with the reason. */
  readonly broken: readonly { readonly id: number; readonly reason: string }[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

/** What a page of one post says of it. */
export type ShownSingle =
  | { readonly kind: 'message'; readonly message: ShownMessage }
  | { readonly kind: 'service' }
  | { readonly kind: 'gone' }
  /** Telegram shows it in its own programs only, or its mark-up is new to this reader. */
  | { readonly kind: 'unreadable'; readonly reason: string };

interface PageNeeds {
  readonly url: URL;
  readonly tagsMax: number;
}

/** Reads a page of a channel. Throws RetryableError('page_cut') when it breaks off, `page_odd` when it is none. */
export function readPage(html: string, needs: PageNeeds): ShownPage {
  const page = openPage(html, needs);
  if (firstOf(page, '.tgme_channel_history, .tgme_main') === null)
    throw new RetryableError('page_odd', `${needs.url.pathname} is not a channel's page`);
  const elements = allOf(page, '.tgme_widget_message[data-post]').filter(
    (element) => element.parent().closest('.tgme_widget_message').length === 0,
  );
  const messages = new Map<number, ShownMessage>();
  const broken: { id: number; reason: string }[] = [];
  for (const element of elements) {
    const place = placeOf(element);
    if (place === null) continue;
    try {
      const message = readMessage(element, needs.url);
      messages.set(message.id, message);
    } catch (error) {
      // One odd message must not hide its neighbours; it is asked for again by its number.
      broken.push({ id: place.id, reason: error instanceof Error ? error.message : 'unknown' });
    }
  }
  const title = firstOf(page, '.tgme_channel_info_header_title, .tgme_header_title');
  const sorted = [...messages.values()].sort((a, b) => a.id - b.id);
  return {
    name: elements.map((element) => placeOf(element)?.name).findLast((name) => name !== undefined) ?? null,
    title: title === null ? null : wordsOf(title),
    channelId: channelIdOf(elements),
    messages: sorted,
    broken,
    hasOlder: hasLink(page, 'prev', 'data-before'),
    hasNewer: hasLink(page, 'next', 'data-after'),
  };
}

/** Reads a page of one post, `?embed=1`. Throws RetryableError as {@link readPage} does. */
export function readSingle(html: string, needs: PageNeeds & { readonly id: number }): ShownSingle {
  const page = openPage(html, needs);
  const element = allOf(page, '.tgme_widget_message[data-post]').find((one) => placeOf(one) !== null);
  const problem = firstOf(page, '.tgme_widget_message_error');
  if (problem !== null && element === undefined) {
    const words = wordsOf(problem);
    return /not found/iu.test(words) ? { kind: 'gone' } : { kind: 'unreadable', reason: words.slice(0, 200) };
  }
  if (element === undefined)
    throw new RetryableError('page_odd', `${needs.url.pathname} is not a page of a post`);
  try {
    const message = readMessage(element, needs.url);
    if (!message.ids.includes(needs.id)) return { kind: 'gone' };
    return message.isService ? { kind: 'service' } : { kind: 'message', message };
  } catch (error) {
    return { kind: 'unreadable', reason: error instanceof Error ? error.message : 'unknown' };
  }
}

/** What the page of a name without a preview says of who has it. */
export type NameHolder = 'nobody' | 'person' | 'group' | 'channel';

/** Reads the page `t.me/name` that Telegram shows for names that have no preview. */
export function readNameHolder(html: string, needs: PageNeeds): NameHolder {
  const page = openPage(html, needs);
  if (firstOf(page, '.tgme_page_title') === null) return 'nobody';
  const extra = allOf(page, '.tgme_page_extra').map(wordsOf).join(' ');
  if (/\bsubscribers?\b/iu.test(extra)) return 'channel';
  return /\b(?:members?|online)\b/iu.test(extra) ? 'group' : 'person';
}

function openPage(html: string, { url, tagsMax }: PageNeeds): Selection {
  if (!/<\/html\s*>\s*(?:<!--[^>]{0,200}-->\s*)?$/iu.test(html.slice(-1_000)))
    throw new RetryableError('page_cut', `${url.pathname} broke off before its end`);
  let tags = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) tags += 1;
  if (tags > tagsMax) throw new RetryableError('page_odd', `${url.pathname} has ${tags} marks`);
  return readHtml(html);
}

function hasLink(page: Selection, rel: string, data: string): boolean {
  return (
    firstOf(page, `link[rel="${rel}"]`) !== null || firstOf(page, `.tme_messages_more[${data}]`) !== null
  );
}

/** `data-view` is base64 of JSON whose `c` is the channel's number, negative; `data-peer` is `c<number>_<hash>`. */
function channelIdOf(elements: readonly Selection[]): string | null {
  for (const element of elements) {
    const peer = /^c(?<id>\d{1,19})(?:_|$)/u.exec(element.attr('data-peer') ?? '')?.groups?.['id'];
    const id = peer ?? viewed(element.attr('data-view') ?? '');
    if (id !== null) return id;
  }
  return null;
}

function viewed(data: string): string | null {
  const text = Buffer.from(data.slice(0, 1_000), 'base64url').toString('utf8');
  return /"c":\s*"?-?(?<id>\d{1,19})\b/u.exec(text)?.groups?.['id'] ?? null;
}
