import { button, find, h } from './dom.js';
import { toast } from './notices.js';
import { act } from './server.js';
import { state } from './store.js';
import { hasText, t } from './texts.js';

/** @typedef {import('../page-data.ts').PageExample} PageExample */

const MAX_PICTURE_BYTES = 5 * 1024 * 1024;
const MAX_TEXT = 4096;

/** What is being written; it outlives a change of the language. */
const draft = {
  channel: '',
  text: '',
  /** @type {string | null} */
  banner: null,
  /** @type {{ name: string, base64: string } | null} */
  picture: null,
};

/** The form that publishes a post. */
export function composer() {
  return h(
    'form',
    {
      class: 'composer',
      'aria-label': t('composer-title'),
      'data-testid': 'composer',
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        void publish();
      },
    },
    h('label', { class: 'row' }, h('span', {}, t('composer-channel')), channelPicker()),
    textArea(),
    h('div', { class: 'examples', role: 'group', 'aria-label': t('composer-examples') }, state().snapshot.examples.map(exampleChip)),
    h('div', { class: 'row' }, pictureParts(), h('span', { class: 'spacer' }), h('button', { type: 'submit', class: 'primary', 'data-testid': 'publish' }, t('composer-publish'))),
  );
}

function channelPicker() {
  const channels = [...state().channels.values()].map(({ about }) => about);
  /** @type {HTMLSelectElement} */
  const select = h(
    'select',
    { 'data-testid': 'composer-channel', onchange: () => (draft.channel = select.value) },
    channels.map(({ username, title }) => h('option', { value: username }, `${title} (@${username})`)),
  );
  if (channels.some(({ username }) => username === draft.channel)) select.value = draft.channel;
  draft.channel = select.value;
  return select;
}

function textArea() {
  /** @type {HTMLTextAreaElement} */
  const area = h('textarea', {
    rows: '3',
    maxlength: MAX_TEXT,
    'aria-label': t('composer-text'),
    placeholder: t('composer-placeholder'),
    'data-testid': 'composer-text',
    oninput: () => (draft.text = area.value),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      void publish();
    },
  });
  area.value = draft.text;
  return area;
}

/** @param {PageExample} example */
function exampleChip(example) {
  const key = `example-${example.key}`;
  return button(
    { class: 'chip', title: example.text, onclick: () => takeExample(example), 'data-testid': key },
    hasText(key) ? t(key) : example.key,
  );
}

/** @param {PageExample} example */
function takeExample(example) {
  draft.text = example.text;
  if (example.channel !== null) draft.channel = example.channel;
  draft.banner = example.banner;
  draft.picture = null;
  redraw();
  const area = find('.composer textarea');
  area?.focus();
  if (area !== null) area.scrollTop = 0;
}

/** Fills in the first example, for the strip of steps, unless something is written already. */
export function offerExample() {
  const [first] = state().snapshot.examples;
  if (draft.text.trim() === '' && first !== undefined) takeExample(first);
  find('[data-testid="publish"]')?.focus();
}

function pictureParts() {
  const name = draft.picture?.name ?? draft.banner;
  if (name !== null) {
    const drop = () => {
      draft.banner = null;
      draft.picture = null;
      redraw();
    };
    return [
      h('span', { class: 'file-name', 'data-testid': 'composer-picture-name' }, `🖼 ${name}`),
      button({ class: 'quiet', onclick: drop, 'aria-label': t('composer-picture-remove') }, '✕'),
    ];
  }
  const input = h('input', {
    type: 'file',
    accept: 'image/png,image/jpeg',
    class: 'unseen',
    'data-testid': 'composer-picture',
    onchange: () => void takePicture(input.files?.[0]),
  });
  return [h('label', { class: 'button quiet' }, `🖼 ${t('composer-picture')}`, input)];
}

/** @param {File | undefined} file */
async function takePicture(file) {
  if (file === undefined) return;
  if (!['image/png', 'image/jpeg'].includes(file.type) || file.size > MAX_PICTURE_BYTES) {
    toast(t('composer-picture-wrong'), 'bad');
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  draft.picture = { name: file.name, base64: btoa(binary) };
  draft.banner = null;
  redraw();
}

function redraw() {
  find('.composer')?.replaceWith(composer());
}

async function publish() {
  const { channel, text, banner, picture } = draft;
  if (text.trim() === '' && banner === null && picture === null) {
    toast(t('composer-empty'), 'bad');
    find('.composer textarea')?.focus();
    return;
  }
  const published = await act('publish', {
    channel,
    text,
    ...(banner === null ? {} : { banner }),
    ...(picture === null ? {} : { pictureBase64: picture.base64 }),
  });
  if (published === null) return;
  Object.assign(draft, { text: '', banner: null, picture: null });
  redraw();
  toast(t('composer-published'));
}
