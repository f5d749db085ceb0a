import type { Post, PostLink } from '../../domain/post.ts';
import { countOf } from './counts.ts';
import { allOf, firstOf, looseTextOf, type Selection, wordsOf } from './html.ts';
import { type ShownMedia, shownMediaOf } from './media.ts';
import { addressOf, LINKS_MAX, richTextOf, sameAddress } from './rich-text.ts';

/** A message of a page, before its pictures are fetched. */
export interface ShownMessage {
  readonly id: number;
  /** Ids of the parts of an album, rising, `id` among them; just `id` for a single message. */
  readonly ids: readonly number[];
  /** Tells of something that happened (a pin, a new title); it is no post. */
  readonly isService: boolean;
  readonly isEdited: boolean;
  readonly publishedAt: Date;
  readonly content: Pick<
    Post,
    'text' | 'links' | 'forwardedFrom' | 'author' | 'views' | 'reactions' | 'poll' | 'webPage' | 'contact'
  >;
  readonly media: readonly ShownMedia[];
  /** The mark-up of the message. */
  readonly html: string;
}

/** Where a message stands: `name/12` in `data-post`. */
export function placeOf(message: Selection): { readonly name: string; readonly id: number } | null {
  const found = /^(?<name>\w{3,32})\/(?<id>\d{1,10})$/u.exec(message.attr('data-post') ?? '')?.groups;
  return found === undefined ? null : { name: found['name'] ?? '', id: Number(found['id']) };
}

/** Reads one message. Throws when what every message has is not there; its place is then a hole that is reported. */
export function readMessage(message: Selection, page: URL): ShownMessage {
  const place = placeOf(message);
  if (place === null) throw new Error('the message does not say its number');
  const media = shownMediaOf(message);
  const parts = media.flatMap(({ part }) => (part === null ? [] : [part]));
  const ids = [...new Set([place.id, ...parts])].sort((a, b) => a - b);
  return {
    id: ids[0] ?? place.id,
    ids,
    isService: message.hasClass('service_message'),
    isEdited: isEdited(message),
    publishedAt: dateOf(message),
    content: contentOf(message, page),
    media,
    html: message.toString(),
  };
}

function contentOf(message: Selection, page: URL): ShownMessage['content'] {
  const element = textElement(message);
  const { text, links } = richTextOf(element, page);
  const webPage = webPageOf(message, page);
  // What stands on a button or in a preview has no place in the text: it is put at its end.
  const end = { start: text.length, end: text.length };
  const known = webPage === null || links.some((link) => sameAddress(link.url, webPage.url));
  const preview: PostLink[] = known ? [] : [{ url: webPage.url, ...end, how: 'hidden' }];
  const buttons = buttonsOf(message, page).map((button): PostLink => ({ ...button, ...end, how: 'button' }));
  const views = firstOf(message, '.tgme_widget_message_views');
  const author = firstOf(message, '.tgme_widget_message_from_author');
  const reactions = reactionsOf(message);
  const poll = pollOf(message);
  const contact = contactOf(message);
  return {
    text,
    links: [...links, ...buttons, ...preview].slice(0, LINKS_MAX),
    forwardedFrom: forwardOf(message, page),
    author: author === null ? null : wordsOf(author),
    views: views === null ? null : countOf(wordsOf(views)),
    ...(reactions.length > 0 && { reactions }),
    ...(poll !== null && { poll }),
    ...(webPage !== null && { webPage }),
    ...(contact !== null && { contact }),
  };
}

/** The text itself, not that of the message it answers nor that of a page it links to. */
function textElement(message: Selection): Selection | null {
  const others = '.tgme_widget_message_reply, .tgme_widget_message_link_preview, .tgme_widget_message_poll';
  const found = allOf(message, '.tgme_widget_message_text').find((one) => one.closest(others).length === 0);
  return found ?? null;
}

function dateOf(message: Selection): Date {
  const stamps = allOf(message, '.tgme_widget_message_date time[datetime], time[datetime]');
  const date = new Date(stamps.at(-1)?.attr('datetime') ?? '');
  if (Number.isNaN(date.getTime())) throw new Error('the message does not say its date');
  return date;
}

/** The page says `edited` beside the time, and not when. */
function isEdited(message: Selection): boolean {
  const meta = firstOf(message, '.tgme_widget_message_meta');
  if (meta === null) return false;
  return /\bedited\b/iu.test(looseTextOf(meta)) || meta.find('.tgme_widget_message_edited').length > 0;
}

function forwardOf(message: Selection, page: URL): Post['forwardedFrom'] {
  const from = firstOf(message, '.tgme_widget_message_forwarded_from_name');
  if (from === null) return null;
  return { title: wordsOf(from), url: addressOf(from.attr('href') ?? '#', page) };
}

function buttonsOf(message: Selection, page: URL): readonly Pick<PostLink, 'url' | 'label'>[] {
  return allOf(message, '.tgme_widget_message_inline_button').flatMap((button) => {
    const url = addressOf(button.attr('href') ?? '#', page);
    const label = wordsOf(firstOf(button, '.tgme_widget_message_inline_button_text') ?? button);
    return url === null ? [] : [{ url, ...(label !== '' && { label }) }];
  });
}

function reactionsOf(message: Selection): NonNullable<Post['reactions']> {
  return allOf(message, '.tgme_widget_message_reactions .tgme_reaction').flatMap((one) => {
    const custom = firstOf(one, 'tg-emoji')?.attr('emoji-id');
    const emoji = firstOf(one, '.emoji b, b');
    const shown = emoji === null ? '' : wordsOf(emoji);
    const count = countOf(looseTextOf(one));
    const paid = one.hasClass('tgme_reaction_paid') ? '⭐' : '';
    const reaction = shown || paid || (custom === undefined ? '' : `custom:${custom}`);
    return reaction === '' || count === null ? [] : [{ reaction, count }];
  });
}

function pollOf(message: Selection): NonNullable<Post['poll']> | null {
  const poll = firstOf(message, '.tgme_widget_message_poll');
  const question = poll === null ? null : firstOf(poll, '.tgme_widget_message_poll_question');
  if (poll === null || question === null) return null;
  const answers = allOf(poll, '.tgme_widget_message_poll_option_text').map(wordsOf);
  return { question: wordsOf(question), answers };
}

function webPageOf(message: Selection, page: URL): NonNullable<Post['webPage']> | null {
  const preview = firstOf(message, 'a.tgme_widget_message_link_preview');
  const url = preview === null ? null : addressOf(preview.attr('href') ?? '#', page);
  if (preview === null || url === null) return null;
  const words = (selector: string): string | null => {
    const { text } = richTextOf(firstOf(preview, selector), page);
    return text === '' ? null : text;
  };
  return {
    url,
    siteName: words('.link_preview_site_name'),
    title: words('.link_preview_title'),
    description: words('.link_preview_description'),
  };
}

function contactOf(message: Selection): NonNullable<Post['contact']> | null {
  const card = firstOf(message, '.tgme_widget_message_contact_wrap, .tgme_widget_message_contact');
  if (card === null) return null;
  const name = firstOf(card, '.tgme_widget_message_contact_name');
  const phone = firstOf(card, '.tgme_widget_message_contact_phone');
  const digits = phone === null ? '' : wordsOf(phone).replace(/\D/gu, '');
  return digits === '' ? null : { phone: `+${digits}`, name: name === null ? '' : wordsOf(name) };
}
