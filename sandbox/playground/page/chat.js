import { bubble, pressKey } from './bubble.js';
import { closeCommands, cancelReply, chatInput, refreshInput, replyTo, send } from './chat-input.js';
import { avatar, button, find, h } from './dom.js';
import { alertDialog, toast } from './notices.js';
import { chatOf, markRead, me, persona, setPersona, unread } from './persona.js';
import { act } from './server.js';
import { state } from './store.js';
import { day, dayKey, t } from './texts.js';
import { webAddress } from './formatted-text.js';

/** @typedef {import('../page-data.ts').PageMessage} PageMessage */
/** @typedef {import('../page-data.ts').PersonKey} PersonKey */

/** A client shows "typing…" for this long after each notice. */
const TYPING_MS = 5_000;
/** Nearer to the end than this, new messages scroll into view. */
const NEAR_END_PX = 120;

/** Presses that wait for the bot, by person and button. @type {Set<string>} */
const pressed = new Set();
/** @type {number | undefined} */
let typingTimer;

/** The whole column. */
export function chatColumn() {
  return h(
    'section',
    { class: 'column chat', id: 'panel-chat', 'aria-label': t('tab-chat'), 'data-testid': 'chat' },
    h('div', { class: 'personas', role: 'group', 'aria-label': t('persona') }, personaButtons()),
    h('div', { class: 'chat-head' }, headParts()),
    h('div', { class: 'chat-body' }, h(
      'div',
      { class: 'chat-scroll', tabindex: '0', onscroll: onScroll, 'data-testid': 'chat-scroll', 'aria-label': t('chat-messages') },
      h('div', { class: 'messages', role: 'log', 'aria-live': 'polite', 'aria-label': t('chat-messages') }, messages()),
    ),
    button({ class: 'to-bottom', hidden: true, onclick: toBottom, 'aria-label': t('to-bottom'), 'data-testid': 'to-bottom' }, '↓')),
    chatInput(),
  );
}

function personaButtons() {
  return state().snapshot.people.map(({ key, name, role }) => {
    const count = key === persona() ? 0 : unread(key);
    return button(
      { class: 'persona', 'aria-pressed': String(key === persona()), 'data-testid': `persona-${key}`, onclick: () => switchTo(key) },
      avatar(name),
      h('span', { class: 'persona-name' }, h('strong', {}, name), h('span', {}, t(`role-${role}`))),
      count === 0
        ? null
        : h('span', { class: 'unread', 'data-testid': `unread-${key}`, 'aria-label': t('unread', { count }) }, String(count)),
    );
  });
}

function headParts() {
  const name = state().snapshot.botName;
  return [
    avatar(name),
    h('div', { class: 'chat-name' }, h('h2', {}, name), h('span', { class: 'chat-status', 'data-testid': 'chat-status' }, t('bot'))),
  ];
}

/** @param {PersonKey} key */
export function switchTo(key) {
  setPersona(key);
  cancelReply();
  closeCommands();
  redrawChat();
  toBottom();
}

/** Draws the chat anew: another person, another language, a new snapshot. */
export function redrawChat() {
  find('.messages')?.replaceChildren(...messages());
  find('.chat-status')?.replaceChildren(t('bot'));
  refreshInput();
  noticeRead();
}

/** Counts what is in view as read, and tells the badges. */
export function noticeRead() {
  const scroll = find('.chat-scroll');
  const seen = !document.hidden && scroll !== null && scroll.offsetParent !== null;
  if (seen) markRead(persona());
  find('.personas')?.replaceChildren(...personaButtons());
  document.dispatchEvent(new CustomEvent('unread'));
}

function sorted() {
  return [...chatOf(persona()).messages.values()].sort((a, b) => a.id - b.id);
}

function messages() {
  const list = sorted();
  if (list.length === 0) return [emptyState()];
  let lastDay = '';
  return list.flatMap((message) => {
    const key = dayKey(message.at);
    const head = key === lastDay ? [] : [dayMark(message)];
    lastDay = key;
    return [...head, bubble(message, needs)];
  });
}

/** @param {PageMessage} message */
function dayMark(message) {
  return h('div', { class: 'day', 'data-day': dayKey(message.at) }, h('span', {}, day(message.at)));
}

function emptyState() {
  return h(
    'div',
    { class: 'empty', 'data-testid': 'chat-empty' },
    h('p', {}, t('start-hint')),
    h('p', { class: 'muted' }, t(me().role === 'supervisor' ? 'chat-empty-supervisor' : 'chat-empty-analyst')),
  );
}

/**
 * A message came or changed.
 * @param {PersonKey} person
 * @param {PageMessage} message
 */
export function showMessage(person, message) {
  const isOther = person !== persona();
  const list = find('.messages');
  if (isOther || list === null) {
    noticeRead();
    return;
  }
  const old = find(`[data-message="${message.id}"]`, list);
  const stick = isNearEnd();
  if (old === null) appendMessage(list, message);
  else replaceMessage(old, message);
  if (message.from === 'bot' && old === null) find('.chat-status')?.replaceChildren(t('bot'));
  if (message.forceReply !== null && old === null) replyTo(message);
  else refreshInput();
  // After the input has its new height, or the end of the card would stay hidden behind it.
  if (stick || message.from === 'person') toBottom();
  noticeRead();
}

/**
 * @param {HTMLElement} list
 * @param {PageMessage} message
 */
function appendMessage(list, message) {
  find('.empty', list)?.remove();
  const days = list.querySelectorAll('.day');
  const last = days[days.length - 1];
  if (!(last instanceof HTMLElement) || last.dataset.day !== dayKey(message.at)) list.append(dayMark(message));
  list.append(bubble(message, needs));
}

/**
 * Keeps the keyboard focus on the same button when a card is redrawn under the finger.
 * @param {HTMLElement} old
 * @param {PageMessage} message
 */
function replaceMessage(old, message) {
  const focused = document.activeElement;
  const testid = focused instanceof HTMLElement && old.contains(focused) ? focused.dataset.testid : undefined;
  const fresh = bubble(message, needs);
  old.replaceWith(fresh);
  if (testid !== undefined) (find(`[data-testid="${testid}"]`, fresh) ?? find('[data-testid="chat-text"]'))?.focus();
}

/**
 * @param {PersonKey} person
 * @param {number} id
 */
export function dropMessage(person, id) {
  if (person === persona()) find(`[data-message="${id}"]`)?.remove();
  noticeRead();
}

/** @param {PersonKey} person */
export function showTyping(person) {
  if (person !== persona()) return;
  find('.chat-status')?.replaceChildren(t('typing'));
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => find('.chat-status')?.replaceChildren(t('bot')), TYPING_MS);
}

function isNearEnd() {
  const scroll = find('.chat-scroll');
  return scroll === null || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_END_PX;
}

export function toBottom() {
  const scroll = find('.chat-scroll');
  if (scroll === null) return;
  scroll.scrollTop = scroll.scrollHeight;
  // Pictures have their size from the start, but fonts may still settle.
  requestAnimationFrame(() => {
    scroll.scrollTop = scroll.scrollHeight;
    onScroll();
  });
}

function onScroll() {
  const arrow = find('.to-bottom');
  if (arrow !== null) arrow.hidden = isNearEnd();
}

/** @type {import('./bubble.js').BubbleNeeds} */
const needs = {
  onPress: (message, row, column) => void press(message, row, column),
  onReply: replyTo,
  onCommand: (command) => void send(command),
  messageNamed: (id) => chatOf(persona()).messages.get(id),
  isPressed: (key) => pressed.has(`${persona()}/${key}`),
};

/**
 * @param {PageMessage} message
 * @param {number} row
 * @param {number} column
 */
async function press(message, row, column) {
  const person = persona();
  const key = `${person}/${pressKey(message, row, column)}`;
  if (pressed.has(key)) return;
  pressed.add(key);
  redrawMessage(person, message.id);
  const answer = await act('press', { person, messageId: message.id, row, column });
  pressed.delete(key);
  redrawMessage(person, message.id);
  if (answer === null) return;
  if (answer.text !== undefined && answer.alert) alertDialog(answer.text);
  else if (answer.text !== undefined) toast(answer.text);
  const href = answer.url === undefined ? null : webAddress(answer.url);
  if (href !== null) window.open(href, '_blank', 'noopener');
}

/**
 * @param {PersonKey} person
 * @param {number} id
 */
function redrawMessage(person, id) {
  const message = chatOf(person).messages.get(id);
  const old = find(`[data-message="${id}"]`);
  if (person === persona() && message !== undefined && old !== null) replaceMessage(old, message);
}
