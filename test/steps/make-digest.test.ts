import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { approveMeasure, returnMeasure } from '../../src/steps/approve-measure.ts';
import { claimOne } from '../../src/steps/claim-next.ts';
import { digestDayDue, dayOf, spanOf } from '../../src/steps/day.ts';
import { dispatchMeasure } from '../../src/steps/dispatch-measure.ts';
import { digestOf, makeDigest, makeDueDigests } from '../../src/steps/make-digest.ts';
import { dismiss } from '../../src/steps/qualify.ts';
import { trackMeasure } from '../../src/steps/track-measure.ts';
import { aCase, aChannel, batch, detect, offer, openFlow, post } from './flow-bench.ts';
import { anOffice, aSubmitted, press } from './measure-bench.ts';

const flow = await openFlow();
const ALMATY = 'Asia/Almaty';
const DIGEST_AT = '09:00';
/** The installation: 24 November 2026, 09:00 in Almaty. */
const FIRST_DAY = '2026-11-24';
const at = (local: string): Date => new Date(`${local}+05:00`);
const due = (local: string): Promise<readonly string[]> => {
  flow.clock.set(at(local));
  return makeDueDigests(flow.needs, DIGEST_AT);
};

describe('the day of a digest', () => {
  test('is yesterday from DIGEST_AT on, and the day before until then, in the zone of the authority', () => {
    const cases = [
      ['2026-11-25T08:59:59', '09:00', '2026-11-23'],
      ['2026-11-25T09:00:00', '09:00', '2026-11-24'],
      ['2026-11-25T23:59:59', '09:00', '2026-11-24'],
      ['2026-11-26T00:00:00', '09:00', '2026-11-24'],
      ['2026-11-26T00:00:00', '00:00', '2026-11-25'],
      ['2027-01-01T09:00:00', '09:00', '2026-12-31'],
    ] as const;
    for (const [now, digestAt, day] of cases)
      assert.equal(digestDayDue(at(now), digestAt, ALMATY), day, `${now} with ${digestAt}`);
  });

  test('begins and ends at midnight there', () => {
    const { from, to } = spanOf('2026-11-24', ALMATY);
    assert.deepEqual(
      [from.toISOString(), to.toISOString()],
      ['2026-11-23T19:00:00.000Z', '2026-11-24T19:00:00.000Z'],
    );
    assert.deepEqual([dayOf(from, ALMATY), dayOf(to, ALMATY)], ['2026-11-24', '2026-11-25']);
    assert.throws(() => spanOf('24.11.2026', ALMATY), /YYYY-MM-DD/u);
  });
});

describe('digests', () => {
  test('count what a hand counts, and keep it', async () => {
    const office = await anOffice(flow);
    const { analyst, supervisor } = office;
    const source = await aChannel(flow);
    const text = offer('санақ');
    const ordinary = [1, 2, 3].map((id) => post(source, id, `Погода на завтра, часть ${id}`));
    await detect(flow, batch(source, [...ordinary, post(source, 4, text), post(source, 5, text)]));
    const news = await aCase(flow);
    const card = await claimOne(flow.needs, analyst, news.id);
    await dismiss(flow.needs, analyst, { findingId: news.id, version: card.finding.version, reason: 'news' });
    const { measure } = await aSubmitted(flow, office);
    await returnMeasure(flow.needs, supervisor, { ...(await press(flow, measure.id)), comment: 'Уточните' });
    const report = await aSubmitted(flow, office, 'criminal_report');
    await approveMeasure(flow.needs, supervisor, await press(flow, report.measure.id));
    const blocking = await aSubmitted(flow, office);
    await approveMeasure(flow.needs, supervisor, await press(flow, blocking.measure.id));
    await dispatchMeasure(flow.needs, blocking.measure.id);
    const { authorityId } = await flow.memory.read.measures.get(blocking.measure.id);
    flow.authority.desk.setOutcome(authorityId ?? '', 1, { outcome: 'blocked' });
    await trackMeasure(flow.needs, blocking.measure.id);

    const numbers = await digestOf(flow.needs, FIRST_DAY);

    assert.deepEqual(
      { ...numbers, auditHead: null, noisyRules: [] },
      {
        day: FIRST_DAY,
        postsRead: 9,
        newFindings: 5,
        newOccurrences: 1,
        byCategory: { gambling: 5 },
        bySourceKind: { messenger: 5 },
        submitted: { blocking_notification: 2, criminal_report: 1 },
        approved: 2,
        returned: 1,
        dismissed: 1,
        sent: 1,
        outcomes: { blocked: 1 },
        waiting: 1,
        overdueTriage: 0,
        overdueApproval: 0,
        overdueOutcome: 0,
        withoutScreenshot: 1,
        noisyRules: [],
        uncheckedActs: 1,
        auditHead: null,
      },
    );
    assert.deepEqual(numbers.auditHead, await flow.memory.read.audit.head());
  });

  test('are not made for days before the installation, nor before DIGEST_AT', async () => {
    assert.deepEqual(await due('2026-11-24T23:59:00'), []);
    assert.deepEqual(await due('2026-11-25T08:59:00'), []);
  });

  test('are made once a day, also when two processes try at once, and told to each supervisor once', async () => {
    flow.clock.set(at('2026-11-25T09:00:00'));
    await Promise.all([makeDueDigests(flow.needs, DIGEST_AT), makeDueDigests(flow.needs, DIGEST_AT)]);
    assert.deepEqual(await due('2026-11-25T09:10:00'), []);
    assert.deepEqual(await due('2026-11-26T00:01:00'), []);
    const before = await flow.memory.read.digests.kept(FIRST_DAY);
    await makeDigest(flow.needs, FIRST_DAY);

    assert.deepEqual(await flow.memory.read.digests.kept(FIRST_DAY), before);
    const notices = await flow.sql`select person_id from notices where kind = 'digest'`;
    const supervisors = await flow.memory.read.staff.list({ role: 'supervisor', active: true });
    assert.deepEqual(
      notices.map((row) => row['person_id']),
      supervisors.map(({ id }) => id),
    );
  });

  test('of several days without the program are each made up for, once', async () => {
    assert.deepEqual(await due('2026-11-29T10:00:00'), [
      '2026-11-25',
      '2026-11-26',
      '2026-11-27',
      '2026-11-28',
    ]);
    assert.deepEqual(await due('2026-11-29T10:01:00'), []);
    const events = await flow.sql`select subject from audit_events
      where action = 'digest.made' and subject > ${`digest:${FIRST_DAY}`} order by seq`;
    assert.deepEqual(
      events.map((row) => row['subject']),
      ['digest:2026-11-25', 'digest:2026-11-26', 'digest:2026-11-27', 'digest:2026-11-28'],
    );
    const quiet = await flow.memory.read.digests.kept('2026-11-27');
    assert.deepEqual([quiet?.newFindings, quiet?.postsRead, quiet?.sent], [0, 0, 0]);
  });

  test('of a long stop are made up for a week back; an older day can be asked for', async () => {
    const made = await due('2026-12-20T10:00:00');
    assert.deepEqual([made.length, made[0], made.at(-1)], [7, '2026-12-13', '2026-12-19']);
    const asked = await digestOf(flow.needs, '2026-12-05');
    assert.deepEqual([asked.day, asked.newFindings], ['2026-12-05', 0]);
  });
});
