import { button, h } from './dom.js';
import { formattedText, webAddress } from './formatted-text.js';
import { lightbox } from './notices.js';
import { clock, fileSize, moment, t } from './texts.js';

/** @typedef {import('../page-data.ts').PageMessage} PageMessage */
/** @typedef {import('../page-data.ts').PageButton} PageButton */

/**
 * What a bubble can ask of the chat.
 * @typedef {object} BubbleNeeds
 * @property {(message: PageMessage, row: number, column: number) => void} onPress
 * @property {(message: PageMessage) => void} onReply
 * @property {(command: string) => void} onCommand
 * @property {(id: number) => PageMessage | undefined} messageNamed
 * @property {(key: string) => boolean} isPressed whether a button waits for the bot
 */

/**
 * One message with its keyboard.
 * @param {PageMessage} message
 * @param {BubbleNeeds} needs
 */
export function bubble(message, needs) {
  const mine = message.from === 'person';
  return h(
    'div',
    {
      class: `message ${mine ? 'mine' : 'theirs'}${message.picture === null ? '' : ' with-picture'}`,
      'data-message': message.id,
      'data-testid': mine ? 'message-mine' : 'message-bot',
    },
    h(
      'div',
      { class: 'bubble' },
      quote(message, needs),
      picture(message),
      documentRow(message),
      message.text === ''
        ? null
        : h('div', { class: 'bubble-text', dir: 'auto' }, formattedText(message.text, message.entities, needs.onCommand)),
      footer(message, needs),
    ),
    message.keyboard.length === 0 ? null : keyboard(message, needs),
  );
}

/**
 * @param {PageMessage} message
 * @param {BubbleNeeds} needs
 */
function quote(message, needs) {
  if (message.replyTo === null) return null;
  const answered = needs.messageNamed(message.replyTo);
  const target = message.replyTo;
  const show = () => document.querySelector(`[data-message="${target}"]`)?.scrollIntoView({ block: 'center' });
  return button({ class: 'quote', onclick: show, 'aria-label': t('reply-to') }, excerpt(answered));
}

/** @param {PageMessage | undefined} message */
export function excerpt(message) {
  if (message === undefined) return t('deleted-message');
  const text = message.text.replaceAll(/\s+/gu, ' ').trim();
  if (text !== '') return text.length > 90 ? `${text.slice(0, 90)}…` : text;
  return message.document?.name ?? t('picture');
}

/** @param {PageMessage} message */
function picture(message) {
  if (message.picture === null) return null;
  const { src, width, height } = message.picture;
  return button(
    { class: 'picture', 'aria-label': t('open-picture'), 'data-testid': 'message-picture', onclick: () => lightbox(src, t('picture')) },
    h('img', { src, width, height, alt: t('picture') }),
  );
}

/** @param {PageMessage} message */
function documentRow(message) {
  if (message.document === null) return null;
  const { src, name, size } = message.document;
  const extension = /\.(\w{1,5})$/u.exec(name)?.[1] ?? 'file';
  return h(
    'a',
    { class: 'document', href: src, download: name, 'data-testid': 'message-document', 'aria-label': `${t('download')}: ${name}` },
    h('span', { class: 'document-icon', 'aria-hidden': 'true' }, extension),
    h('span', { class: 'document-name' }, h('strong', {}, name), h('span', { class: 'muted' }, fileSize(size))),
  );
}

/**
 * @param {PageMessage} message
 * @param {BubbleNeeds} needs
 */
function footer(message, needs) {
  return h(
    'div',
    { class: 'bubble-footer' },
    message.reactions.length === 0 ? null : h('span', { class: 'reactions' }, message.reactions.join(' ')),
    button({ class: 'reply-button', onclick: () => needs.onReply(message), 'data-testid': 'reply', 'aria-label': `${t('reply')}: ${excerpt(message)}` }, '↩'),
    message.pinned ? h('span', { role: 'img', 'aria-label': t('pinned'), title: t('pinned') }, '📌') : null,
    message.editedAt === null ? null : h('span', { title: moment(message.editedAt), 'data-testid': 'message-edited' }, t('edited')),
    h('time', { datetime: message.at, title: moment(message.at) }, clock(message.at)),
    message.from === 'person' ? h('span', { class: 'ticks', 'aria-hidden': 'true' }, '✓✓') : null,
  );
}

/**
 * @param {PageMessage} message
 * @param {BubbleNeeds} needs
 */
function keyboard(message, needs) {
  return h(
    'div',
    { class: 'keyboard', 'data-testid': 'keyboard' },
    message.keyboard.map((row, rowIndex) =>
      h(
        'div',
        { class: 'keyboard-row' },
        row.map((one, column) => keyboardButton(one, { message, row: rowIndex, column }, needs)),
      ),
    ),
  );
}

/**
 * @param {PageButton} one
 * @param {{ message: PageMessage, row: number, column: number }} place
 * @param {BubbleNeeds} needs
 */
function keyboardButton(one, { message, row, column }, needs) {
  const href = one.url === null ? null : webAddress(one.url);
  const testid = `button-${row}-${column}`;
  if (href !== null) {
    return h('a', { class: 'key', href, target: '_blank', rel: 'noopener noreferrer', 'data-testid': testid }, `${one.text} ↗`);
  }
  const busy = needs.isPressed(pressKey(message, row, column));
  return button(
    {
      class: `key${one.style === null ? '' : ` key-${one.style.replaceAll(/[^a-z]/gu, '')}`}`,
      'data-testid': testid,
      'aria-busy': busy ? 'true' : false,
      onclick: () => needs.onPress(message, row, column),
    },
    h('span', { class: 'key-text' }, one.text),
    busy ? h('span', { class: 'spinner', 'aria-hidden': 'true' }) : null,
  );
}

/**
 * @param {PageMessage} message
 * @param {number} row
 * @param {number} column
 */
export function pressKey(message, row, column) {
  return `${message.id}/${row}/${column}`;
}
