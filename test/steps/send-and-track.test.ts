import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, test } from 'node:test';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import { MoveRefusedError } from '../../src/domain/moves.ts';
import { approveMeasure } from '../../src/steps/approve-measure.ts';
import { dispatchMeasure } from '../../src/steps/dispatch-measure.ts';
import { moveOutbox } from '../../src/steps/move-outbox.ts';
import { readMeasure } from '../../src/steps/read-card.ts';
import { resumeWork } from '../../src/steps/resume-work.ts';
import { amendMeasure, submitMeasure } from '../../src/steps/submit-measure.ts';
import { trackMeasure } from '../../src/steps/track-measure.ts';
import type { Measure } from '../../src/domain/measure.ts';
import { until } from '../support/until.ts';
import { assertReplay, clearOutbox, openFlow, openQueue, pass, staff } from './flow-bench.ts';
import { anApproved, anOffice, press } from './measure-bench.ts';

const flow = await openFlow();
const office = await anOffice(flow);
const { analyst, supervisor } = office;
const admin = await staff(flow, 'admin', 'Әкімші');
const { needs, authority } = flow;

afterEach(() => authority.faults.clear());

const permanent = (reason: string) => (error: unknown) =>
  error instanceof PermanentError && error.reason === reason;
const measureNow = (id: number): Promise<Measure> => flow.memory.read.measures.get(id);
const recordsOf = (measure: Measure) =>
  authority.desk
    .list()
    .filter((entry) => entry.notification.header.outgoingNumber === measure.outgoingNumber);

async function noticesOf(measureId: number, kind: string): Promise<readonly unknown[]> {
  const rows = await flow.sql`select person_id from notices where kind = ${kind}
    and params ->> 'measureId' = ${String(measureId)} order by person_id`;
  return rows.map((row) => row['person_id']);
}

/** A notification that the addressee has. */
async function aReceived(): Promise<Measure> {
  const { measure } = await anApproved(flow, office);
  await dispatchMeasure(needs, measure.id);
  return await measureNow(measure.id);
}

describe('sending', () => {
  test('leaves one record at the addressee when the reply is lost and the job runs again, and again', async () => {
    const { measure } = await anApproved(flow, office);
    authority.faults.add({ kind: 'lose_reply' });
    await assert.rejects(dispatchMeasure(needs, measure.id), RetryableError);
    assert.equal((await measureNow(measure.id)).state, 'approved');
    await dispatchMeasure(needs, measure.id);
    await dispatchMeasure(needs, measure.id);

    const [record, ...more] = recordsOf(measure);
    assert.deepEqual(more, []);
    assert.equal(record?.signature, 'verified');
    const sent = await measureNow(measure.id);
    assert.deepEqual([sent.state, sent.authorityId, sent.sentAt], ['received', record?.id, flow.clock.now()]);
    assert.deepEqual(await noticesOf(measure.id, 'received'), [analyst.id, supervisor.id]);
  });

  test('that came back for completion is a draft again with the fields as comment; a second approval sends anew', async () => {
    const { measure } = await anApproved(flow, office);
    authority.faults.add({
      kind: 'incomplete',
      errors: [{ field: 'lawfulness.article', message: 'нет такой статьи' }],
    });
    await dispatchMeasure(needs, measure.id);
    const back = await measureNow(measure.id);
    assert.deepEqual([back.state, back.returnComment], ['draft', 'lawfulness.article: нет такой статьи']);
    assert.deepEqual(await noticesOf(measure.id, 'incomplete'), [analyst.id]);

    await submitMeasure(needs, analyst, await press(flow, measure.id));
    const { measure: again } = await approveMeasure(needs, supervisor, await press(flow, measure.id));
    await dispatchMeasure(needs, measure.id);

    assert.notEqual(again.idempotencyKey, measure.idempotencyKey);
    assert.notEqual(again.outgoingNumber, measure.outgoingNumber);
    assert.equal(recordsOf(again).length, 1);
    assert.equal((await measureNow(measure.id)).state, 'received');
  });

  test('that is refused as a stranger alarms supervisors and administrators once, and goes out by itself when the key is put right', async () => {
    const { measure } = await anApproved(flow, office);
    await clearOutbox(flow);
    const stranger = { ...needs, authority: flow.gateway('other-token') };
    await assert.rejects(dispatchMeasure(stranger, measure.id), permanent('authority_refused_us'));
    await assert.rejects(dispatchMeasure(stranger, measure.id), permanent('authority_refused_us'));
    assert.equal((await measureNow(measure.id)).state, 'approved');
    assert.deepEqual(
      await noticesOf(measure.id, 'alarm'),
      [supervisor.id, admin.id].sort((a, b) => a - b),
    );

    const queue = await openQueue(flow);
    await queue.start({ dispatch: (job) => dispatchMeasure(needs, job.measureId) });
    await resumeWork({ ...needs, queue });
    await until(async () => (await measureNow(measure.id)).state === 'received', {
      what: 'the notification is sent',
    });

    assert.equal(recordsOf(measure).length, 1);
  });

  test('waits as long as a busy addressee asks', async () => {
    const { measure } = await anApproved(flow, office);
    authority.faults.add({ kind: 'refuse', status: 503, retryAfter: '120' });
    await assert.rejects(
      dispatchMeasure(needs, measure.id),
      (error) => error instanceof RetryableError && error.retryAfterMs === 120_000,
    );

    assert.deepEqual(await noticesOf(measure.id, 'alarm'), []);
    assert.equal((await measureNow(measure.id)).state, 'approved');
  });

  test('stops with an alarm that names the reason when an attachment is not on the disk', async () => {
    const { measure } = await anApproved(flow, office);
    const [file] = (await flow.memory.read.measures.parcel(measure.id))?.attachments ?? [];
    assert.ok(file !== undefined);
    const bytes = await needs.files.get(file.sha256);
    await rm(path.join(flow.folder, file.sha256.slice(0, 2), file.sha256));
    await assert.rejects(dispatchMeasure(needs, measure.id), permanent('evidence_missing'));
    await needs.files.put(bytes);

    const [row] = await flow.sql`select params from notices where kind = 'alarm' and person_id = ${admin.id}
      and params ->> 'measureId' = ${String(measure.id)}`;
    assert.equal((row?.['params'] as { reason?: string } | undefined)?.reason, 'evidence_missing');
    assert.deepEqual(recordsOf(measure), []);
  });
});

describe('the outcome', () => {
  test('is recorded once, and its change too, and both are told', async () => {
    const { id, authorityId } = await aReceived();
    await trackMeasure(needs, id);
    assert.equal((await measureNow(id)).state, 'received', 'no answer yet');
    authority.desk.setOutcome(authorityId ?? '', 1, {
      outcome: 'in_processing',
      comment: 'Письмо платформе',
    });
    await trackMeasure(needs, id);
    await trackMeasure(needs, id);
    pass(flow, 1);
    authority.desk.setOutcome(authorityId ?? '', 1, {
      outcome: 'blocked',
      prescription: { number: '25-7', date: '2026-11-24' },
    });
    await trackMeasure(needs, id);

    const measure = await measureNow(id);
    assert.deepEqual(
      [measure.state, measure.outcome, measure.prescription?.number],
      ['outcome', 'blocked', '25-7'],
    );
    const outcomes = (await flow.memory.read.findings.decisions(measure.findingId)).filter(
      ({ verb }) => verb === 'outcome',
    );
    assert.deepEqual(
      outcomes.map(({ reason }) => reason),
      ['in_processing', 'blocked'],
    );
    assert.deepEqual(await noticesOf(id, 'outcome'), [analyst.id, analyst.id, supervisor.id, supervisor.id]);
  });

  test('is settled after a day, and the finding closes with its last measure', async () => {
    const { id, authorityId, findingId } = await aReceived();
    authority.desk.setOutcome(authorityId ?? '', 1, { outcome: 'unavailable' });
    await trackMeasure(needs, id);
    pass(flow, 23.9);
    await trackMeasure(needs, id);
    assert.equal((await measureNow(id)).state, 'outcome');

    pass(flow, 0.1);
    await trackMeasure(needs, id);
    await trackMeasure(needs, id);

    assert.equal((await measureNow(id)).state, 'closed');
    assert.equal((await flow.memory.read.findings.get(findingId)).state, 'closed');
  });

  test('that is still in processing is asked for again, however long it takes', async () => {
    const { id, authorityId } = await aReceived();
    authority.desk.setOutcome(authorityId ?? '', 1, { outcome: 'in_processing' });
    await trackMeasure(needs, id);
    pass(flow, 24 * 30);
    await clearOutbox(flow);
    await trackMeasure(needs, id);

    assert.equal((await measureNow(id)).state, 'outcome');
    const [next] = await flow.sql`select key, due_at from outbox where name = 'track'`;
    assert.deepEqual(
      [next?.['key'], Number(next?.['due_at'])],
      [`track-${id}`, flow.clock.now().getTime() + 60_000],
    );
  });

  test('of a returned notification lets its author amend it, and the answer to the new one is a new answer', async () => {
    const { id, authorityId } = await aReceived();
    const returned = { outcome: 'returned', comment: 'Нет снимка комментария' } as const;
    authority.desk.setOutcome(authorityId ?? '', 1, returned);
    await trackMeasure(needs, id);
    assert.ok((await readMeasure(needs, analyst, id)).verbs.includes('amend'));
    const { measure: draft } = await amendMeasure(needs, analyst, await press(flow, id));
    assert.deepEqual(
      [draft.state, draft.outcome, draft.authorityId, draft.returnComment],
      ['draft', null, null, 'Нет снимка комментария'],
    );
    await submitMeasure(needs, analyst, await press(flow, id));
    await approveMeasure(needs, supervisor, await press(flow, id));
    await dispatchMeasure(needs, id);
    const again = await measureNow(id);
    assert.notEqual(again.authorityId, authorityId);

    authority.desk.setOutcome(again.authorityId ?? '', 1, returned);
    await trackMeasure(needs, id);

    assert.deepEqual([(await measureNow(id)).state, (await measureNow(id)).outcome], ['outcome', 'returned']);
  });

  test('other than a return cannot be amended', async () => {
    const { id, authorityId } = await aReceived();
    authority.desk.setOutcome(authorityId ?? '', 1, { outcome: 'blocked' });
    await trackMeasure(needs, id);

    assert.ok(!(await readMeasure(needs, analyst, id)).verbs.includes('amend'));
    await assert.rejects(amendMeasure(needs, analyst, await press(flow, id)), MoveRefusedError);
  });
});

describe('work that the database says is to be done', () => {
  test('is offered again after the queue was wiped, and nothing twice', async () => {
    const queue = await openQueue(flow);
    const withQueue = { ...needs, queue };
    await queue.wipe();
    await moveOutbox(withQueue);
    const received = await aReceived();
    const { measure } = await anApproved(flow, office);
    await moveOutbox(withQueue);
    await queue.wipe();

    await resumeWork(withQueue);
    const once = await countJobs();
    await resumeWork(withQueue);

    assert.deepEqual(await countJobs(), once);
    const states = await flow.memory.read.measures.inStates(['approved'], 100);
    assert.equal(once.dispatch, states.filter(({ kind }) => kind === 'blocking_notification').length);
    assert.ok(states.some(({ id }) => id === measure.id));
    assert.ok(once.track > 0 && received.state === 'received');
    const [unsent] =
      await flow.sql`select count(*)::int as number from notices where sent_at is null and given_up_reason is null`;
    assert.equal(once.tell, unsent?.['number']);

    async function countJobs() {
      const [dispatch, track, tell] = await Promise.all(
        (['dispatch', 'track', 'tell'] as const).map(async (name) => {
          const counts = await queue.counts(name);
          return counts.waiting + counts.delayed;
        }),
      );
      return { dispatch: dispatch ?? 0, track: track ?? 0, tell: tell ?? 0 };
    }
  });
});

test('replaying the decisions arrives at the state of every finding and measure', async () => {
  await assertReplay(flow);
});
