import type { InlineKeyboardMarkup } from 'telegraf/types';
import type { Log } from '../src/log.ts';
import type { Card, Rows } from './cards/card.ts';
import { CAPTION_MAX, cutText, MESSAGE_MAX, visibleLength } from './html.ts';
import { saidBy, type TelegramCalls } from './telegram-calls.ts';

/** Longest text of an alert over a press. */
const ALERT_MAX = 200;
const UNCHANGED = /message is not modified/iu;
const GONE =
  /message to (?:edit|delete) not found|message can't be (?:edited|deleted)|MESSAGE_ID_INVALID|there is no (?:text|caption) in the message/iu;
const TOO_OLD = /query is too old|query ID is invalid/iu;

/** A message of the bot that may be drawn again. */
export interface Drawn {
  readonly chatId: number;
  readonly messageId: number;
  /** It carries a photo: its text is a caption. */
  readonly photo: boolean;
}

/** Whether a person waits for it (short 429 are waited out), or the queue will try again. */
export type Manner = 'patiently' | 'once';

const HTML = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } } as const;

/** What the bot puts into chats: messages, pictures, questions, redrawn cards. */
export class Screen {
  readonly #calls: TelegramCalls;
  readonly #log: Log;

  constructor(calls: TelegramCalls, log: Log) {
    this.#calls = calls;
    this.#log = log;
  }

  /** A new message; gives its id. */
  async send(chatId: number, card: Card, manner: Manner = 'patiently'): Promise<number> {
    const message = await this.#calls[manner]('sendMessage', {
      chat_id: chatId,
      text: card.html,
      ...HTML,
      reply_markup: keyboard(card.rows),
    });
    return message.message_id;
  }

  /** A new photo with a caption of at most 1,024 characters; gives the id of its message. */
  async sendPhoto(
    chatId: number,
    png: Uint8Array,
    card: Card,
    manner: Manner = 'patiently',
  ): Promise<number> {
    const message = await this.#calls[manner]('sendPhoto', {
      chat_id: chatId,
      photo: { source: Buffer.from(png), filename: 'picture.png' },
      caption: card.html,
      parse_mode: 'HTML',
      reply_markup: keyboard(card.rows),
    });
    return message.message_id;
  }

  /**
   * A picture and a text as one message when the text fits under the picture, else as two; the text carries the
   * keyboard. Gives the id of the message with the keyboard.
   */
  async sendWithPicture(
    chatId: number,
    png: Uint8Array,
    card: Card,
    shortCaption: string,
    manner: Manner = 'patiently',
  ): Promise<number> {
    if (visibleLength(card.html) <= CAPTION_MAX) return await this.sendPhoto(chatId, png, card, manner);
    await this.sendPhoto(chatId, png, { html: shortCaption, rows: [] }, manner);
    return await this.send(chatId, card, manner);
  }

  async sendDocument(chatId: number, png: Uint8Array, fileName: string, caption: string): Promise<void> {
    await this.#calls.patiently('sendDocument', {
      chat_id: chatId,
      document: { source: Buffer.from(png), filename: fileName },
      caption,
      parse_mode: 'HTML',
    });
  }

  /** A question that the person answers by reply; gives the id of the question. */
  async ask(chatId: number, html: string, placeholder: string): Promise<number> {
    const message = await this.#calls.patiently('sendMessage', {
      chat_id: chatId,
      text: html,
      ...HTML,
      reply_markup: { force_reply: true, input_field_placeholder: placeholder },
    });
    return message.message_id;
  }

  /**
   * Draws a message again. What is unchanged is well; a message that is gone, or a text that no longer fits under its
   * photo, is sent anew. Gives the id of the message that shows it now.
   */
  async redraw(drawn: Drawn, render: (limit: number) => Card, manner: Manner = 'patiently'): Promise<number> {
    const card = render(drawn.photo ? CAPTION_MAX : MESSAGE_MAX);
    if (drawn.photo && visibleLength(card.html) > CAPTION_MAX) {
      await this.clearKeyboard(drawn);
      return await this.send(drawn.chatId, render(MESSAGE_MAX), manner);
    }
    try {
      await this.#edit(drawn, card, manner);
      return drawn.messageId;
    } catch (error) {
      if (saidBy(error, UNCHANGED)) return drawn.messageId;
      if (!saidBy(error, GONE)) throw error;
      return await this.send(drawn.chatId, render(MESSAGE_MAX), manner);
    }
  }

  async #edit(drawn: Drawn, card: Card, manner: Manner): Promise<void> {
    const where = { chat_id: drawn.chatId, message_id: drawn.messageId, reply_markup: keyboard(card.rows) };
    if (drawn.photo)
      await this.#calls[manner]('editMessageCaption', { ...where, caption: card.html, parse_mode: 'HTML' });
    else await this.#calls[manner]('editMessageText', { ...where, text: card.html, ...HTML });
  }

  /** Takes the buttons off a message whose work is done. */
  async clearKeyboard(drawn: Pick<Drawn, 'chatId' | 'messageId'>): Promise<void> {
    await this.#tolerate('keyboard stays', () =>
      this.#calls.once('editMessageReplyMarkup', {
        chat_id: drawn.chatId,
        message_id: drawn.messageId,
        reply_markup: { inline_keyboard: [] },
      }),
    );
  }

  async remove(drawn: Pick<Drawn, 'chatId' | 'messageId'>): Promise<void> {
    await this.#tolerate('message stays', () =>
      this.#calls.once('deleteMessage', { chat_id: drawn.chatId, message_id: drawn.messageId }),
    );
  }

  /** Ends the spinner of a press, with a toast or an alert. A press that Telegram has forgotten needs no answer. */
  async answer(queryId: string, text: string | null, alert: boolean): Promise<void> {
    const said = text === null ? {} : { text: cutText(text, ALERT_MAX), show_alert: alert };
    try {
      await this.#calls.patiently('answerCallbackQuery', { callback_query_id: queryId, ...said });
    } catch (error) {
      if (!saidBy(error, TOO_OLD)) throw error;
      this.#log.debug({ queryId }, 'press too old to be answered');
    }
  }

  /** For what only tidies up: its failure is noted and changes nothing. */
  async #tolerate(what: string, call: () => Promise<unknown>): Promise<void> {
    try {
      await call();
    } catch (error) {
      this.#log.debug({ err: error }, what);
    }
  }
}

function keyboard(rows: Rows): InlineKeyboardMarkup {
  return {
    inline_keyboard: rows
      .filter((row) => row.length > 0)
      .map((row) =>
        row.map((entry) =>
          'url' in entry
            ? { text: entry.text, url: entry.url }
            : { text: entry.text, callback_data: entry.data },
        ),
      ),
  };
}
