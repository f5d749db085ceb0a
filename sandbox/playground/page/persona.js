import { state } from './store.js';

/** @typedef {import('../page-data.ts').PersonKey} PersonKey */

const STORED_PERSON = 'qyraghy-person';
const STORED_READ = 'qyraghy-read-';

/** @type {PersonKey | null} */
let active = null;

/** Whom the newcomer plays now. @returns {PersonKey} */
export function persona() {
  const people = state().snapshot.people.map(({ key }) => key);
  const stored = people.find((key) => key === (active ?? localStorage.getItem(STORED_PERSON)));
  active = stored ?? people[0] ?? 'analyst';
  return active;
}

/** @param {PersonKey} key */
export function setPersona(key) {
  active = key;
  localStorage.setItem(STORED_PERSON, key);
}

export function me() {
  const key = persona();
  const found = state().snapshot.people.find((person) => person.key === key);
  if (found === undefined) throw new Error(`Nobody plays ${key}.`);
  return found;
}

/** @param {PersonKey} key */
export function chatOf(key) {
  const chat = state().chats.get(key);
  if (chat === undefined) throw new Error(`There is no chat of ${key}.`);
  return chat;
}

/** @param {PersonKey} key */
export function markRead(key) {
  const last = Math.max(0, ...chatOf(key).messages.keys());
  localStorage.setItem(STORED_READ + key, String(last));
}

/** @param {PersonKey} key */
export function unread(key) {
  const read = Number(localStorage.getItem(STORED_READ + key) ?? 0);
  return [...chatOf(key).messages.values()].filter(({ id, from }) => from === 'bot' && id > read).length;
}
