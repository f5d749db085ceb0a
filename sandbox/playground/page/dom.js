/** @typedef {Node | string | null | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => unknown)>} Attributes */

/**
 * Makes an element. Attributes: functions become listeners (`onclick`), true and false switch, the rest is text.
 * Children that are strings become text nodes: nothing that comes from a post is ever read as HTML.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | readonly Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat()) if (child !== null && child !== false) element.append(child);
  return element;
}

/**
 * A button that never submits anything by accident.
 * @param {Attributes} attributes
 * @param {...(Child | readonly Child[])} children
 */
export function button(attributes, ...children) {
  return h('button', { type: 'button', ...attributes }, ...children);
}

/**
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement | null}
 */
export function find(selector, root = document) {
  const found = root.querySelector(selector);
  return found instanceof HTMLElement ? found : null;
}

const AVATAR_COLOURS = 7;

/**
 * A round picture with the first letter of a name.
 * @param {string} name
 */
export function avatar(name) {
  const letter = /\p{L}|\p{N}/u.exec(name)?.[0] ?? '•';
  let sum = 0;
  for (const character of name) sum += character.codePointAt(0) ?? 0;
  return h('span', { class: `avatar avatar-${sum % AVATAR_COLOURS}`, 'aria-hidden': 'true' }, letter.toUpperCase());
}
