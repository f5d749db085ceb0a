/** @typedef {import('../page-data.ts').Snapshot} Snapshot */
/** @typedef {import('../page-data.ts').PageEvent} PageEvent */
/** @typedef {import('../page-data.ts').PageChannel} PageChannel */
/** @typedef {import('../page-data.ts').PagePost} PagePost */
/** @typedef {import('../page-data.ts').PageMessage} PageMessage */
/** @typedef {import('../page-data.ts').PageChat} PageChat */
/** @typedef {import('../page-data.ts').PageEntry} PageEntry */
/** @typedef {import('../page-data.ts').PersonKey} PersonKey */

/**
 * What the page knows; the server is the only one who changes it.
 * @typedef {object} Known
 * @property {Snapshot} snapshot people, examples and settings
 * @property {Map<string, { about: PageChannel, posts: Map<number, PagePost> }>} channels
 * @property {Map<PersonKey, { head: import('../page-data.ts').PageChatHead, messages: Map<number, PageMessage> }>} chats
 * @property {Map<string, PageEntry>} entries
 * @property {number} faultsWaiting
 */

/** @type {Known | null} */
let known = null;

/** The state after the first snapshot. */
export function state() {
  if (known === null) throw new Error('The page was drawn before its first snapshot.');
  return known;
}

/**
 * Listens to the server for as long as the page lives; the browser reconnects by itself, and each connection
 * begins with a whole snapshot.
 * @param {{ onEvent: (event: PageEvent) => void, onLink: (isUp: boolean) => void }} listeners
 */
export function listen({ onEvent, onLink }) {
  const source = new EventSource('/playground/events');
  source.addEventListener('open', () => onLink(true));
  source.addEventListener('error', () => onLink(false));
  source.addEventListener('message', ({ data }) => {
    const event = /** @type {PageEvent} */ (JSON.parse(data));
    apply(event);
    onEvent(event);
  });
}

/** @param {PageEvent} event */
function apply(event) {
  if (event.kind === 'snapshot') known = fromSnapshot(event.snapshot);
  if (known === null) return;
  if (event.kind === 'channel') known.channels.set(event.channel.username, withPosts(event.channel));
  else if (event.kind === 'post') known.channels.get(event.post.channel)?.posts.set(event.post.id, event.post);
  else if (event.kind === 'post-removed') known.channels.get(event.channel)?.posts.delete(event.id);
  else if (event.kind === 'message') known.chats.get(event.person)?.messages.set(event.message.id, event.message);
  else if (event.kind === 'message-deleted') known.chats.get(event.person)?.messages.delete(event.id);
  else if (event.kind === 'entry') known.entries.set(event.entry.id, event.entry);
  else if (event.kind === 'faults') known.faultsWaiting = event.waiting;
  else if (event.kind === 'chat') {
    const chat = known.chats.get(event.chat.person);
    if (chat !== undefined) chat.head = event.chat;
  }
}

/**
 * @param {Snapshot} snapshot
 * @returns {Known}
 */
function fromSnapshot(snapshot) {
  return {
    snapshot,
    channels: new Map(snapshot.channels.map((channel) => [channel.username, withPosts(channel)])),
    chats: new Map(
      snapshot.chats.map(({ messages, ...head }) => [
        head.person,
        { head, messages: new Map(messages.map((message) => [message.id, message])) },
      ]),
    ),
    entries: new Map(snapshot.entries.map((entry) => [entry.id, entry])),
    faultsWaiting: snapshot.faultsWaiting,
  };
}

/** @param {PageChannel} about */
function withPosts(about) {
  return { about, posts: new Map(about.posts.map((post) => [post.id, post])) };
}
