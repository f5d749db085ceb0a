import { Api } from 'telegram';
import type { PostLink } from '../../domain/post.ts';

/** Links kept of one post; a post of 4,096 characters holds fewer in earnest. */
const LINKS_MAX = 200;
/** Telegram cuts the words of a button far shorter. */
const LABEL_CHARS_MAX = 500;

/** Links of a message: written out, hidden behind words, on its buttons and in its preview. */
export function linksOf(message: Api.Message): PostLink[] {
  const text = message.message ?? '';
  const inText = (message.entities ?? []).flatMap((entity) => linkOfEntity(entity, text));
  // What stands on a button or in a preview has no place in the text: it is put at its end.
  const end = { start: text.length, end: text.length };
  const buttons = buttonsOf(message).map((button): PostLink => ({ ...button, ...end, how: 'button' }));
  const preview = previewUrl(message);
  const known = preview === null || inText.some((link) => sameAddress(link.url, preview));
  const hidden: PostLink[] = known ? [] : [{ url: preview, ...end, how: 'hidden' }];
  return [...inText, ...buttons, ...hidden].slice(0, LINKS_MAX);
}

/** Telegram counts offsets in UTF-16 units, as JavaScript does (https://core.telegram.org/api/entities). */
function linkOfEntity(entity: Api.TypeMessageEntity, text: string): PostLink[] {
  const place = { start: entity.offset, end: entity.offset + entity.length };
  if (entity instanceof Api.MessageEntityTextUrl) return [{ url: entity.url, ...place, how: 'hidden' }];
  // Words that lead to a person without a public name; only the number is known, no name is looked up.
  if (entity instanceof Api.MessageEntityMentionName)
    return [{ url: `tg://user?id=${entity.userId.toString()}`, ...place, how: 'hidden' }];
  if (!(entity instanceof Api.MessageEntityUrl)) return [];
  const url = text.slice(place.start, place.end);
  return url === '' ? [] : [{ url, ...place, how: 'visible' }];
}

/** A button that opens nothing has no address, but its words are read like any other; a copying one gives its text. */
function buttonsOf(message: Api.Message): Pick<PostLink, 'url' | 'label'>[] {
  const markup = message.replyMarkup;
  if (!(markup instanceof Api.ReplyInlineMarkup)) return [];
  return markup.rows
    .flatMap((row) => row.buttons)
    .map((button) => ({
      url: 'url' in button && button.url ? button.url : '',
      label: (button instanceof Api.KeyboardButtonCopy
        ? `${button.text} ${button.copyText}`
        : button.text
      ).slice(0, LABEL_CHARS_MAX),
    }));
}

function previewUrl(message: Api.Message): string | null {
  const { media } = message;
  if (!(media instanceof Api.MessageMediaWebPage) || !(media.webpage instanceof Api.WebPage)) return null;
  return media.webpage.url;
}

function sameAddress(a: string, b: string): boolean {
  const bare = (url: string): string =>
    url
      .replace(/^https?:\/\//i, '')
      .replace(/\/$/, '')
      .toLowerCase();
  return bare(a) === bare(b);
}
