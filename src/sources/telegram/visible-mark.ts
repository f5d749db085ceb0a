import { createHash } from 'node:crypto';
import { Api } from 'telegram';
import type { Received } from './to-post.ts';

/** Messages whose last version is remembered by its mark, a channel: edits come soon after the post, if at all. */
const MARKS_MAX = 300;

/** What the readers of a channel last saw of its newest messages, as short marks. */
export class VisibleMarks {
  readonly #marks = new Map<number, string>();

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

function markOf(message: Api.Message): string {
  const links = (message.entities ?? []).flatMap((entity) =>
    entity instanceof Api.MessageEntityTextUrl ? [entity.offset, entity.url] : [],
  );
  const seen = [message.message, links, mediaOf(message.media), buttonsOf(message.replyMarkup)];
  return createHash('sha1').update(JSON.stringify(seen)).digest('base64');
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
