import { connectMemory } from '../../drizzle/connect.ts';
import { silentLog } from '../../src/log.ts';
import type { DetectBatch } from '../../src/ports/job-queue.ts';
import type { Memory } from '../../src/ports/memory.ts';
import { createBullmqQueue } from '../../src/queue/bullmq-queue.ts';
import { buildTown, type Program, type Town } from './town.ts';
import { until } from './until.ts';

/** The town's own account has this place already; the others follow. */
const FIRST_EXTRA_PHONE = 77_000_000_002;
const CODE = '54321';

/** Batches looked at side by side: looking is not what is measured. */
const LOOKERS = 8;

/**
 * An installation with several accounts and many channels, whose collectors are processes of the real program. What they
 * read is taken from the queue by the test, which commits it and judges nothing.
 */
export interface CollectorTown extends Town {
  readonly memory: Memory;
  /** When each post came out of the queue for the first time (`performance.now`), by source and message. */
  readonly arrived: ReadonlyMap<string, number>;
  /** Usernames in the order of the ids of their sources. */
  readonly channels: readonly string[];
  /** Resolves when every channel is read and every process of them holds an account. */
  allRead(processes: number, timeoutMs: number): Promise<void>;
  /** Ids of accounts by the process that holds them now. */
  holders(): Promise<ReadonlyMap<string, readonly number[]>>;
}

export async function buildCollectors(wish: {
  readonly accounts: number;
  readonly channels: number;
}): Promise<CollectorTown> {
  const town = await buildTown();
  const memory = await connectMemory({ url: town.databaseUrl, clock: { now: () => new Date() } });
  for (let at = 0; at < wish.accounts - 1; at += 1) {
    const phone = `+${FIRST_EXTRA_PHONE + at}`;
    town.outside.world.addAccount({ phone, code: CODE });
    await town.command(['account', 'login'], { stdin: `${phone}\n${CODE}\n` });
  }
  const arrived = new Map<string, number>();
  const queue = await createBullmqQueue({
    backend: { kind: 'postgres', url: town.databaseUrl },
    onDead: async () => undefined,
    log: silentLog(),
  });
  await queue.start({ detect: (batch) => take(memory, batch, arrived) }, { concurrency: LOOKERS });
  const channels = Array.from({ length: wish.channels }, (_, at) => `arna_${at + 1}_kz`);
  for (const username of channels) await watchNew(town, memory, username);
  const holders = async (): Promise<ReadonlyMap<string, readonly number[]>> => {
    const rows = await memory.read.leases.list('account:');
    const held = new Map<string, number[]>();
    for (const { name, holder } of rows)
      if (holder !== null) held.set(holder, [...(held.get(holder) ?? []), Number(name.split(':')[1])]);
    return held;
  };
  return {
    ...town,
    memory,
    arrived,
    channels,
    holders,
    allRead: async (processes, timeoutMs) => {
      await until(
        async () => {
          const sources = await memory.read.sources.list();
          return (
            (await holders()).size === processes && sources.every(({ reading }) => reading === 'reading')
          );
        },
        { what: `${wish.channels} channels are read by ${processes} processes`, timeoutMs },
      );
    },
    close: async () => {
      await queue.stop();
      await memory.close();
      await town.close();
    },
  };
}

/** A channel with a first post, watched from behind it; it is not looked up yet by any account. */
async function watchNew(town: Town, memory: Memory, username: string): Promise<void> {
  const { world } = town.outside;
  world.addChannel({ username, title: `Арна ${username}` });
  world.publish(username, { text: 'Бірінші жазба' });
  const channel = world.channelNamed(username);
  if (channel === undefined) throw new Error(`the sandbox has lost @${username}`);
  const publicUrl = `https://t.me/${username}`;
  await memory.transaction((tx) =>
    tx.sources.add({
      kind: 'messenger',
      connector: 'telegram',
      address: publicUrl,
      externalId: String(channel.id),
      handle: { username },
      title: channel.title,
      openness: { publicUrl, checkedAt: new Date().toISOString(), how: 'public name' },
      position: 1,
    }),
  );
}

async function take(memory: Memory, batch: DetectBatch, arrived: Map<string, number>): Promise<void> {
  const { sourceId, epoch, interval, events, posts } = batch;
  for (const { messageId } of posts) {
    const key = `${sourceId} ${messageId}`;
    if (!arrived.has(key)) arrived.set(key, performance.now());
  }
  await memory.transaction(async (tx) => {
    if (interval !== null) await tx.sources.commitInterval(sourceId, epoch, interval, null);
    if (events !== undefined) await tx.sources.commitEvents(sourceId, epoch, events);
  });
}

/**
 * Publishes in channels at once and gives how long each post took until it came out of the queue, in milliseconds: as long
 * as a channel has no reader its post does not come.
 */
export async function timesToRead(
  town: CollectorTown,
  text: string,
  { sourceIds, timeoutMs }: { readonly sourceIds: readonly number[]; readonly timeoutMs: number },
): Promise<number[]> {
  const { channels, arrived } = town;
  const began = performance.now();
  const wanted = sourceIds.map((id) => {
    const username = channels[id - 1];
    if (username === undefined) throw new Error(`there is no source ${id}`);
    return `${id} ${town.outside.world.publish(username, { text }).id}`;
  });
  const missing = (): readonly string[] => wanted.filter((key) => !arrived.has(key));
  await until(() => missing().length === 0, { what: 'a post of each channel is read', timeoutMs }).catch(
    (error: unknown) => {
      const some = missing().slice(0, 5).join(', ');
      throw new Error(`${missing().length} of ${wanted.length} channels were not read: ${some}`, {
        cause: error,
      });
    },
  );
  return wanted.map((key) => (arrived.get(key) ?? Number.POSITIVE_INFINITY) - began);
}

/** What a reader asks of a channel; whoever asks it reads the channel. */
const QUESTIONS = ['updates.getChannelDifference', 'messages.getHistory'];

/**
 * How long each channel of some accounts was without a reader since then: until the platform was first asked for its posts.
 * In milliseconds; resolves when all are read again.
 */
export async function timesWithoutReader(
  town: CollectorTown,
  sourceIds: readonly number[],
  since: Date,
  timeoutMs: number,
): Promise<readonly number[]> {
  const { outside, memory } = town;
  const channelOf = new Map((await memory.read.sources.list()).map((row) => [row.id, row.externalId]));
  const asked = (): ReadonlyMap<string, number> => {
    const first = new Map<string, number>();
    for (const call of QUESTIONS.flatMap((method) => outside.telegram.faults.calls(method))) {
      const { channel, peer } = call.params as Readonly<Record<string, { channel_id?: unknown } | undefined>>;
      const id = String((channel ?? peer)?.channel_id);
      const ms = call.at.getTime() - since.getTime();
      if (ms >= 0) first.set(id, Math.min(ms, first.get(id) ?? Number.POSITIVE_INFINITY));
    }
    return first;
  };
  const wanted = sourceIds.map((id) => channelOf.get(id) ?? '');
  const missing = (): readonly string[] => {
    // Once a look: the platform runs in this very process, and must not wait for it.
    const first = asked();
    return wanted.filter((id) => !first.has(id));
  };
  const what = `${wanted.length} channels have a reader again`;
  await until(() => missing().length === 0, { what, timeoutMs }).catch((error: unknown) => {
    throw new Error(`${missing().length} of ${wanted.length} channels have no reader`, { cause: error });
  });
  const found = asked();
  return wanted.map((id) => found.get(id) ?? Number.POSITIVE_INFINITY);
}

/** Kills the process that holds most accounts, as the machine would; gives what it held, and when. */
export async function killBusiest(
  town: CollectorTown,
  programs: readonly Program[],
): Promise<{
  readonly at: Date;
  readonly accounts: readonly number[];
  readonly sourceIds: readonly number[];
}> {
  const held = [...(await town.holders())].sort(([, a], [, b]) => b.length - a.length)[0];
  if (held === undefined) throw new Error('nobody holds an account');
  const [holder, accounts] = held;
  const victim = programs.find(({ child }) => holder.startsWith(`${child.pid}-`));
  if (victim === undefined) throw new Error(`${holder} is none of the processes`);
  const sources = await town.memory.read.sources.list();
  const orphans = sources.filter(({ accountId }) => accountId !== null && accounts.includes(accountId));
  const at = new Date();
  victim.child.kill('SIGKILL');
  await victim.ended;
  return { at, accounts, sourceIds: orphans.map(({ id }) => id) };
}
