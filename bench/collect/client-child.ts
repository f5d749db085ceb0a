import { Api, TelegramClient } from 'telegram';
import { Raw } from 'telegram/events/index.js';
import { PromisedNetSockets } from 'telegram/extensions/index.js';
import { LogLevel } from 'telegram/extensions/Logger.js';
import { StringSession } from 'telegram/sessions/index.js';
import type { Socket } from 'node:net';

import { createTelegramReader, type TelegramReaderOptions } from '../../src/sources/telegram/reader.ts';
import { signIn } from '../../src/sources/telegram/sign-in.ts';
import { trustServerKey } from '../../src/sources/telegram/server-key.ts';
import { sourceOf } from '../../test/sources/telegram-source.ts';
import { answerWith } from './child.ts';
import { type ClientRequest, CODE, nameOf, PHONE, type Seen, type ServerPlace } from './shared.ts';

const API = { apiId: 1, apiHash: 'bench', timeoutMs: 20_000 } as const;
/** What the collector complained of last: the reason, should posts not come. */
let lastTrouble = 'none';
const keep = (fields: object, message: string): void => {
  lastTrouble = `${message} ${JSON.stringify(fields)}`;
};
const log = { debug: () => undefined, info: () => undefined, warn: keep, error: keep };
/** Without a post for this long, the rest will not come. */
const STALL_MS = 90_000;
/** Posts are waited for at this step; it is no part of what is measured. */
const STEP_MS = 5;

const clock = (): number => performance.timeOrigin + performance.now();

/** Counts what arrives; a text that begins with a clock time tells how long it was on its way. */
class Counter {
  posts = 0;
  firstMs = 0;
  lastMs = 0;
  delaysMs: number[] = [];

  add(text: string): void {
    this.lastMs = clock();
    if (this.posts === 0) this.firstMs = this.lastMs;
    this.posts += 1;
    const sentMs = Number(text.slice(0, text.indexOf(' ')));
    if (sentMs > 1e12) this.delaysMs.push(this.lastMs - sentMs);
  }

  take(): Seen {
    const { posts, firstMs, lastMs, delaysMs } = this;
    this.posts = 0;
    this.delaysMs = [];
    globalThis.gc?.();
    return { posts, firstMs, lastMs, delaysMs, rssBytes: process.memoryUsage().rss };
  }
}

const counter = new Counter();

function connection(
  place: ServerPlace,
): Omit<Parameters<typeof signIn>[0], 'phone' | 'askCode' | 'askPassword'> {
  const { host, port, publicKeyPem } = place;
  return { ...API, address: { host, port }, publicKeyPem, log };
}

async function plain({ place, role }: ClientRequest, session: string): Promise<void> {
  trustServerKey(place.publicKeyPem);
  const sockets: PromisedNetSockets[] = [];
  class LoopbackSocket extends PromisedNetSockets {
    override connect(): Promise<this> {
      sockets.push(this);
      return super.connect(place.port, place.host) as Promise<this>;
    }
  }
  const client = new TelegramClient(new StringSession(session), API.apiId, API.apiHash, {
    networkSocket: LoopbackSocket,
  });
  client.setLogLevel(LogLevel.NONE);
  client.addEventHandler((update: unknown) => {
    if (update instanceof Api.UpdateNewChannelMessage && update.message instanceof Api.Message)
      counter.add(update.message.message);
  }, new Raw({}));
  await client.connect();
  await client.invoke(new Api.updates.GetState());
  if (role === 'sink') sockets.forEach(dropBytes);
}

/** Reads and throws away, so that what is measured is the server alone. */
function dropBytes(owner: PromisedNetSockets): void {
  const socket = (owner as unknown as { client?: Socket }).client;
  socket?.removeAllListeners('data');
  socket?.on('data', () => undefined);
}

async function collector({ place, channels, isPolite }: ClientRequest, session: string): Promise<void> {
  const reach = connection(place);
  const options: TelegramReaderOptions = {
    connection: { ...reach, session },
    log,
    clock: { now: () => new Date() },
  };
  const hasty = { ...options, budgets: [], limits: { callGapMs: 0, joinGapMs: 0 } };
  const setup = createTelegramReader(hasty);
  const sources = [];
  for (let i = 0; i < channels; i += 1)
    sources.push(sourceOf(await setup.resolve(`@${nameOf(i)}`), undefined, i + 1));
  await setup.close();
  const reader = createTelegramReader(isPolite ? options : hasty);
  for (const source of sources)
    await reader.watch(source, async ({ interval, posts }) => {
      if (interval !== null) for (const { text } of posts) counter.add(text);
    });
}

answerWith({
  start: async (request: ClientRequest) => {
    const code = { phone: PHONE, askCode: async () => CODE, askPassword: async () => '' };
    const { session } = await signIn({ ...connection(request.place), ...code });
    await (request.role === 'collector' ? collector(request, session) : plain(request, session));
  },
  /** Waits until so many posts have come since the last answer. */
  await: async (posts: number) => {
    const began = clock();
    while (counter.posts < posts) {
      if (clock() - Math.max(counter.lastMs, began) > STALL_MS)
        throw new Error(`only ${counter.posts} of ${posts} posts came; last trouble: ${lastTrouble}`);
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
    return counter.take();
  },
  take: () => counter.take(),
});
