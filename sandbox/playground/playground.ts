import type { IncomingMessage, ServerResponse } from 'node:http';
import { pictureSize } from '../bot-api/pictures.ts';
import type { ChatChange } from '../bot-api/chat-state.ts';
import type { WorldChange } from '../telegram-world.ts';
import { ACTIONS, ActionError } from './actions.ts';
import { entryView } from './entry-page-view.ts';
import { EventStream } from './event-stream.ts';
import { channelView, messageView, postView, SHOWN_MESSAGES } from './message-page-view.ts';
import type { PageChatHead, PageEvent, PagePerson, Snapshot } from './page-data.ts';
import { pageFile } from './page-files.ts';
import { PERSON_KEYS, type PlaygroundOptions } from './parts.ts';
import { CONTENT_SECURITY_POLICY, readJsonBody, requireOwnPage } from './request-guard.ts';
import { TEXTS } from './texts.ts';

export interface Playground {
  /** Answers what belongs to the page (`/`, `/playground/…`) and gives true; gives false for the rest. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): void;
}

const MAX_ENTRIES = 100;

/** The page where a newcomer is the channel's author, the analyst, the supervisor and the authority in one. */
export function createPlayground(options: PlaygroundOptions): Playground {
  const people = peopleOf(options);
  for (const { key, telegramId, name } of people) {
    const languageCode = options.people[key]?.locale ?? options.defaults.locale;
    options.botApi.chats.addUser({ id: telegramId, firstName: name, languageCode });
  }
  const stream = new EventStream();
  const ends = [
    options.world.onChange((change) => sendAll(stream, worldEvents(options, change))),
    options.botApi.chats.onChange((change) => sendAll(stream, chatEvents(options, people, change))),
    options.authority.desk.onChange((entry) => stream.send({ kind: 'entry', entry: entryView(entry) })),
  ];
  return {
    handle: async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://playground');
      if (url.pathname !== '/' && !url.pathname.startsWith('/playground/')) return false;
      try {
        await answer(options, people, stream, url.pathname, request, response);
      } catch (error) {
        refuse(response, error);
      }
      return true;
    },
    close: () => {
      for (const end of ends) end();
      stream.close();
    },
  };
}

function peopleOf({ people }: PlaygroundOptions): readonly PagePerson[] {
  return PERSON_KEYS.flatMap((key) => {
    const person = people[key];
    if (person === undefined) return [];
    const { telegramId, name, startText = '/start' } = person;
    return [{ key, role: key === 'supervisor' ? 'supervisor' : 'analyst', telegramId, name, startText }];
  });
}

function sendAll(stream: EventStream, events: readonly PageEvent[]): void {
  for (const event of events) stream.send(event);
}

function worldEvents({ world }: PlaygroundOptions, change: WorldChange): readonly PageEvent[] {
  const { channel } = change;
  // A private channel cannot be watched, so it is not on the page either.
  if (channel.username === null) return [];
  const { username } = channel;
  if (change.kind === 'removed')
    return change.messageIds.map((id) => ({ kind: 'post-removed', channel: username, id }));
  if (change.kind === 'published' || change.kind === 'edited')
    return [{ kind: 'post', post: postView(world, channel, change.post) }];
  return [{ kind: 'channel', channel: channelView(world, channel, world.posts(channel.username)) }];
}

function chatEvents(
  options: PlaygroundOptions,
  people: readonly PagePerson[],
  { kind, chatId, messageId }: ChatChange,
): readonly PageEvent[] {
  const { chats } = options.botApi;
  if (kind === 'commands') return people.map((person) => ({ kind: 'chat', chat: headOf(options, person) }));
  const person = people.find(({ telegramId }) => telegramId === chatId);
  if (person === undefined) return [];
  if (kind === 'typing') return [{ kind, person: person.key }];
  if (kind === 'person') return [{ kind: 'chat', chat: headOf(options, person) }];
  if (kind === 'deleted') return [{ kind: 'message-deleted', person: person.key, id: messageId ?? 0 }];
  return chats
    .messages(chatId)
    .filter(({ id, pinned }) => (kind === 'pinned' ? pinned : id === messageId))
    .map((message) => ({ kind: 'message', person: person.key, message: messageView(message) }));
}

function headOf({ botApi }: PlaygroundOptions, { key, telegramId }: PagePerson): PageChatHead {
  const { chats } = botApi;
  return { person: key, contact: chats.contact(telegramId), commands: chats.commands(telegramId) };
}

function snapshotOf(options: PlaygroundOptions, people: readonly PagePerson[]): Snapshot {
  const { world, botApi, authority, defaults } = options;
  const open = world.channels().filter(({ username }) => username !== null);
  return {
    people,
    locale: defaults.locale,
    timeZone: defaults.timeZone,
    botName: defaults.botName ?? 'Qyraghy',
    channels: open.map((channel) => channelView(world, channel, world.posts(channel.username ?? ''))),
    chats: people.map((person) => ({
      ...headOf(options, person),
      messages: botApi.chats.messages(person.telegramId).slice(-SHOWN_MESSAGES).map(messageView),
    })),
    entries: authority.desk.list().slice(-MAX_ENTRIES).map(entryView),
    examples: defaults.examples ?? [],
    faultsWaiting: authority.faults.waiting(),
  };
}

async function answer(
  options: PlaygroundOptions,
  people: readonly PagePerson[],
  stream: EventStream,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, , first = '', second = ''] = path.split('/').map(decodeURIComponent);
  if (request.method === 'POST' && first === 'api') {
    requireOwnPage(request);
    const run = ACTIONS.get(second);
    if (run === undefined) throw new ActionError(404, `There is no action "${second}".`);
    const result = await run(options, await readJsonBody(request));
    if (second === 'fault') stream.send({ kind: 'faults', waiting: options.authority.faults.waiting() });
    sendJson(response, 200, result);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new ActionError(405, 'Only GET here.');
  if (path === '/playground/events') {
    stream.open(response, { kind: 'snapshot', snapshot: snapshotOf(options, people) });
    return;
  }
  if (path === '/playground/texts.json') {
    sendJson(response, 200, TEXTS);
    return;
  }
  if (first === 'photos' || first === 'files' || first === 'attachments') {
    sendUpload(response, upload(options, first, second));
    return;
  }
  const file = pageFile(path === '/' ? 'index.html' : first);
  if (file === null) throw new ActionError(404, 'There is nothing here.');
  sendBytes(response, file.bytes, { 'content-type': file.contentType, 'cache-control': 'no-cache' });
}

interface Upload {
  readonly bytes: Uint8Array;
  readonly fileName: string;
}

function upload(options: PlaygroundOptions, shelf: 'photos' | 'files' | 'attachments', id: string): Upload {
  const gone = new ActionError(404, 'This file is not here.');
  if (shelf === 'files') {
    try {
      return options.botApi.chats.file(id);
    } catch (cause) {
      throw Object.assign(gone, { cause });
    }
  }
  const bytes = shelf === 'photos' ? options.world.photo(id)?.bytes : options.authority.desk.attachment(id);
  if (bytes === undefined || bytes === null) throw gone;
  return { bytes, fileName: id };
}

/** Pictures are shown, everything else is only ever downloaded: an upload must not run as a page of ours. */
function sendUpload(response: ServerResponse, { bytes, fileName }: Upload): void {
  const picture = pictureSize(Buffer.from(bytes));
  const name = encodeURIComponent(
    picture === null || /\.\w+$/u.test(fileName) ? fileName : `${fileName}.png`,
  );
  sendBytes(response, bytes, {
    'content-type': picture?.mimeType ?? 'application/octet-stream',
    'content-disposition': `${picture === null ? 'attachment' : 'inline'}; filename*=UTF-8''${name}`,
    'cache-control': 'private, max-age=31536000, immutable',
  });
}

function sendBytes(response: ServerResponse, bytes: Uint8Array, headers: Record<string, string>): void {
  response.writeHead(200, {
    ...headers,
    'content-length': bytes.length,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  response.end(bytes);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, error: unknown): void {
  // The sandbox parts throw plain errors for what cannot be done; a TypeError is a mistake of this program.
  const plain = error instanceof TypeError || error instanceof RangeError ? 500 : 400;
  const status = error instanceof ActionError ? error.status : plain;
  sendJson(response, status, { error: error instanceof Error ? error.message : String(error) });
}
