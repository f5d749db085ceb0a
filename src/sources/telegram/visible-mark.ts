import { Api } from 'telegram';
import type { Received } from './to-post.ts';

/** Messages whose last version is remembered by its mark, a channel: edits come soon after the post, if at all. */
const MARKS_MAX = 300;

/** What the readers of a channel last saw of its newest messages, as short marks. */
export class VisibleMarks {
  readonly #marks = new Map<number, number>();

  note(message: Received['message']): void {
    if (!(message instanceof Api.Message)) return;
    this.#marks.delete(message.id);
    this.#marks.set(message.id, markOf(message));
    if (this.#marks.size <= MARKS_MAX) return;
    for (const oldest of this.#marks.keys()) {
      this.#marks.delete(oldest);
      return;
    }
  }

  forget(id: number): void {
    this.#marks.delete(id);
  }

  /** Ids of the messages that are remembered. */
  ids(): number[] {
    return [...this.#marks.keys()];
  }

  /** True when this version looks like the one that was handed over last; false where that is not remembered. */
  isSame(message: Received['message']): boolean {
    if (!(message instanceof Api.Message)) return true;
    const mark = this.#marks.get(message.id);
    return mark !== undefined && mark === markOf(message);
  }
}

/**
 * True for an edit of reactions, counters and the like that follows the version we have. A hidden edit
 * (https://core.telegram.org/constructor/message) may still change the buttons of a bot's post.
 */
export function isHiddenEdit(message: Received['message']): boolean {
  return message instanceof Api.Message && message.editHide === true && !message.replyMarkup;
}

function markOf(message: Api.Message): number {
  const { entities, media, replyMarkup } = message;
  const text = message.message ?? '';
  if (!media && !replyMarkup && !entities?.some((entity) => entity instanceof Api.MessageEntityTextUrl))
    return hashOf(text);
  const links = (entities ?? []).flatMap((entity) =>
    entity instanceof Api.MessageEntityTextUrl ? [entity.offset, entity.url] : [],
  );
  return hashOf(JSON.stringify([text, links, mediaOf(media), buttonsOf(replyMarkup)]));
}

/**
 * 53 bits of two FNV-1a sums (http://www.isthe.com/chongo/tech/comp/fnv/). Two versions of one message are told apart, which
 * needs no cryptographic hash; every post pays for it.
 */
function hashOf(text: string): number {
  let [one, two] = [0x811c9dc5, 0x01000193];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ (code + at), 0x85ebca6b);
  }
  return (one >>> 0) * 0x200000 + ((two >>> 0) & 0x1fffff);
}

function mediaOf(media: Api.TypeMessageMedia | undefined): unknown {
  if (!media) return null;
  if (media instanceof Api.MessageMediaPhoto) return idOf(media.photo);
  if (media instanceof Api.MessageMediaDocument) return idOf(media.document);
  if (media instanceof Api.MessageMediaPoll)
    return [media.poll.question.text, media.poll.answers.map((answer) => answer.text.text)];
  if (media instanceof Api.MessageMediaContact) return [media.phoneNumber, media.firstName, media.lastName];
  if (media instanceof Api.MessageMediaWebPage) {
    const { webpage } = media;
    return webpage instanceof Api.WebPage
      ? [webpage.url, webpage.siteName, webpage.title, webpage.description, idOf(webpage.photo)]
      : null;
  }
  return media.className;
}

function idOf(file: { readonly className: string } | undefined): string | null {
  return file !== undefined && file !== null && 'id' in file ? String(file.id) : null;
}

function buttonsOf(markup: Api.TypeReplyMarkup | undefined): unknown {
  if (!(markup instanceof Api.ReplyInlineMarkup)) return null;
  return markup.rows.map((row) =>
    row.buttons.map((button) => [button.text, 'url' in button ? button.url : '']),
  );
}
