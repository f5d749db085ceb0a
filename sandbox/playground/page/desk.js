import { button, find, h } from './dom.js';
import { entryCard } from './desk-entry.js';
import { act } from './server.js';
import { state } from './store.js';
import { t } from './texts.js';

/** @typedef {import('../page-data.ts').PageEntry} PageEntry */

const FAULTS = /** @type {const} */ (['refuse', 'incomplete', 'lose', 'delay']);

/** The whole column. */
export function deskColumn() {
  return h(
    'section',
    { class: 'column desk', id: 'panel-desk', 'aria-labelledby': 'desk-title', 'data-testid': 'desk' },
    h('h2', { id: 'desk-title' }, t('desk-title')),
    faultBox(),
    h('div', { class: 'entries', tabindex: '0', 'aria-labelledby': 'desk-title', 'data-testid': 'entries' }, entries()),
  );
}

function faultBox() {
  const waiting = state().faultsWaiting;
  return h(
    'fieldset',
    { class: 'faults' },
    h('legend', {}, t('desk-trouble')),
    h(
      'div',
      { class: 'row wrap' },
      FAULTS.map((kind) =>
        button({ class: 'chip', 'data-testid': `fault-${kind}`, onclick: () => void act('fault', { kind }) }, t(`fault-${kind}`)),
      ),
    ),
    waiting === 0
      ? null
      : h(
          'div',
          { class: 'row' },
          h('span', { class: 'warn', 'data-testid': 'faults-waiting' }, t('fault-waiting', { count: waiting })),
          button({ class: 'quiet', 'data-testid': 'fault-clear', onclick: () => void act('fault', { kind: 'clear' }) }, t('fault-clear')),
        ),
  );
}

export function refreshFaults() {
  find('.faults')?.replaceWith(faultBox());
}

function entries() {
  const list = [...state().entries.values()].sort((a, b) => Date.parse(b.receivedAt) - Date.parse(a.receivedAt));
  if (list.length === 0) return [h('p', { class: 'empty', 'data-testid': 'desk-empty' }, t('desk-empty'))];
  return list.map((entry, index) => entryCard(entry, index === 0));
}

/** How many items wait for an outcome. */
export function undecided() {
  const open = [...state().entries.values()].filter(({ withdrawnReason }) => withdrawnReason === null);
  return open.flatMap(({ items }) => items).filter(({ decided }) => decided === null).length;
}

/**
 * A notification came or changed.
 * @param {PageEntry} entry
 */
export function showEntry(entry) {
  const list = find('.entries');
  const old = find(`[data-entry="${CSS.escape(entry.id)}"]`);
  if (list === null) return;
  if (old === null) {
    find('.empty', list)?.remove();
    list.prepend(entryCard(entry, true));
    return;
  }
  const wasOpen = old instanceof HTMLDetailsElement && old.open;
  old.replaceWith(entryCard(entry, wasOpen));
}
