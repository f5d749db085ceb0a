import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { connectMemory } from '../../drizzle/connect.ts';
import { RetryableError } from '../../src/domain/failure.ts';
import type { Tx } from '../../src/ports/memory.ts';
import { buryJob } from '../../src/steps/bury-job.ts';
import { capturePost } from '../../src/steps/capture-post.ts';
import { detectBatch } from '../../src/steps/detect-batch.ts';
import { until } from '../support/until.ts';
import { aChannel, aWord, batch, offer, openFlow, post, staff } from './flow-bench.ts';

const flow = await openFlow();
const line = await openLine(new URL(flow.bench.url));
const address = new URL(flow.bench.url);
address.port = String(line.port);
const memory = await connectMemory({ url: address.href, clock: flow.clock, poolMax: 2 });
after(async () => {
  await memory.close();
  line.cut();
});
const needs = { ...flow.needs, memory };
/** The same, but the line is cut when all work of a transaction is done, just before its commit. */
const losing = {
  ...needs,
  memory: {
    ...memory,
    transaction: <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
      memory.transaction(async (tx) => {
        const result = await work(tx);
        line.cut();
        await until(noTransaction, { what: 'the database sees that the line is cut' });
        return result;
      }),
  },
};

async function noTransaction(): Promise<boolean> {
  const rows = await flow.sql`select 1 from pg_stat_activity
    where datname = current_database() and state like 'idle in transaction%'`;
  return rows.length === 0;
}

/** A line to the database that can be cut, after which nobody answers there, and mended. */
async function openLine(to: URL) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => [near, far].forEach((end) => end.destroy()));
    }
    near.pipe(far).pipe(near);
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const cut = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return { port, cut, mend: () => listen(port) };
}

async function rowsOf(sourceId: number): Promise<readonly number[]> {
  const [row] = await flow.sql`select
    (select count(*) from seen_posts where source_id = ${sourceId})::int as seen,
    (select count(*) from posts where source_id = ${sourceId})::int as posts,
    (select count(*) from occurrences where source_id = ${sourceId})::int as occurrences,
    (select count(*) from source_days where source_id = ${sourceId})::int as days,
    (select position from sources where id = ${sourceId})::int as position`;
  return Object.values(row ?? {}).map(Number);
}

test('a batch that meets a lost database may be tried again, and nothing of it is half done', async () => {
  const source = await aChannel(flow);
  const of = batch(source, [post(source, 1, offer(aWord())), post(source, 2, 'Доброе утро')]);
  await assert.rejects(detectBatch(losing, of, true), RetryableError);
  await assert.rejects(
    detectBatch(needs, of, true),
    RetryableError,
    'while it is away, even at the last try',
  );
  assert.deepEqual(await rowsOf(source.id), [0, 0, 0, 0, 0]);
  assert.deepEqual(await flow.memory.read.deadLetters.list(10), [], 'a lost database makes no hole');

  await line.mend();
  await until(() => detectBatch(needs, of, true).then(() => true), { what: 'the database is there again' });

  assert.deepEqual(await rowsOf(source.id), [2, 1, 1, 1, 2]);
});

test('a capture that meets a lost database keeps the finding unlocked for the next try', async () => {
  const source = await aChannel(flow);
  await detectBatch(flow.needs, batch(source, [post(source, 1, offer(aWord()))]), true);
  const findingId = await flow.memory.read.findings.ofMessage(source.id, 1);
  assert.ok(findingId !== null);
  const { firstPostId } = await flow.memory.read.findings.get(findingId);
  await assert.rejects(capturePost(losing, { findingId, postId: firstPostId }, false), RetryableError);
  await line.mend();
  assert.equal(await flow.memory.read.evidence.ofPost(firstPostId), null);

  await until(() => capturePost(needs, { findingId, postId: firstPostId }, false).then(() => true), {
    what: 'the next try',
  });

  const sets = await flow.memory.read.evidence.ofFinding(findingId);
  assert.equal(sets.length, 1);
  assert.equal((await flow.memory.read.findings.get(findingId)).captureProblem, null);
});

test('a job that is given up is noted by its address, and the administrators are told', async () => {
  const admin = await staff(flow, 'admin', 'Әкімші');
  const source = await aChannel(flow);
  const payload = batch(source, [post(source, 1, 'құпиясөз')]);
  await buryJob(flow.needs, {
    name: 'detect',
    key: 'detect-9',
    payload,
    reason: 'unexpected_error: TypeError',
  });
  await buryJob(flow.needs, { name: 'tell', key: 'tell-1', payload: { noticeId: 1 }, reason: 'bad_answer' });

  const letters = await flow.memory.read.deadLetters.list(10);
  assert.deepEqual(letters.map(({ address: at }) => at).sort(), [
    'noticeId:1',
    `source:${source.id} message:1`,
  ]);
  const report = (await flow.memory.read.sources.report()).find((row) => row.source.id === source.id);
  assert.equal(report?.deadLetters, 1);
  assert.doesNotMatch(JSON.stringify(letters), /құпиясөз/u);
  const told = await flow.sql`select person_id from notices where params ->> 'reason' = 'job_given_up'`;
  assert.deepEqual(
    told.map((row) => row['person_id']),
    [admin.id],
  );
});
