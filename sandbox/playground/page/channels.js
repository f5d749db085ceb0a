import { avatar, button, find, h } from './dom.js';
import { composer } from './composer.js';
import { formattedText, webAddress } from './formatted-text.js';
import { confirmDialog, lightbox } from './notices.js';
import { act } from './server.js';
import { state } from './store.js';
import { clock, moment, number, t } from './texts.js';

/** @typedef {import('../page-data.ts').PagePost} PagePost */

const MAX_SHOWN = 60;

/** The channel whose posts alone are shown; null shows all. @type {string | null} */
let chosen = null;
/** Posts that came while the page was open. @type {Set<string>} */
const fresh = new Set();
/** The post that is being edited. @type {string | null} */
let editing = null;

/** The whole column. */
export function channelsColumn() {
  return h(
    'section',
    { class: 'column channels', id: 'panel-channels', 'aria-labelledby': 'channels-title', 'data-testid': 'channels' },
    h('h2', { id: 'channels-title' }, t('channels-title')),
    composer(),
    h('div', { class: 'chips', role: 'group', 'aria-label': t('channels-title') }, chips()),
    h('ol', { class: 'feed', 'data-testid': 'feed', tabindex: '0', 'aria-label': t('channels-title') }, feed()),
  );
}

function chips() {
  const all = [...state().channels.values()].map(({ about }) => about);
  const chip = (/** @type {string | null} */ key, /** @type {string} */ label, /** @type {string} */ hint) =>
    button(
      {
        class: 'chip',
        title: hint,
        'aria-pressed': String(chosen === key),
        'data-testid': `channel-${key ?? 'all'}`,
        onclick: () => choose(key),
      },
      key === null ? null : avatar(label),
      label,
    );
  return [
    chip(null, t('channels-all'), t('channels-all')),
    ...all.map((about) => {
      const count = t(about.kind === 'group' ? 'members' : 'subscribers', { count: number(about.subscribers) });
      return chip(about.username, about.title, `@${about.username} · ${count}\n${about.about}`);
    }),
  ];
}

/** @param {string | null} key */
function choose(key) {
  chosen = key;
  refreshChips();
  refreshFeed();
}

/** After a channel was added. */
export function refreshChips() {
  find('.channels .chips')?.replaceChildren(...chips());
}

/** After a post came, changed or went. */
export function refreshFeed() {
  const list = find('.feed');
  if (list === null) return;
  // A half-written edit must not be swept away by the next post.
  const writing = find('.post-editor', list);
  if (writing !== null && writing.contains(document.activeElement)) {
    const key = editing;
    for (const node of feed()) {
      const old = find(`[data-post="${CSS.escape(node.dataset.post ?? '')}"]`, list);
      if (node.dataset.post === key) continue;
      if (old === null) list.prepend(node);
      else old.replaceWith(node);
    }
    return;
  }
  list.replaceChildren(...feed());
}

/** @param {PagePost} post */
export function markFresh(post) {
  if (post.editedAt === null) fresh.add(keyOf(post));
}

/** @param {PagePost} post */
function keyOf(post) {
  return `${post.channel}/${post.id}`;
}

function feed() {
  const posts = [...state().channels.values()]
    .filter(({ about }) => chosen === null || about.username === chosen)
    .flatMap((channel) => [...channel.posts.values()]);
  posts.sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || b.id - a.id);
  if (posts.length === 0) return [h('li', { class: 'empty', 'data-testid': 'feed-empty' }, t('channels-empty'))];
  return posts.slice(0, MAX_SHOWN).map(postCard);
}

/** @param {PagePost} post */
function postCard(post) {
  const channel = state().channels.get(post.channel);
  const title = channel?.about.title ?? post.channel;
  const key = keyOf(post);
  return h(
    'li',
    { class: `post${fresh.has(key) ? ' fresh' : ''}`, 'data-post': key, 'data-testid': 'post' },
    h(
      'header',
      {},
      avatar(title),
      h(
        'div',
        { class: 'post-title' },
        h('strong', {}, title),
        h('span', { class: 'muted' }, `@${post.channel} · ${t(channel?.about.kind === 'group' ? 'kind-group' : 'kind-channel')}`),
      ),
      fresh.has(key) ? h('span', { class: 'badge' }, t('post-new')) : null,
    ),
    post.forwardedFrom === null ? null : h('p', { class: 'forwarded' }, t('forwarded-from', { title: post.forwardedFrom })),
    picture(post),
    editing === key ? editor(post) : h('div', { class: 'post-text', dir: 'auto' }, formattedText(post.text, post.entities)),
    post.buttons.length === 0 ? null : h('div', { class: 'post-links' }, post.buttons.map(linkButton)),
    footer(post, title),
  );
}

/** @param {PagePost} post */
function picture(post) {
  if (post.picture === null) return null;
  const { src, width, height } = post.picture;
  return button(
    { class: 'picture', 'aria-label': t('open-picture'), onclick: () => lightbox(src, t('picture')) },
    h('img', { src, width, height, alt: t('picture'), loading: 'lazy' }),
  );
}

/** @param {{ text: string, url: string }} link */
function linkButton({ text, url }) {
  const href = webAddress(url);
  if (href === null) return h('span', { class: 'button' }, text);
  return h('a', { class: 'button', href, target: '_blank', rel: 'noopener noreferrer nofollow' }, `${text} ↗`);
}

/**
 * @param {PagePost} post
 * @param {string} title
 */
function footer(post, title) {
  const edited = post.editedAt === null ? null : h('span', { class: 'edited', title: moment(post.editedAt), 'data-testid': 'post-edited' }, t('edited'));
  return h(
    'footer',
    {},
    button({ class: 'quiet', onclick: () => edit(post), 'aria-label': `${t('post-edit')}: ${title}, ${post.id}`, 'data-testid': 'post-edit' }, t('post-edit')),
    button({ class: 'quiet', onclick: () => void remove(post), 'aria-label': `${t('post-remove')}: ${title}, ${post.id}`, 'data-testid': 'post-remove' }, t('post-remove')),
    h('span', { class: 'spacer' }),
    post.signature === null ? null : h('span', { class: 'muted' }, post.signature),
    edited,
    h('time', { class: 'muted', datetime: post.at, title: moment(post.at) }, clock(post.at)),
  );
}

/** @param {PagePost} post */
function edit(post) {
  editing = keyOf(post);
  find('.feed')?.replaceChildren(...feed());
  find('.post-editor textarea')?.focus();
}

function stopEditing() {
  editing = null;
  find('.feed')?.replaceChildren(...feed());
}

/** @param {PagePost} post */
function editor(post) {
  const text = h('textarea', { rows: '6', 'aria-label': t('composer-text'), 'data-testid': 'post-editor-text' });
  text.value = post.text;
  const save = async () => {
    if (text.value === post.text || (await act('edit', { channel: post.channel, id: post.id, text: text.value })) !== null) {
      stopEditing();
    }
  };
  return h(
    'form',
    {
      class: 'post-editor',
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        void save();
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === 'Escape' && stopEditing(),
    },
    text,
    h(
      'div',
      { class: 'row end' },
      button({ onclick: stopEditing }, t('cancel')),
      h('button', { type: 'submit', class: 'primary', 'data-testid': 'post-save' }, t('post-save')),
    ),
  );
}

/** @param {PagePost} post */
async function remove(post) {
  if (await confirmDialog(t('post-remove-sure'), t('post-remove'))) await act('remove', { channel: post.channel, id: post.id });
}
