import { h } from './dom.js';

/** @typedef {import('../page-data.ts').PageEntity} PageEntity */

const BLOCKS = new Set(['blockquote', 'expandable_blockquote', 'pre']);

/** @type {Record<string, keyof HTMLElementTagNameMap>} */
const TAGS = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
};

/**
 * Text with its formatting as DOM nodes. Links open apart and know nothing of this page; only http(s) ones are links.
 * @param {string} text
 * @param {readonly PageEntity[]} entities
 * @param {(command: string) => void} [onCommand] what a press on a /command does
 * @returns {DocumentFragment}
 */
export function formattedText(text, entities, onCommand) {
  const fragment = document.createDocumentFragment();
  appendRange(fragment, { text, onCommand, entities: [...entities] }, 0, text.length, 0);
  return fragment;
}

/**
 * @param {Node} parent
 * @param {{ text: string, entities: readonly PageEntity[], onCommand?: ((command: string) => void) | undefined }} source
 * @param {number} from
 * @param {number} to
 * @param {number} first index of the first entity that may begin here
 */
function appendRange(parent, source, from, to, first) {
  let at = from;
  for (let index = first; index < source.entities.length; index += 1) {
    const entity = source.entities[index];
    if (entity === undefined || entity.offset < at || entity.offset >= to) continue;
    const end = Math.min(entity.offset + entity.length, to);
    const isBlock = BLOCKS.has(entity.kind);
    // A block begins and ends its line by itself: the line breaks around it would show as empty lines.
    const before = source.text.slice(at, entity.offset);
    parent.appendChild(document.createTextNode(isBlock ? before.replace(/\n$/u, '') : before));
    const node = entityNode(entity, source.text.slice(entity.offset, end), source.onCommand);
    appendRange(node, source, entity.offset, end, index + 1);
    parent.appendChild(node);
    at = isBlock && source.text[end] === '\n' ? end + 1 : end;
  }
  parent.appendChild(document.createTextNode(source.text.slice(at, to)));
}

/**
 * @param {PageEntity} entity
 * @param {string} text
 * @param {((command: string) => void) | undefined} onCommand
 * @returns {HTMLElement}
 */
function entityNode(entity, text, onCommand) {
  if (entity.kind === 'spoiler') return spoiler();
  if (entity.kind === 'bot_command' && onCommand !== undefined) {
    return h('button', { type: 'button', class: 'inline-command', onclick: () => onCommand(text) });
  }
  const address = entity.url ?? (entity.kind === 'url' ? text : null);
  const href = address === null ? null : webAddress(address);
  if (href !== null) return h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' });
  if (['mention', 'hashtag', 'email', 'bot_command', 'text_link', 'url'].includes(entity.kind)) {
    return h('span', { class: 'mention' });
  }
  return h(TAGS[entity.kind] ?? 'span');
}

function spoiler() {
  const node = h('span', { class: 'spoiler', tabindex: '0', role: 'button' });
  const show = () => node.classList.add('shown');
  node.addEventListener('click', show);
  node.addEventListener('keydown', (event) => event.key === 'Enter' && show());
  return node;
}

/**
 * @param {string} address
 * @returns {string | null}
 */
export function webAddress(address) {
  const whole = /^[a-z][a-z0-9+.-]*:/iu.test(address) ? address : `https://${address}`;
  if (!URL.canParse(whole)) return null;
  return /^https?:$/u.test(new URL(whole).protocol) ? whole : null;
}
