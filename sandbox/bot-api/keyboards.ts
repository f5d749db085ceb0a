import { badRequest } from './api-error.ts';
import { type Call, isRecord, structureField } from './call.ts';
import type { InlineButton, ReplyKeyboard, StoredMessage } from './telegram-types.ts';

/** What a `reply_markup` becomes on the message. */
export type Markup = Pick<StoredMessage, 'keyboard' | 'replyKeyboard' | 'removesKeyboard' | 'forceReply'>;

const MAX_CALLBACK_DATA_BYTES = 64;
const MAX_BUTTONS = 100;
const ACTIONS = [
  'callback_data',
  'url',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'pay',
  'callback_game',
];

/** Reads `reply_markup` of any of the four kinds. Throws 400 as the real one does. */
export function replyMarkup(call: Call): Markup {
  const markup = structureField(call, 'reply_markup');
  if (markup === undefined || markup === null) return {};
  if (!isRecord(markup)) throw badRequest('object expected as reply markup');
  if (markup.inline_keyboard !== undefined) return inlineMarkup(markup.inline_keyboard);
  if (markup.keyboard !== undefined) return { replyKeyboard: replyKeyboard(markup.keyboard) };
  if (markup.remove_keyboard === true) return { removesKeyboard: true };
  if (markup.force_reply === true) {
    const placeholder = markup.input_field_placeholder;
    return { forceReply: { placeholder: typeof placeholder === 'string' ? placeholder : null } };
  }
  return {};
}

/** As `replyMarkup`, for an edit: only an inline keyboard may stand on an edited message. */
export function inlineOnly(call: Call): Markup {
  const markup = replyMarkup(call);
  const others = { ...markup, keyboard: undefined };
  if (Object.values(others).some((value) => value !== undefined)) {
    throw badRequest('inline keyboard expected');
  }
  return markup;
}

function inlineMarkup(rows: unknown): Markup {
  if (!Array.isArray(rows))
    throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array');
  const keyboard = rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest('field "inline_keyboard" must be an Array of Arrays');
    return row.map(inlineButton);
  });
  const filled = keyboard.filter((row) => row.length > 0);
  if (filled.flat().length > MAX_BUTTONS) throw badRequest('REPLY_MARKUP_TOO_LONG');
  return filled.length === 0 ? {} : { keyboard: filled };
}

function inlineButton(button: unknown): InlineButton {
  const wrong = (why: string): Error => badRequest(`can't parse inline keyboard button: ${why}`);
  if (!isRecord(button)) throw wrong('InlineKeyboardButton must be an Object');
  if (button.text === undefined) throw wrong('can\'t find field "text"');
  if (typeof button.text !== 'string') throw wrong('field "text" must be of type String');
  if (button.text.trim() === '') throw badRequest('BUTTON_TEXT_EMPTY');
  const actions = ACTIONS.filter((name) => button[name] !== undefined && button[name] !== '');
  if (actions.length === 0) throw wrong('Text buttons are unallowed in the inline keyboard');
  if (actions.length > 1) throw wrong(`a button must have exactly one action, not ${actions.join(' and ')}`);
  if (
    typeof button.callback_data === 'string' &&
    Buffer.byteLength(button.callback_data) > MAX_CALLBACK_DATA_BYTES
  ) {
    throw badRequest('BUTTON_DATA_INVALID');
  }
  if (button.url !== undefined) checkButtonUrl(button.url);
  return { ...button, text: button.text };
}

function checkButtonUrl(url: unknown): void {
  const text = typeof url === 'string' ? url : JSON.stringify(url);
  const wrong = (why: string): Error => badRequest(`inline keyboard button URL '${text}' is invalid: ${why}`);
  if (text.startsWith('tg://')) return;
  if (!URL.canParse(text.includes('://') ? text : `http://${text}`)) throw wrong('Wrong HTTP URL');
  const parsed = new URL(text.includes('://') ? text : `http://${text}`);
  if (!/^https?:$/u.test(parsed.protocol)) throw wrong('Unsupported URL protocol');
  // A host without a dot, such as localhost, is refused by the real one as well.
  if (!parsed.hostname.includes('.')) throw wrong('Wrong HTTP URL');
}

function replyKeyboard(rows: unknown): ReplyKeyboard {
  if (!Array.isArray(rows)) throw badRequest('field "keyboard" of the ReplyKeyboardMarkup must be an Array');
  return rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest('field "keyboard" must be an Array of Arrays');
    return row.map((button: unknown) => {
      const text = isRecord(button) ? button.text : button;
      if (typeof text !== 'string')
        throw badRequest('can\'t parse keyboard button: field "text" must be of type String');
      return text;
    });
  });
}
