import { channelsColumn, markFresh, refreshChips, refreshFeed } from './channels.js';
import { chatColumn, dropMessage, noticeRead, redrawChat, showMessage, showTyping, toBottom } from './chat.js';
import { refreshInput } from './chat-input.js';
import { deskColumn, refreshFaults, showEntry, undecided } from './desk.js';
import { button, find, h } from './dom.js';
import { noticeShelf, toast } from './notices.js';
import { persona, unread } from './persona.js';
import { stepStrip } from './steps.js';
import { listen, state } from './store.js';
import { LOCALES, loadTexts, locale, localeName, localeShortName, rememberLocale, startLocale, t } from './texts.js';

/** @typedef {import('../page-data.ts').PageEvent} PageEvent */

const TABS = ['channels', 'chat', 'desk'];
const STORED_TAB = 'qyraghy-tab';

let isUp = false;
let drawn = false;

/** The whole page, in the language of the moment. */
function draw() {
  const tab = TABS.find((one) => one === localStorage.getItem(STORED_TAB)) ?? 'channels';
  document.body.dataset.tab = tab;
  document.body.replaceChildren(
    h('a', { class: 'skip', href: '#panel-chat' }, t('skip-to-chat')),
    header(),
    stepStrip(showTab),
    h('div', { class: 'tabs', role: 'tablist', 'aria-label': t('title') }, tabButtons()),
    h('main', {}, channelsColumn(), chatColumn(), deskColumn()),
    noticeShelf(),
  );
  drawn = true;
  toBottom();
  noticeRead();
}

function header() {
  return h(
    'header',
    { class: 'page-head' },
    h('img', { src: '/playground/icon.svg', alt: '', width: '32', height: '32' }),
    h('div', { class: 'page-title' }, h('h1', {}, t('title')), h('p', { class: 'muted' }, t('subtitle'))),
    h('span', { class: `link-state ${isUp ? 'up' : 'down'}`, role: 'status', 'data-testid': 'link-state' }, h('span', {}, t(isUp ? 'connected' : 'disconnected'))),
    h('div', { class: 'languages', role: 'group', 'aria-label': t('language') }, LOCALES.map(languageButton)),
  );
}

/** @param {import('../page-data.ts').PageLocale} one */
function languageButton(one) {
  return button(
    {
      lang: one,
      'aria-label': localeName(one),
      'aria-pressed': String(one === locale()),
      'data-testid': `locale-${one}`,
      onclick: () => {
        rememberLocale(one);
        draw();
        find(`[data-testid="locale-${one}"]`)?.focus();
      },
    },
    h('span', { class: 'long' }, localeName(one)),
    h('span', { class: 'short', 'aria-hidden': 'true' }, localeShortName(one)),
  );
}

function tabButtons() {
  const badges = { channels: 0, chat: [...state().chats.keys()].reduce((sum, key) => sum + unread(key), 0), desk: undecided() };
  return TABS.map((tab) => {
    const count = badges[/** @type {keyof typeof badges} */ (tab)];
    return button(
      {
        role: 'tab',
        id: `tab-${tab}`,
        'aria-controls': `panel-${tab}`,
        'aria-selected': String(document.body.dataset.tab === tab),
        'data-testid': `tab-${tab}`,
        onclick: () => showTab(tab),
      },
      t(`tab-${tab}`),
      count === 0 ? null : h('span', { class: 'unread' }, String(count)),
    );
  });
}

/** @param {string} tab */
function showTab(tab) {
  localStorage.setItem(STORED_TAB, tab);
  document.body.dataset.tab = tab;
  if (tab === 'chat') toBottom();
  noticeRead();
}

/** @param {PageEvent} event */
function onEvent(event) {
  if (event.kind === 'snapshot') {
    if (!drawn) startLocale(event.snapshot.locale, event.snapshot.timeZone);
    draw();
  } else if (event.kind === 'channel') {
    refreshChips();
  } else if (event.kind === 'post') {
    markFresh(event.post);
    refreshFeed();
  } else if (event.kind === 'post-removed') {
    refreshFeed();
  } else if (event.kind === 'message') {
    showMessage(event.person, event.message);
  } else if (event.kind === 'message-deleted') {
    dropMessage(event.person, event.id);
  } else if (event.kind === 'typing') {
    showTyping(event.person);
  } else if (event.kind === 'chat') {
    if (event.chat.person === persona()) refreshInput();
  } else if (event.kind === 'entry') {
    onEntry(event.entry);
  } else if (event.kind === 'faults') {
    refreshFaults();
  }
}

/** @param {import('../page-data.ts').PageEntry} entry */
function onEntry(entry) {
  const isNew = find(`[data-entry="${CSS.escape(entry.id)}"]`) === null;
  showEntry(entry);
  refreshFaults();
  refreshTabs();
  if (isNew) toast(t('entry-new', { number: entry.id }));
}

function refreshTabs() {
  find('.tabs')?.replaceChildren(...tabButtons());
}

/** @param {boolean} up */
function onLink(up) {
  isUp = up;
  const mark = find('.link-state');
  if (mark === null) return;
  mark.className = `link-state ${up ? 'up' : 'down'}`;
  mark.replaceChildren(h('span', {}, t(up ? 'connected' : 'disconnected')));
}

document.addEventListener('unread', refreshTabs);
document.addEventListener('visibilitychange', () => drawn && redrawChat());
await loadTexts();
listen({ onEvent, onLink });
