import bigInt from 'big-integer';
import type { TestContext } from 'node:test';
import { Api } from 'telegram';
import type { EntityLike } from 'telegram/define.js';
import { Raw } from 'telegram/events/Raw.js';

import type { MtprotoServer, MtprotoServerOptions } from '../../sandbox/mtproto/server.ts';
import { startMtprotoServer } from '../../sandbox/mtproto/server.ts';
import { serverKey } from '../../sandbox/mtproto/rsa-key.ts';
import { TelegramWorld } from '../../sandbox/telegram-world.ts';
import type { ConnectionClass, LoopbackClient } from './gramjs-client.ts';
import { endClient, loopbackClient } from './gramjs-client.ts';

export const PHONE = '+77000000001';
export const CODE = '12345';
export const CHANNEL = 'sandbox_news';

/** One key for a whole test file: making one takes up to a second. */
const KEY = serverKey();

/** Long enough for a machine that is busy with other tests. */
const WAIT_MS = 20_000;
const STEP_MS = 10;

/** Waits until `probe` gives something, and fails after twenty seconds with what was awaited. */
export async function until<T>(what: string, probe: () => T | undefined | null | false): Promise<T> {
  for (const end = Date.now() + WAIT_MS; Date.now() < end; ) {
    const found = probe();
    if (found !== undefined && found !== null && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  throw new Error(`Nothing came of it within ${WAIT_MS} ms: ${what}.`);
}

export interface Loopback {
  readonly world: TelegramWorld;
  readonly server: MtprotoServer;
  readonly log: string[];
}

/** A world with one channel and one account, served on a free port until the test ends. */
export async function loopback(
  context: TestContext,
  options: Partial<Omit<MtprotoServerOptions, 'world'>> & { world?: TelegramWorld } = {},
): Promise<Loopback> {
  const world = options.world ?? new TelegramWorld({ journalPath: null });
  world.addAccount({ phone: PHONE, code: CODE });
  world.addChannel({ username: CHANNEL, title: 'Жаңалықтар', about: 'Тексеру арнасы' });
  const log: string[] = [];
  const server = await startMtprotoServer({
    ...(options.statePath === undefined && { privateKeyPem: KEY.privateKeyPem }),
    log: (line) => log.push(line),
    ...options,
    world,
  });
  context.after(() => server.close());
  return { world, server, log };
}

/** A client that has connected; destroyed when the test ends. */
export async function connected(
  context: TestContext,
  server: MtprotoServer,
  options: { saved?: string; connection?: ConnectionClass } = {},
): Promise<LoopbackClient> {
  const made = loopbackClient(server, options);
  context.after(() => endClient(made.client));
  if (!(await made.client.connect())) throw new Error('The client did not connect.');
  return made;
}

/** A client that is signed in with the account of {@link loopback}. */
export async function signedIn(
  context: TestContext,
  server: MtprotoServer,
  options: { connection?: ConnectionClass; phone?: string } = {},
): Promise<LoopbackClient> {
  const made = await connected(context, server, options);
  const { phone: phoneNumber = PHONE } = options;
  const sent = await made.client.sendCode({ apiId: 1, apiHash: 'sandbox' }, phoneNumber);
  await made.client.invoke(
    new Api.auth.SignIn({ phoneNumber, phoneCodeHash: sent.phoneCodeHash, phoneCode: CODE }),
  );
  return made;
}

export interface OpenChannel {
  readonly input: Api.InputChannel;
  readonly peer: Api.InputPeerChannel & EntityLike;
  readonly channel: Api.Channel;
}

export async function resolve({ client }: LoopbackClient, username = CHANNEL): Promise<OpenChannel> {
  const found = await client.invoke(new Api.contacts.ResolveUsername({ username }));
  const [channel] = found.chats;
  if (!(channel instanceof Api.Channel)) throw new Error(`"${username}" is no channel.`);
  const address = { channelId: channel.id, accessHash: channel.accessHash ?? bigInt.zero };
  return { channel, input: new Api.InputChannel(address), peer: new Api.InputPeerChannel(address) };
}

export async function join(made: LoopbackClient, username = CHANNEL): Promise<OpenChannel> {
  const open = await resolve(made, username);
  await made.client.invoke(new Api.channels.JoinChannel({ channel: open.input }));
  return open;
}

/** Texts of a page of history, newest first. */
export async function history(
  { client }: LoopbackClient,
  peer: Api.InputPeerChannel,
  window: Partial<Pick<Api.messages.GetHistory, 'offsetId' | 'addOffset' | 'limit' | 'maxId' | 'minId'>> = {},
): Promise<Api.Message[]> {
  const page = await client.invoke(new Api.messages.GetHistory({ peer, limit: 100, ...window }));
  if (!(page instanceof Api.messages.ChannelMessages)) throw new Error('Not the history of a channel.');
  return page.messages.filter((message) => message instanceof Api.Message);
}

/** Collects the updates of a client's channels, in the order in which they come. */
export function updatesOf({ client }: LoopbackClient): Api.TypeUpdate[] {
  const seen: Api.TypeUpdate[] = [];
  client.addEventHandler((update: unknown) => {
    const { className } = update as { className?: string };
    if (className !== undefined) seen.push(update as Api.TypeUpdate);
  }, new Raw({}));
  return seen;
}

/** The `errorMessage` of what a call failed with. */
export async function rpcFailure(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return (error as { errorMessage?: string }).errorMessage ?? String(error);
  }
  throw new Error('The call succeeded, but an error was expected.');
}
