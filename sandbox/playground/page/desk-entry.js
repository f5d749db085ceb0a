import { button, h } from './dom.js';
import { webAddress } from './formatted-text.js';
import { lightbox, toast } from './notices.js';
import { act } from './server.js';
import { calendarDay, moment, t } from './texts.js';

/** @typedef {import('../page-data.ts').PageEntry} PageEntry */
/** @typedef {import('../page-data.ts').PageItem} PageItem */
/** @typedef {import('../page-data.ts').PageField} PageField */
/** @typedef {import('../page-data.ts').PageScreenshot} PageScreenshot */

const OUTCOMES = ['blocked', 'unavailable', 'no_violation', 'in_processing', 'returned'];

/**
 * One notification: its head, the three blocks the law names, and the outcome.
 * @param {PageEntry} entry
 * @param {boolean} open
 */
export function entryCard(entry, open) {
  const withdrawn = entry.withdrawnReason !== null;
  return h(
    'details',
    { class: 'entry', open, 'data-entry': entry.id, 'data-testid': 'entry' },
    h(
      'summary',
      {},
      h('span', { class: 'entry-number' }, h('strong', {}, `№ ${entry.id}`), h('span', { class: 'muted' }, moment(entry.receivedAt))),
      h('span', { class: `pill pill-${withdrawn ? 'withdrawn' : entry.status}`, 'data-testid': 'entry-status' }, t(withdrawn ? 'withdrawn' : `status-${entry.status}`)),
      h('span', { class: 'entry-title' }, entry.items.map(({ title }) => title).join(', ')),
    ),
    h(
      'p',
      { class: 'entry-notes muted' },
      t(`signature-${entry.signature}`),
      entry.timesReceived > 1 ? ` · ${t('times-received', { count: entry.timesReceived })}` : '',
    ),
    withdrawn ? h('p', { class: 'warn' }, t('withdrawn-reason', { reason: entry.withdrawnReason ?? '' })) : null,
    entry.items.map((item) => itemBlock(entry, item)),
    block('block-lawfulness', '⚖️', fields(entry.lawfulness)),
    block('block-justification', '📝', fields(entry.justification)),
    block('block-screenshots', '🖼', h('div', { class: 'shots' }, entry.screenshots.map(shotFigure))),
    folded('block-header', fields(entry.header)),
    folded('block-integrity', fields(entry.integrity)),
  );
}

/**
 * @param {string} title
 * @param {string} sign
 * @param {Node} content
 */
function block(title, sign, content) {
  return h('section', { class: 'block', 'data-testid': title }, h('h3', {}, `${sign} ${t(title)}`), content);
}

/**
 * @param {string} title
 * @param {Node} content
 */
function folded(title, content) {
  return h('details', { class: 'folded' }, h('summary', {}, t(title)), content);
}

/** @param {readonly PageField[]} list */
function fields(list) {
  return h('dl', {}, list.map((field) => h('div', {}, h('dt', {}, t(field.label)), h('dd', {}, fieldValue(field)))));
}

/**
 * @param {PageField} field
 * @returns {Node | string}
 */
function fieldValue({ value, as }) {
  if (as === 'moment') return moment(value);
  if (as === 'day') return calendarDay(value);
  if (as === 'term') return t(value);
  if (as === 'code') return h('code', {}, value);
  if (as === 'quote') return h('blockquote', { dir: 'auto' }, value);
  const href = as === 'link' ? webAddress(value) : null;
  return href === null ? value : h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, value);
}

/** @param {PageScreenshot} shot */
function shotFigure(shot) {
  const { src, isPicture, sha256 } = shot;
  return h(
    'figure',
    {},
    isPicture
      ? button(
          { class: 'picture', 'aria-label': t('open-picture'), 'data-testid': 'screenshot', onclick: () => lightbox(src, t('block-screenshots')) },
          h('img', { src, alt: t('block-screenshots'), loading: 'lazy' }),
        )
      : null,
    h('figcaption', {}, fields(shot.fields), h('a', { class: 'button', href: src, download: `${sha256.slice(0, 16)}.png`, 'data-testid': 'screenshot-download' }, t('download'))),
  );
}

/**
 * @param {PageEntry} entry
 * @param {PageItem} item
 */
function itemBlock(entry, item) {
  const title = entry.items.length === 1 ? t('block-items') : t('item-number', { number: item.number });
  return h(
    'section',
    { class: 'block item', 'data-testid': `item-${item.number}` },
    h('h3', {}, `⛔ ${title}`),
    fields(item.fields),
    decision(item),
    entry.withdrawnReason === null ? outcomeForm(entry, item) : null,
  );
}

/** @param {PageItem} item */
function decision({ decided }) {
  if (decided === null) return null;
  const { outcome, comment, prescription, at } = decided;
  return h(
    'p',
    { class: `decided decided-${outcome}`, 'data-testid': 'decided' },
    h('strong', {}, t(`outcome-${outcome}`)),
    ` · ${moment(at)}`,
    prescription === null ? '' : ` · ${t('outcome-prescription', { number: prescription.number, date: calendarDay(prescription.date) })}`,
    comment === null ? '' : ` · ${comment}`,
  );
}

/**
 * @param {PageEntry} entry
 * @param {PageItem} item
 */
function outcomeForm(entry, item) {
  const comment = h('textarea', { rows: '2', maxlength: '1000', 'data-testid': 'outcome-comment' });
  const number = h('input', { type: 'text', maxlength: '100', 'data-testid': 'prescription-number' });
  const date = h('input', { type: 'date', 'data-testid': 'prescription-date' });
  const record = async (/** @type {string} */ outcome) => {
    if ((number.value.trim() === '') !== (date.value === '')) {
      toast(t('outcome-prescription-both'), 'bad');
      return;
    }
    const prescription = date.value === '' ? {} : { prescription: { number: number.value.trim(), date: date.value } };
    const done = await act('outcome', { id: entry.id, number: item.number, outcome, comment: comment.value, ...prescription });
    if (done !== null) toast(t('outcome-sent', { outcome: t(`outcome-${outcome}`) }));
  };
  return h(
    'fieldset',
    { class: 'outcome' },
    h('legend', {}, t('outcome-title')),
    h(
      'details',
      { class: 'folded' },
      h('summary', { 'data-testid': 'outcome-details' }, t('outcome-details')),
      h('label', {}, t('outcome-comment'), comment),
      h('div', { class: 'row' }, h('label', {}, t('outcome-prescription-number'), number), h('label', {}, t('outcome-prescription-date'), date)),
    ),
    h(
      'div',
      { class: 'outcome-buttons' },
      OUTCOMES.map((outcome) =>
        button(
          { class: `outcome-button outcome-${outcome}`, 'aria-pressed': String(item.decided?.outcome === outcome), 'data-testid': `outcome-${outcome}`, onclick: () => void record(outcome) },
          t(`outcome-${outcome}`),
        ),
      ),
    ),
  );
}
