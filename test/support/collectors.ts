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
 * Publishes in every channel at once and gives how long each post took until it came out of the queue, in the order of the
 * channels, in milliseconds: as long as a channel has no reader its post does not come.
 */
export async function timesToRead(town: CollectorTown, text: string, timeoutMs: number): Promise<number[]> {
  const { channels, arrived } = town;
  const began = performance.now();
  const wanted = channels.map(
    (username, at) => `${at + 1} ${town.outside.world.publish(username, { text }).id}`,
  );
  const missing = (): readonly string[] => wanted.filter((key) => !arrived.has(key));
  await until(() => missing().length === 0, { what: 'a post of each channel is read', timeoutMs }).catch(
    (error: unknown) => {
      const some = missing().slice(0, 5).join(', ');
      throw new Error(`${missing().length} of ${channels.length} channels were not read: ${some}`, {
        cause: error,
      });
    },
  );
  return wanted.map((key) => (arrived.get(key) ?? Number.POSITIVE_INFINITY) - began);
}

/** Kills the process that holds most accounts, as the machine would, and gives the accounts that it held. */
export async function killBusiest(
  town: CollectorTown,
  programs: readonly Program[],
): Promise<readonly number[]> {
  const held = [...(await town.holders())].sort(([, a], [, b]) => b.length - a.length)[0];
  if (held === undefined) throw new Error('nobody holds an account');
  const [holder, accounts] = held;
  const victim = programs.find(({ child }) => holder.startsWith(`${child.pid}-`));
  if (victim === undefined) throw new Error(`${holder} is none of the processes`);
  victim.child.kill('SIGKILL');
  await victim.ended;
  return accounts;
}
