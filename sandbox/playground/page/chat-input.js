import { excerpt } from './bubble.js';
import { button, find, h } from './dom.js';
import { chatOf, me, persona } from './persona.js';
import { act } from './server.js';
import { t } from './texts.js';

/** @typedef {import('../page-data.ts').PageMessage} PageMessage */

const MAX_TEXT = 4096;
const MAX_HEIGHT_PX = 160;

/** The message that the next text answers. @type {PageMessage | null} */
let answered = null;
/** Unsent texts, by person: a switch of the person must not lose one. @type {Map<string, string>} */
const drafts = new Map();

/** The part below the messages: answer bar, command menu, keyboard, typing box. */
export function chatInput() {
  return h('div', { class: 'chat-input' }, parts());
}

/** Draws it anew for the person, the language, or what the bot asks for. */
export function refreshInput() {
  const box = find('.chat-input');
  if (box === null) return;
  const before = textBox();
  const caret = before !== null && document.activeElement === before ? [before.selectionStart, before.selectionEnd] : null;
  box.replaceChildren(...parts());
  const after = textBox();
  if (caret === null || after === null) return;
  after.focus();
  after.setSelectionRange(caret[0] ?? 0, caret[1] ?? 0);
}

/** @returns {HTMLTextAreaElement | null} */
function textBox() {
  const box = find('[data-testid="chat-text"]');
  return box instanceof HTMLTextAreaElement ? box : null;
}

function parts() {
  const { head, messages } = chatOf(persona());
  if (head.contact === 'new' || (messages.size === 0 && head.contact !== 'blocked')) {
    return [button({ class: 'primary start', onclick: () => void send(me().startText), 'data-testid': 'start' }, t('start'))];
  }
  return [replyBar(), commandMenu(), typingRow(), replyKeyboard()].filter((part) => part !== null);
}

function replyBar() {
  if (answered === null) return null;
  return h(
    'div',
    { class: 'reply-bar', 'data-testid': 'reply-bar' },
    h('div', {}, h('strong', {}, t('reply-to')), h('span', {}, excerpt(answered))),
    button({ class: 'quiet', onclick: cancelReply, 'aria-label': t('reply-cancel'), 'data-testid': 'reply-cancel' }, '✕'),
  );
}

function commandMenu() {
  const { commands } = chatOf(persona()).head;
  return h(
    'div',
    { class: 'command-menu', id: 'command-menu', hidden: true, 'data-testid': 'command-menu' },
    commands.map(({ command, description }) =>
      button(
        {
          'data-command': command,
          'data-testid': `command-${command}`,
          onclick: () => {
            closeCommands();
            void send(`/${command}`);
          },
        },
        h('strong', {}, `/${command}`),
        h('span', { class: 'muted' }, description),
      ),
    ),
  );
}

function typingRow() {
  /** @type {HTMLTextAreaElement} */
  const text = h('textarea', {
    rows: '1',
    maxlength: MAX_TEXT,
    placeholder: answered?.forceReply?.placeholder ?? t('message-placeholder'),
    'aria-label': t('message-label'),
    'data-testid': 'chat-text',
    oninput: () => onInput(text),
    onkeydown: (/** @type {KeyboardEvent} */ event) => onKey(event, text),
  });
  text.value = drafts.get(persona()) ?? '';
  requestAnimationFrame(() => grow(text));
  const hasCommands = chatOf(persona()).head.commands.length > 0;
  return h(
    'form',
    {
      class: 'typing-row',
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        void sendTyped(text);
      },
    },
    hasCommands
      ? button({ class: 'menu-button', 'aria-expanded': 'false', 'aria-controls': 'command-menu', onclick: toggleCommands, 'data-testid': 'commands' }, '☰', h('span', { class: 'menu-word' }, ` ${t('commands')}`))
      : null,
    text,
    h('button', { type: 'submit', class: 'send', 'aria-label': t('send'), 'data-testid': 'send' }, '➤'),
  );
}

/** The keyboard that the bot put in place of the person's own: of the latest message that brought or removed one. */
function replyKeyboard() {
  const last = [...chatOf(persona()).messages.values()]
    .filter((message) => message.replyKeyboard !== null || message.removesKeyboard)
    .sort((a, b) => b.id - a.id)[0];
  if (!last?.replyKeyboard) return null;
  return h(
    'div',
    { class: 'reply-keyboard' },
    last.replyKeyboard.map((row) => h('div', { class: 'keyboard-row' }, row.map((text) => button({ class: 'key', onclick: () => void send(text) }, text)))),
  );
}

/** @param {HTMLTextAreaElement} text */
function onInput(text) {
  drafts.set(persona(), text.value);
  grow(text);
  const typed = /^\/(\w*)$/u.exec(text.value);
  if (typed === null) closeCommands();
  else openCommands(typed[1] ?? '');
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLTextAreaElement} text
 */
function onKey(event, text) {
  if (event.key === 'Escape') {
    closeCommands();
    cancelReply();
  }
  // During composition of a letter Enter belongs to the input method.
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  void sendTyped(text);
}

/** @param {HTMLTextAreaElement} text */
function grow(text) {
  text.style.height = 'auto';
  // In a tab that is not shown it has no height to measure.
  if (text.scrollHeight === 0) return;
  text.style.height = `${Math.min(text.scrollHeight, MAX_HEIGHT_PX)}px`;
}

/** @param {string} beginning */
function openCommands(beginning) {
  const menu = find('.command-menu');
  if (menu === null) return;
  let any = false;
  for (const item of menu.children) {
    if (!(item instanceof HTMLElement)) continue;
    item.hidden = !(item.dataset.command ?? '').startsWith(beginning.toLowerCase());
    any ||= !item.hidden;
  }
  menu.hidden = !any;
  find('.menu-button')?.setAttribute('aria-expanded', String(any));
}

export function closeCommands() {
  const menu = find('.command-menu');
  if (menu !== null) menu.hidden = true;
  find('.menu-button')?.setAttribute('aria-expanded', 'false');
}

function toggleCommands() {
  if (find('.command-menu')?.hidden === true) openCommands('');
  else closeCommands();
}

/** @param {HTMLTextAreaElement} text */
async function sendTyped(text) {
  const value = text.value.trim();
  if (value === '') return;
  closeCommands();
  text.value = '';
  drafts.delete(persona());
  grow(text);
  if (!(await send(value))) restore(value);
}

/**
 * A text that did not get through stands in the box again.
 * @param {string} value
 */
function restore(value) {
  drafts.set(persona(), value);
  refreshInput();
}

/**
 * Sends a text as the person who is played.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function send(text) {
  const reply = answered === null ? {} : { replyTo: answered.id };
  const sent = await act('say', { person: persona(), text, ...reply });
  if (sent !== null) cancelReply();
  return sent !== null;
}

/** @param {PageMessage} message */
export function replyTo(message) {
  answered = message;
  refreshInput();
  textBox()?.focus();
}

export function cancelReply() {
  if (answered === null) return;
  answered = null;
  refreshInput();
}

/**
 * Puts a text into the box without sending it, for the strip of steps.
 * @param {string} text
 */
export function suggest(text) {
  const box = textBox();
  if (box === null) {
    find('[data-testid="start"]')?.focus();
    return;
  }
  if (box.value.trim() === '') {
    box.value = text;
    drafts.set(persona(), text);
  }
  box.focus();
}
