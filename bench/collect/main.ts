import { Child } from './child.ts';
import { quantile, said, spread, type Spread, table } from './figures.ts';
import type { ClientRequest, LoadRequest, Role, Seen, ServerPlace } from './shared.ts';

/** What the collector is meant to reach; the server must be able to do more, or it is the server that is measured. */
const GOAL_RATIO = 0.8;
const SERVER_RATIO = 2;
const GOAL_P99_MS = 50;
const GOAL_RSS_MB = 250;
const CHANNELS = 50;
const CONTAINERS = [1, 10, 100] as const;
const MANY_CHANNELS = 500;
/** Posts that are in memory of the server at once, in the long run. */
const PART = 20_000;

const isQuick = process.argv.includes('--quick');
const REPEATS = isQuick ? 2 : 5;
const BURST = isQuick ? 5_000 : 20_000;
const LATENCY = { perSecond: 200, posts: isQuick ? 1_000 : 6_000, channels: CHANNELS };
const OUTAGE_POSTS = isQuick ? 5_000 : 20_000;
const MEMORY_POSTS = isQuick ? 60_000 : 1_000_000;

const misses: string[] = [];
const server = new Child(new URL('./server-child.ts', import.meta.url));

async function openClient(role: Role, channels: number, isPolite = false): Promise<Child> {
  const place = (await server.ask('start', channels)) as ServerPlace;
  const client = new Child(new URL('./client-child.ts', import.meta.url));
  const request: ClientRequest = { place, channels, role, isPolite };
  await client.ask('start', request);
  return client;
}

async function withClient<T>(role: Role, channels: number, run: (client: Child) => Promise<T>): Promise<T> {
  const client = await openClient(role, channels);
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

/** Posts a second of one burst: as the client took them in, or, for a sink, as the server wrote them. */
async function burst(role: Role, request: LoadRequest): Promise<number> {
  return withClient(role, request.channels, async (client) => {
    await server.ask('prepare', request);
    await client.ask('take');
    const began = performance.timeOrigin + performance.now();
    if (role === 'sink') return ((await server.ask('send')) as { postsPerSecond: number }).postsPerSecond;
    const [seen] = await Promise.all([client.ask('await', request.posts), server.ask('send')]);
    const { posts, lastMs } = seen as Seen;
    return (posts / (lastMs - began)) * 1000;
  });
}

async function throughput(): Promise<void> {
  const rows = [['posts a container', 'plain gramjs/s', 'collector/s', 'ratio', 'server alone/s']];
  for (const perContainer of CONTAINERS) {
    const request = { posts: BURST, channels: CHANNELS, perContainer };
    const rates: Record<Role, number[]> = { plain: [], collector: [], sink: [] };
    for (let i = 0; i < REPEATS; i += 1)
      for (const role of ['plain', 'collector', 'sink'] as const)
        rates[role].push(await burst(role, request));
    const [plain, collector, sink] = [spread(rates.plain), spread(rates.collector), spread(rates.sink)];
    const ratio = collector.median / plain.median;
    if (sink.median < SERVER_RATIO * Math.max(plain.median, collector.median))
      throw new Error(
        `the server writes only ${Math.round(sink.median)} posts/s: this run measures the server`,
      );
    if (ratio < GOAL_RATIO) misses.push(`${perContainer} a container: ${ratio.toFixed(2)} of plain gramjs`);
    rows.push([String(perContainer), said(plain), said(collector), ratio.toFixed(2), said(sink)]);
  }
  console.log(`\nTaken in, ${BURST} posts over ${CHANNELS} channels, median (least–most) of ${REPEATS}`);
  console.log(table(rows));
}

async function latencyOf(role: Role): Promise<{ p50: number; p99: number }> {
  return withClient(role, CHANNELS, async (client) => {
    await client.ask('take');
    const [seen] = await Promise.all([client.ask('await', LATENCY.posts), server.ask('paced', LATENCY)]);
    const delays = (seen as Seen).delaysMs.toSorted((a, b) => a - b);
    return { p50: quantile(delays, 0.5), p99: quantile(delays, 0.99) };
  });
}

async function latency(): Promise<void> {
  const rows = [['', 'p50 ms', 'p99 ms']];
  for (const role of ['plain', 'collector'] as const) {
    const runs: { p50: number; p99: number }[] = [];
    for (let i = 0; i < (isQuick ? 1 : 3); i += 1) runs.push(await latencyOf(role));
    const [p50, p99] = [spread(runs.map((run) => run.p50)), spread(runs.map((run) => run.p99))];
    if (role === 'collector' && p99.median >= GOAL_P99_MS) misses.push(`latency p99 ${said(p99)} ms`);
    rows.push([role, said(p50), said(p99)]);
  }
  console.log(`\nFrom push to queue at ${LATENCY.perSecond} posts/s, ${LATENCY.posts} posts`);
  console.log(table(rows));
}

async function catchUp(): Promise<void> {
  const rates: number[] = [];
  for (let i = 0; i < (isQuick ? 1 : 3); i += 1) {
    const client = await openClient('collector', CHANNELS, true);
    await client.ask('take');
    await server.ask('outage', { posts: OUTAGE_POSTS, channels: CHANNELS, perContainer: 1 });
    const { posts, firstMs, lastMs } = (await client.ask('await', OUTAGE_POSTS)) as Seen;
    rates.push((posts / (lastMs - firstMs)) * 1000);
    await client.end();
  }
  const rate: Spread = spread(rates);
  console.log(
    `\nCaught up after an outage, ${OUTAGE_POSTS} posts over ${CHANNELS} channels, at the collector's own`,
  );
  console.log(`polite pace: ${said(rate)} posts/s`);
}

async function memory(): Promise<void> {
  const request = { posts: PART, channels: MANY_CHANNELS, perContainer: 10 };
  const megabytes: number[] = [];
  await withClient('collector', MANY_CHANNELS, async (client) => {
    for (let done = 0; done < MEMORY_POSTS; done += PART) {
      await server.ask('prepare', request);
      const [seen] = await Promise.all([client.ask('await', PART), server.ask('send')]);
      megabytes.push((seen as Seen).rssBytes / 1024 ** 2);
    }
  });
  const mark = (part: number): string =>
    `${Math.round(megabytes[Math.ceil(megabytes.length * part) - 1] ?? 0)}`;
  const most = Math.max(...megabytes);
  if (most >= GOAL_RSS_MB) misses.push(`memory ${Math.round(most)} MB`);
  console.log(
    `\nMemory (RSS) of the collector over ${MEMORY_POSTS} posts and ${MANY_CHANNELS} channels: after a tenth`,
  );
  console.log(`${mark(0.1)} MB, half ${mark(0.5)} MB, all ${mark(1)} MB, most ${Math.round(most)} MB`);
}

const PARTS = { throughput, latency, 'catch-up': catchUp, memory } as const;

async function main(): Promise<number> {
  const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  for (const [name, run] of Object.entries(PARTS))
    if (named.length === 0 || named.includes(name)) await run();
  if (misses.length > 0) console.log(`\nBelow the goal: ${misses.join('; ')}.`);
  return misses.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} finally {
  await server.end();
}
