import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Source } from '../../src/domain/source.ts';
import type { DetectBatch } from '../../src/ports/job-queue.ts';
import { startBackfill } from '../../src/steps/start-backfill.ts';
import { aChannel, aWord, batch, detect, offer, openFlow, post, staff } from './flow-bench.ts';

const flow = await openFlow();
const analyst = await staff(flow, 'analyst', 'Талдаушы');
const supervisor = await staff(flow, 'supervisor', 'Жетекші');

function changes(source: Source, change: Partial<DetectBatch>): DetectBatch {
  return batch(source, change.posts ?? [], { interval: null, ...change });
}

function gone(source: Source, ...ids: readonly number[]): DetectBatch {
  const seenAt = flow.clock.now().toISOString();
  const deletions = ids.map((messageId) => ({ sourceId: source.id, messageId, seenAt }));
  return changes(source, { deletions });
}

async function textOf(source: Source, messageId: number): Promise<string | undefined> {
  return (await flow.memory.read.posts.latest(source.id, messageId))?.maskedText;
}

async function toldOf(
  kind: string,
): Promise<readonly { readonly person: number; readonly params: unknown }[]> {
  const rows = await flow.sql`select person_id, params from notices where kind = ${kind} order by id`;
  return rows.map((row) => ({ person: Number(row['person_id']), params: row['params'] as unknown }));
}

async function reportOf(source: Source) {
  const report = (await flow.memory.read.sources.report()).find((row) => row.source.id === source.id);
  assert.ok(report !== undefined);
  return report;
}

describe('of two versions', () => {
  test('of one second the one that was read later is the last, whichever is committed first', async () => {
    const source = await aChannel(flow);
    const at = { editedAt: '2026-11-24T03:20:00Z' };
    const text = offer(aWord());
    const first = changes(source, { posts: [post(source, 1, `${text} бірінші`, at)], order: 7 });
    const second = changes(source, { posts: [post(source, 1, `${text} екінші`, at)], order: 8 });
    await detect(flow, second);
    await detect(flow, first);

    assert.match((await textOf(source, 1)) ?? '', /екінші$/u);
  });

  test('the one of the past never takes the place of what was seen', async () => {
    const source = await aChannel(flow);
    const text = offer(aWord());
    await detect(flow, batch(source, [post(source, 1, `${text} жаңа`)], { order: 3 }));
    await detect(flow, changes(source, { posts: [post(source, 1, `${text} ескі`)] }));

    assert.match((await textOf(source, 1)) ?? '', /жаңа$/u);
  });

  test('a text that came back by a later edit is not undone by the edit between', async () => {
    const source = await aChannel(flow);
    const text = offer(aWord());
    const edit = (of: string, minute: number): DetectBatch =>
      changes(source, {
        posts: [post(source, 1, of, { editedAt: `2026-11-24T03:${minute}:00Z` })],
        order: minute,
      });
    await detect(flow, batch(source, [post(source, 1, text)], { order: 1 }));
    await detect(flow, edit(text, 30));
    await detect(flow, edit(`${text} ортасы`, 20));

    assert.equal(await textOf(source, 1), text);
  });
});

describe('an album', () => {
  const parts = (source: Source, ids: readonly number[], text: string, change = {}) =>
    post(source, ids[0] ?? 0, text, { parts: ids, ...change });

  test('keeps the id of its first part when that part is gone, and is gone with its last part', async () => {
    const source = await aChannel(flow);
    const text = offer(aWord());
    await detect(flow, batch(source, [parts(source, [5, 6, 7], text)], { order: 1 }));
    await detect(flow, gone(source, 5));
    await detect(flow, changes(source, { posts: [parts(source, [6, 7], `${text} қысқа`)], order: 2 }));
    await detect(flow, changes(source, { posts: [parts(source, [6, 7], `${text} қысқа`)], order: 3 }));

    const versions = await flow.sql`select message_id, version, deleted_seen_at from posts
      where source_id = ${source.id} order by version`;
    assert.deepEqual(
      versions.map((row) => [Number(row['message_id']), row['version'], row['deleted_seen_at']]),
      [
        [5, 1, null],
        [5, 2, null],
      ],
    );
    const [row] =
      await flow.sql`select sum(posts)::int as posts from source_days where source_id = ${source.id}`;
    assert.equal(row?.['posts'], 1);

    await detect(flow, gone(source, 6, 7));
    assert.ok((await flow.memory.read.posts.latest(source.id, 5))?.deletedSeenAt !== null);
  });
});

describe('a deletion', () => {
  test('that comes before its post marks the post when it comes', async () => {
    const source = await aChannel(flow);
    await detect(flow, gone(source, 3));
    await detect(flow, batch(source, [post(source, 3, offer(aWord()))]));

    const stored = await flow.memory.read.posts.latest(source.id, 3);
    assert.deepEqual(stored?.deletedSeenAt, flow.clock.now());
    assert.deepEqual(stored?.lastSeenAt, stored?.publishedAt, 'it was there when it was published');
  });

  test('is told once to the analyst who holds the finding', async () => {
    const source = await aChannel(flow);
    await detect(flow, batch(source, [post(source, 1, offer(aWord()))]));
    const findingId = await flow.memory.read.findings.ofMessage(source.id, 1);
    await flow.sql`update findings set claimed_by = ${analyst.id}, claimed_until = ${new Date(flow.clock.now().getTime() + 60_000)}
      where id = ${findingId}`;
    await detect(flow, gone(source, 1));
    await detect(flow, gone(source, 1));

    assert.deepEqual(await toldOf('deleted'), [{ person: analyst.id, params: { findingId } }]);
  });

  test('of a whole channel is one notice, which counts when it is sent', async () => {
    const source = await aChannel(flow);
    const posts = Array.from({ length: 12 }, (_, at) =>
      post(source, at + 1, at < 4 ? offer(aWord()) : `Пост ${at}`),
    );
    await detect(flow, batch(source, posts));
    await detect(flow, gone(source, 1, 2, 5, 6, 7, 8));
    await detect(flow, gone(source, 3, 4, 9, 10, 11, 12));

    const told = (await toldOf('deleted_many')).filter(({ person }) => person === supervisor.id);
    const [notice, ...others] = told;
    assert.ok(notice !== undefined && others.length === 0, 'one notice');
    const since = new Date((notice.params as { since: string }).since);
    assert.deepEqual(await flow.memory.read.posts.goneSince(source.id, since), { messages: 12, findings: 4 });
    assert.deepEqual(
      await flow.memory.read.notices
        .unsent(100)
        .then((all) => all.filter(({ kind }) => kind === 'deleted_many')),
      [],
    );
  });
});

describe('ids that did not come', () => {
  test('are asked for, and settled in whatever order it is committed', async () => {
    const source = await aChannel(flow);
    await detect(
      flow,
      batch(source, [post(source, 10, 'Пост')], {
        interval: { from: 1, to: 10 },
        missing: [{ from: 1, to: 9 }],
      }),
    );
    await detect(
      flow,
      changes(source, {
        posts: [post(source, 4, 'Кешіккен')],
        settled: [
          { from: 4, to: 4, how: 'filled' },
          { from: 5, to: 8, how: 'gone' },
        ],
      }),
    );
    await detect(flow, changes(source, { settled: [{ from: 20, to: 21, how: 'gone' }] }));
    await detect(
      flow,
      batch(source, [post(source, 22, 'Пост 22')], {
        interval: { from: 11, to: 22 },
        missing: [{ from: 20, to: 21 }],
      }),
    );

    assert.deepEqual((await reportOf(source)).missing, { filled: 1, gone: 6, open: 4 });
    const open = await flow.memory.read.sources.openMissing(source.id, 10);
    assert.deepEqual(
      open.map(({ from, to }) => [from, to]),
      [
        [1, 3],
        [9, 9],
      ],
    );
  });

  test('are a deletion where the post was seen before, and no hole', async () => {
    const source = await aChannel(flow);
    await detect(flow, changes(source, { posts: [post(source, 2, offer(aWord()))] }));
    await detect(
      flow,
      batch(source, [post(source, 3, 'Пост')], {
        interval: { from: 1, to: 3 },
        missing: [{ from: 1, to: 2 }],
      }),
    );
    await detect(flow, changes(source, { settled: [{ from: 1, to: 2, how: 'gone' }] }));

    assert.ok((await flow.memory.read.posts.latest(source.id, 2))?.deletedSeenAt !== null);
    assert.deepEqual((await reportOf(source)).missing, { filled: 0, gone: 1, open: 0 });
  });
});

test('events are committed like ids: the end of their run, and a stale epoch moves nothing', async () => {
  const source = await aChannel(flow);
  await flow.sql`update sources set pts = 100 where id = ${source.id}`;
  await detect(flow, changes(source, { events: { from: 111, to: 120 } }));
  assert.equal((await flow.memory.read.sources.get(source.id)).pts, 100);
  await detect(flow, changes(source, { events: { from: 101, to: 110 } }));
  assert.equal((await flow.memory.read.sources.get(source.id)).pts, 120);
  await flow.memory.transaction((tx) => tx.sources.beginEpoch(source.id));
  await detect(flow, changes(source, { events: { from: 121, to: 130 } }));
  assert.equal((await flow.memory.read.sources.get(source.id)).pts, 120);
});

test('a backfill ends where the position was, counts by itself, and is done in any order of its parts', async () => {
  const source = await aChannel(flow);
  await detect(flow, batch(source, [post(source, 6, 'Пост 6')], { interval: { from: 1, to: 6 } }));
  const { backfill } = await startBackfill(flow.needs, source.id, new Date('2026-01-01T00:00:00Z'));
  const again = await startBackfill(flow.needs, source.id, new Date('2026-02-01T00:00:00Z'));
  assert.deepEqual([backfill.toId, again.added, again.backfill.id], [6, false, backfill.id]);
  await flow.memory.transaction((tx) => tx.sources.beginBackfill(backfill.id, 2));
  const part = (from: number, to: number): DetectBatch =>
    changes(source, {
      posts: [post(source, to, `Бұрынғы ${to}`)],
      backfill: { backfillId: backfill.id, from, to },
    });
  await detect(flow, part(4, 6));
  await detect(flow, part(4, 6));
  assert.equal((await flow.memory.read.sources.backfill(backfill.id)).position, 1);
  await detect(flow, part(2, 3));

  const done = await flow.memory.read.sources.backfill(backfill.id);
  assert.deepEqual(
    [done.state, done.position, done.posts],
    ['done', 6, 1],
    'what was seen already is not counted',
  );
  assert.equal((await reportOf(source)).postsToday, 1);
});
