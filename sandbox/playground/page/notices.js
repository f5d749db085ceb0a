import { button, h } from './dom.js';
import { t } from './texts.js';

const TOAST_MS = 4_500;
const MAX_TOASTS = 3;

/** @type {HTMLElement | null} */
let shelf = null;

/** The place of the toasts; a status region, so that a screen reader tells them. */
export function noticeShelf() {
  shelf = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite', 'data-testid': 'toasts' });
  return shelf;
}

/**
 * @param {string} text
 * @param {'plain' | 'bad'} [kind]
 */
export function toast(text, kind = 'plain') {
  if (shelf === null) return;
  const node = h('div', { class: `toast toast-${kind}`, 'data-testid': 'toast' }, text);
  shelf.append(node);
  while (shelf.childElementCount > MAX_TOASTS) shelf.firstElementChild?.remove();
  setTimeout(() => node.remove(), TOAST_MS);
}

/**
 * @param {HTMLDialogElement} dialog
 */
function openDialog(dialog) {
  dialog.addEventListener('close', () => dialog.remove());
  // A press on the dark part around it closes it, as in a messenger.
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * The alert of answerCallbackQuery.
 * @param {string} text
 */
export function alertDialog(text) {
  const dialog = h('dialog', { class: 'alert', 'aria-label': t('bot-alert'), 'data-testid': 'bot-alert' });
  dialog.append(
    h('p', {}, text),
    button({ class: 'primary', onclick: () => dialog.close(), 'data-testid': 'bot-alert-ok' }, t('ok')),
  );
  openDialog(dialog);
}

/**
 * @param {string} question
 * @param {string} yes
 * @returns {Promise<boolean>}
 */
export function confirmDialog(question, yes) {
  return new Promise((resolve) => {
    const dialog = h('dialog', { class: 'alert', 'aria-label': question, 'data-testid': 'confirm' });
    let agreed = false;
    const agree = () => {
      agreed = true;
      dialog.close();
    };
    dialog.append(
      h('p', {}, question),
      h(
        'div',
        { class: 'row end' },
        button({ onclick: () => dialog.close(), 'data-testid': 'confirm-no' }, t('cancel')),
        button({ class: 'danger', onclick: agree, 'data-testid': 'confirm-yes' }, yes),
      ),
    );
    dialog.addEventListener('close', () => resolve(agreed));
    openDialog(dialog);
  });
}

/**
 * A picture in full size.
 * @param {string} src
 * @param {string} label
 */
export function lightbox(src, label) {
  const dialog = h('dialog', { class: 'lightbox', 'aria-label': label, 'data-testid': 'lightbox' });
  dialog.append(
    h('img', { src, alt: label }),
    h(
      'div',
      { class: 'row end' },
      h('a', { class: 'button', href: src, download: '', 'data-testid': 'lightbox-download' }, t('download')),
      button({ class: 'primary', onclick: () => dialog.close(), 'data-testid': 'lightbox-close' }, t('close')),
    ),
  );
  openDialog(dialog);
}
