import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DetectBatch } from '../../src/ports/job-queue.ts';
import type { Detector } from '../../src/ports/detector.ts';
import { detectBatch } from '../../src/steps/detect-batch.ts';
import { openPost } from '../../src/steps/capture-post.ts';
import { until } from '../support/until.ts';
import {
  aChannel,
  assertReplay,
  aWord,
  batch,
  clearOutbox,
  detect,
  jobsOf,
  offer,
  openFlow,
  openQueue,
  post,
} from './flow-bench.ts';
import { everywhere } from './search-database.ts';

const ORDINARY = 'Завтра в Алматы ожидается снег, дорожные службы просят быть внимательными. Слово: қарбалас';

const flow = await openFlow();

async function findingOf(sourceId: number, messageId: number): Promise<number> {
  const id = await flow.memory.read.findings.ofMessage(sourceId, messageId);
  assert.ok(id !== null, `message ${messageId} belongs to a finding`);
  return id;
}

async function countOf(sourceId: number): Promise<readonly [number, number]> {
  const [row] = await flow.sql`select sum(posts)::int as posts, sum(suspicious)::int as suspicious
    from source_days where source_id = ${sourceId}`;
  return [Number(row?.['posts'] ?? 0), Number(row?.['suspicious'] ?? 0)];
}

async function positionOf(sourceId: number): Promise<number> {
  return (await flow.memory.read.sources.get(sourceId)).position;
}

describe('ordinary posts', () => {
  test('leave counters and a keyed hash, and no text anywhere in the database, the queue on it included', async () => {
    const source = await aChannel(flow);
    const queue = await openQueue(flow);
    const posts = [1, 2, 3].map((id) => post(source, id, `${ORDINARY} ${id}`, { author: 'Қарбалас Ә.' }));
    await queue.add([{ name: 'detect', key: 'detect-ordinary', payload: batch(source, posts) }]);
    assert.ok(
      (await everywhere(flow.sql, 'қарбалас')).length > 0,
      'the search sees a post that waits in the queue',
    );
    await queue.start({ detect: (of) => detectBatch(flow.needs, of, true) });
    await until(async () => (await positionOf(source.id)) === 3, { what: 'the batch is committed' });
    await until(async () => (await everywhere(flow.sql, 'қарбалас')).length === 0, {
      what: 'no text is left',
    });

    assert.deepEqual(await countOf(source.id), [3, 0]);
    const rows = await flow.sql`select hash from seen_posts where source_id = ${source.id}`;
    assert.equal(new Set(rows.map((row) => String(row['hash']))).size, 3);
    assert.match(String(rows[0]?.['hash']), /^[0-9a-f]{64}$/u);
    assert.equal(await flow.memory.read.findings.ofMessage(source.id, 1), null);
  });

  test('of the past, as an import brings them, do not count among those of today', async () => {
    const source = await aChannel(flow);
    await detect(flow, batch(source, [post(source, 1, 'Ауа райы')], { interval: null, isPast: true }));

    const counted = await flow.sql`select posts from source_days where source_id = ${source.id}`;
    assert.equal(counted.length, 0);
    const seen = await flow.memory.read.posts.seen(source.id, [1]);
    assert.ok(seen.has(1));
  });

  test('are ignored when an edit changes nothing visible', async () => {
    const source = await aChannel(flow);
    await detect(flow, batch(source, [post(source, 1, ORDINARY)]));
    await detect(
      flow,
      batch(source, [post(source, 1, ORDINARY, { views: 5000, editedAt: '2026-11-24T03:30:00Z' })], {
        interval: null,
      }),
    );

    assert.deepEqual(await countOf(source.id), [1, 0]);
  });

  test('open a finding when they are edited into an offer', async () => {
    const source = await aChannel(flow);
    await detect(flow, batch(source, [post(source, 1, 'Доброе утро, подписчики')]));
    const edited = post(source, 1, offer(aWord()), { editedAt: '2026-11-24T03:30:00Z' });
    await detect(flow, batch(source, [edited], { interval: null }));

    const finding = await flow.memory.read.findings.get(await findingOf(source.id, 1));
    assert.equal(finding.state, 'new');
    assert.deepEqual(await countOf(source.id), [1, 0], 'a message is counted once');
    assert.equal(await positionOf(source.id), 1, 'an edit moves no position');
  });
});

describe('a suspicious post', () => {
  test('opens one finding, with its capture job, decision and audit rows', async () => {
    const source = await aChannel(flow);
    const word = aWord();
    await clearOutbox(flow);
    await detect(
      flow,
      batch(source, [post(source, 1, ORDINARY), post(source, 2, offer(word)), post(source, 3, ORDINARY)]),
    );

    const id = await findingOf(source.id, 2);
    const finding = await flow.memory.read.findings.get(id);
    assert.deepEqual([finding.state, finding.category, finding.occurrences], ['new', 'gambling', 1]);
    const jobs = await jobsOf(flow, 'capture');
    assert.deepEqual(
      jobs.map((job) => job.payload),
      [{ findingId: id, postId: finding.firstPostId }],
    );
    const decisions = await flow.memory.read.findings.decisions(id);
    assert.deepEqual(
      decisions.map(({ verb, from, to, by }) => [verb, from, to, by.kind]),
      [['open', null, 'new', 'system']],
    );
    const rows = await flow.sql`select details from audit_events
      where action = 'finding.opened' and subject = ${`finding:${id}`}`;
    assert.deepEqual(
      rows.map(({ details }) => details),
      [{ post: finding.firstPostId, rules: finding.rulesVersion }],
    );
    assert.deepEqual(await countOf(source.id), [3, 1]);
  });

  test('is kept sealed: the database holds its masked text, and only the key opens the whole', async () => {
    const source = await aChannel(flow);
    const text = `${offer(aWord())} Звоните +7 701 555 01 02`;
    await detect(flow, batch(source, [post(source, 1, text, { author: 'Ержан Тестов' })]));

    const finding = await flow.memory.read.findings.get(await findingOf(source.id, 1));
    const stored = await flow.memory.read.posts.get(finding.firstPostId);
    assert.ok(!stored.maskedText.includes('555 01 02'), stored.maskedText);
    assert.deepEqual(await everywhere(flow.sql, '701 555 01 02'), []);
    assert.deepEqual(await everywhere(flow.sql, 'Ержан Тестов'), []);
    assert.equal(openPost(flow.needs, stored).text, text);
  });

  test('has the effect of once when its batch comes twice, also at the same time', async () => {
    const source = await aChannel(flow);
    const same = batch(source, [post(source, 1, ORDINARY), post(source, 2, offer(aWord()))]);
    await Promise.all([detect(flow, same), detect(flow, same)]);
    await detect(flow, same);

    const id = await findingOf(source.id, 2);
    assert.deepEqual(await countOf(source.id), [2, 1]);
    assert.equal((await flow.memory.read.findings.decisions(id)).length, 1);
    const versions = await flow.sql`select id from posts where source_id = ${source.id}`;
    assert.equal(versions.length, 1);
  });

  test('gets a version and a capture by an edit, and none by an edit that changes nothing visible', async () => {
    const source = await aChannel(flow);
    const text = offer(aWord());
    await detect(flow, batch(source, [post(source, 1, text)]));
    await clearOutbox(flow);
    const edit = (of: string, at: string): DetectBatch =>
      batch(source, [post(source, 1, of, { editedAt: at })], { interval: null });
    await detect(flow, edit(text, '2026-11-24T03:10:00Z'));
    assert.deepEqual(await jobsOf(flow, 'capture'), []);

    await detect(flow, edit(`${text} Новый промокод!`, '2026-11-24T03:20:00Z'));
    await detect(flow, edit('Пост удалён по просьбе рекламодателя', '2026-11-24T03:30:00Z'));

    const latest = await flow.memory.read.posts.latest(source.id, 1);
    assert.equal(latest?.version, 3);
    assert.equal(latest?.maskedText, 'Пост удалён по просьбе рекламодателя');
    assert.equal((await jobsOf(flow, 'capture')).length, 2);
    const finding = await flow.memory.read.findings.get(await findingOf(source.id, 1));
    assert.equal(finding.occurrences, 1);
  });

  test('keeps its newest version when an older one overtakes it late', async () => {
    const source = await aChannel(flow);
    const text = offer(aWord());
    const edited = post(source, 1, `${text} Исправлено`, { editedAt: '2026-11-24T03:20:00Z' });
    await detect(flow, batch(source, [edited], { interval: null }));
    await detect(flow, batch(source, [post(source, 1, text)]));

    const latest = await flow.memory.read.posts.latest(source.id, 1);
    assert.match(latest?.maskedText ?? '', /Исправлено$/u);
  });

  test('is marked when it is deleted, and the finding stays', async () => {
    const source = await aChannel(flow);
    await detect(flow, batch(source, [post(source, 1, offer(aWord()))]));
    const deletion = { sourceId: source.id, messageId: 1, seenAt: '2026-11-24T03:50:00Z' };
    await detect(flow, batch(source, [], { interval: null, deletions: [deletion] }));

    const stored = await flow.memory.read.posts.latest(source.id, 1);
    assert.deepEqual(stored?.deletedSeenAt, new Date(deletion.seenAt));
    assert.equal((await flow.memory.read.findings.get(await findingOf(source.id, 1))).state, 'new');
  });
});

describe('the position read', () => {
  test('is the end of the contiguous run when batches arrive out of order', async () => {
    const source = await aChannel(flow);
    const of = (from: number, to: number): DetectBatch =>
      batch(source, [post(source, to, `${ORDINARY} ${to}`)], { interval: { from, to } });
    await detect(flow, of(11, 20));
    assert.equal(await positionOf(source.id), 0);
    await detect(flow, of(31, 40));
    await detect(flow, of(1, 10));
    assert.equal(await positionOf(source.id), 20);
    await detect(flow, of(21, 30));

    assert.equal(await positionOf(source.id), 40);
  });

  test('does not move by a batch of an older epoch, whose findings are kept', async () => {
    const source = await aChannel(flow);
    await flow.memory.transaction((tx) => tx.sources.beginEpoch(source.id));
    await detect(flow, batch(source, [post(source, 1, offer(aWord()))]));

    assert.equal(await positionOf(source.id), 0);
    assert.ok((await findingOf(source.id, 1)) > 0);
  });
});

describe('a poison post', () => {
  const poisoned = (): Detector => ({
    ...flow.needs.detector,
    detect: (input) => {
      if (input.text.includes('отравлен')) throw new TypeError(`cannot read "${input.text}"`);
      return flow.needs.detector.detect(input);
    },
    sign: (text) => flow.needs.detector.sign(text),
    similarity: (a, b) => flow.needs.detector.similarity(a, b),
  });

  test('is split out, its neighbours are kept at the first try, and the last try commits it as a reported hole', async () => {
    const source = await aChannel(flow);
    const needs = { ...flow.needs, detector: poisoned() };
    const posts = [
      post(source, 1, ORDINARY),
      post(source, 2, offer(aWord())),
      post(source, 3, 'Текст отравлен шестиглавцем'),
      post(source, 4, ORDINARY),
      post(source, 5, offer(aWord())),
    ];
    const of = batch(source, posts, { interval: { from: 1, to: 9 } });
    await assert.rejects(detectBatch(needs, of, false), TypeError);
    assert.ok((await findingOf(source.id, 2)) > 0);
    assert.ok((await findingOf(source.id, 5)) > 0, 'the neighbour behind it does not wait');
    assert.equal(await positionOf(source.id), 2, 'nothing is passed by yet');

    await detectBatch(needs, of, true);

    assert.equal(await positionOf(source.id), 9);
    assert.deepEqual(await countOf(source.id), [4, 2]);
    const report = (await flow.memory.read.sources.report()).find((row) => row.source.id === source.id);
    assert.deepEqual([report?.holes, report?.deadLetters], [1, 1]);
    const [letter] = await flow.memory.read.deadLetters.list(1);
    assert.equal(letter?.address, `source:${source.id} message:3`);
    assert.equal(letter?.reason, 'unexpected_error: TypeError');
    assert.deepEqual(await everywhere(flow.sql, 'шестиглавцем'), []);
  });

  test('that comes as an edit stalls nothing either', async () => {
    const source = await aChannel(flow);
    const needs = { ...flow.needs, detector: poisoned() };
    await detectBatch(needs, batch(source, [post(source, 7, 'отравлен')], { interval: null }), true);

    const [letter] = await flow.memory.read.deadLetters.list(1);
    assert.equal(letter?.address, `source:${source.id} message:7`);
    assert.equal(await positionOf(source.id), 0);
  });
});

test('replaying the decisions arrives at the state of every finding', async () => {
  await assertReplay(flow);
});
