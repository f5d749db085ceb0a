import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type MoveRefusal, MoveRefusedError } from '../../src/domain/moves.ts';
import { SYSTEM } from '../../src/domain/staff.ts';
import { CLAIM_MINUTES, POSTPONE_HOURS } from '../../src/domain/finding.ts';
import { claimNext, claimOne, releaseClaim } from '../../src/steps/claim-next.ts';
import { dismiss, postpone, redirect, reopen, startMeasure } from '../../src/steps/qualify.ts';
import { readCard } from '../../src/steps/read-card.ts';
import { RefusedError, StaleCardError } from '../../src/steps/views.ts';
import { moveFinding } from '../../src/steps/record.ts';
import { gate } from '../drizzle/memory-bench.ts';
import { until } from '../support/until.ts';
import { aCase, assertReplay, isWaitingForLock, offer, openFlow, pass, staff } from './flow-bench.ts';
import { aDraft, anOffice, FACTS } from './measure-bench.ts';

const flow = await openFlow();
const office = await anOffice(flow);
const { analyst, supervisor } = office;
const colleague = await staff(flow, 'analyst', 'Дәурен Әлиев');
const { needs } = flow;

const FORGED = 'Диплом с внесением в базу, любой вуз, без экзаменов и посещения. Пишите @diplom_example';

const refused = (reason: string, detail?: string) => (error: unknown) =>
  error instanceof RefusedError &&
  error.reason === reason &&
  (detail === undefined || error.detail === detail);
const notMoved = (refusal: Partial<MoveRefusal>) => (error: unknown) => {
  assert.ok(error instanceof MoveRefusedError, String(error));
  assert.deepEqual({ ...error.refusal, ...refusal }, error.refusal);
  return true;
};

/** Dismisses all that waits, so that a test has the queue for itself. */
async function emptyQueue(): Promise<void> {
  pass(flow, CLAIM_MINUTES / 60);
  for (;;) {
    const card = await claimNext(needs, analyst);
    if (card === null) return;
    await dismiss(needs, analyst, {
      findingId: card.finding.id,
      version: card.finding.version,
      reason: 'other',
    });
  }
}

describe('taking a finding', () => {
  test('of a colleague is refused with the name, and free again after the time ran out', async () => {
    const { id } = await aCase(flow);
    await claimOne(needs, colleague, id);
    await assert.rejects(claimOne(needs, analyst, id), refused('claimed_by_other', colleague.name));

    pass(flow, CLAIM_MINUTES / 60);

    assert.equal((await claimOne(needs, analyst, id)).claim, 'mine');
    assert.equal((await readCard(needs, colleague, id)).claim, 'other');
    await assert.rejects(
      dismiss(needs, colleague, { findingId: id, version: 1, reason: 'news' }),
      notMoved({ kind: 'needs', need: 'claim' }),
    );
  });

  test('is for analysts on the staff only', async () => {
    const { id } = await aCase(flow);
    await assert.rejects(claimOne(needs, supervisor, id), refused('not_permitted'));
    await assert.rejects(claimNext(needs, { ...analyst, active: false }), refused('not_permitted'));
  });

  test('gives two who ask at once never the same one', async () => {
    await emptyQueue();
    const made = [];
    for (let n = 0; n < 4; n += 1) made.push((await aCase(flow)).id);
    const people = [
      analyst,
      colleague,
      await staff(flow, 'analyst', 'Үшінші'),
      await staff(flow, 'analyst', 'Төртінші'),
    ];
    const cards = await Promise.all(people.map((person) => claimNext(needs, person)));

    const given = cards.flatMap((card) => (card === null ? [] : [card.finding.id]));
    assert.equal(new Set(given).size, given.length);
    assert.ok(given.length >= 1);
    for (const [at, card] of cards.entries())
      if (card === null) await claimNext(needs, people[at] ?? analyst);
    const held = await flow.sql`select claimed_by from findings where id = any(${made})`;
    assert.equal(new Set(held.map((row) => row['claimed_by'])).size, 4, 'everybody holds one of the four');
    for (const id of made) for (const person of people) await releaseClaim(needs, person, id);
  });

  test('gives back what is released', async () => {
    await emptyQueue();
    const { id } = await aCase(flow);
    assert.equal((await claimNext(needs, analyst))?.finding.id, id);
    assert.equal(await claimNext(needs, colleague), null);
    await releaseClaim(needs, analyst, id);

    assert.equal((await claimNext(needs, colleague))?.finding.id, id);
    await releaseClaim(needs, analyst, id);
    assert.equal((await readCard(needs, colleague, id)).claim, 'mine', 'only the holder gives it back');
  });
});

describe('a postponed finding', () => {
  test('is hidden until its time, and then wakes', async () => {
    await emptyQueue();
    const finding = await aCase(flow);
    const card = await claimOne(needs, analyst, finding.id);
    await postpone(needs, analyst, { findingId: finding.id, version: card.finding.version });
    pass(flow, POSTPONE_HOURS - 0.1);
    assert.equal(await claimNext(needs, colleague), null);

    pass(flow, 0.1);

    assert.equal((await claimNext(needs, colleague))?.finding.id, finding.id);
  });

  test('wakes once when two ask at once', async () => {
    await emptyQueue();
    const finding = await aCase(flow);
    const card = await claimOne(needs, analyst, finding.id);
    await postpone(needs, analyst, { findingId: finding.id, version: card.finding.version });
    pass(flow, POSTPONE_HOURS);
    const commit = gate();
    const other = flow.memory.transaction(async (tx) => {
      const locked = await tx.findings.lock(finding.id);
      await moveFinding(tx, locked, { verb: 'wake', by: SYSTEM, at: flow.clock.now() });
      await commit.opened;
    });
    const asked = claimNext(needs, colleague);
    await until(() => isWaitingForLock(flow), { what: 'the second waits for the first' });
    commit.open();
    await other;

    assert.equal((await asked)?.finding.id, finding.id);
    const verbs = (await flow.memory.read.findings.decisions(finding.id)).map(({ verb }) => verb);
    assert.deepEqual(verbs, ['open', 'postpone', 'wake']);
  });

  test('can be taken before its time by its number', async () => {
    const finding = await aCase(flow);
    const card = await claimOne(needs, analyst, finding.id);
    await postpone(needs, analyst, { findingId: finding.id, version: card.finding.version });

    const again = await claimOne(needs, colleague, finding.id);

    assert.deepEqual([again.finding.state, again.claim], ['new', 'mine']);
  });
});

describe('the routes', () => {
  test('one and two exclude each other, three goes with either', async () => {
    const first = await aDraft(flow, office, 'administrative_referral');
    const findingId = first.finding.id;
    const version = (await flow.memory.read.findings.get(findingId)).version;
    const start = (kind: 'criminal_report' | 'administrative_referral' | 'blocking_notification') =>
      startMeasure(needs, analyst, { findingId, version, kind, justification: FACTS });

    assert.deepEqual((await readCard(needs, analyst, findingId)).kinds, ['blocking_notification']);
    await assert.rejects(start('criminal_report'), refused('measure_exclusive'));
    await assert.rejects(start('administrative_referral'), refused('measure_exclusive'));
    await start('blocking_notification');
    await assert.rejects(start('blocking_notification'), refused('measure_exclusive'));
    assert.deepEqual((await readCard(needs, analyst, findingId)).kinds, []);
  });

  test('give one measure to two who start the same at once', async () => {
    const { finding } = await aDraft(flow, office, 'criminal_report');
    const { version } = await flow.memory.read.findings.get(finding.id);
    const start = (person: typeof analyst) =>
      startMeasure(needs, person, {
        findingId: finding.id,
        version,
        kind: 'blocking_notification',
        justification: FACTS,
      });
    const both = await Promise.allSettled([start(analyst), start(colleague)]);

    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal((await flow.memory.read.measures.ofFinding(finding.id)).length, 2);
  });

  test('are closed to what is outside the competence, which is handed to the competent body', async () => {
    const finding = await aCase(flow, FORGED);
    assert.equal(finding.category, 'fake_documents');
    const card = await claimOne(needs, analyst, finding.id);
    assert.deepEqual(card.kinds, []);
    assert.ok(card.verbs.includes('redirect'));
    const at = { findingId: finding.id, version: card.finding.version };
    await assert.rejects(
      startMeasure(needs, analyst, { ...at, kind: 'criminal_report', justification: FACTS }),
      refused('outside_competence'),
    );

    assert.equal((await redirect(needs, analyst, at)).finding.state, 'redirected');
  });

  test('are not started by a supervisor, nor by an analyst who does not hold the finding', async () => {
    const finding = await aCase(flow);
    const start = (person: typeof analyst) =>
      startMeasure(needs, person, {
        findingId: finding.id,
        version: finding.version,
        kind: 'criminal_report',
        justification: FACTS,
      });

    await assert.rejects(start(supervisor), refused('not_permitted'));
    await assert.rejects(start(analyst), notMoved({ kind: 'needs', need: 'claim' }));
    assert.equal((await flow.memory.read.measures.ofFinding(finding.id)).length, 0);
  });
});

describe('a decision', () => {
  test('on an old card is not carried out, and the answer names who did what', async () => {
    const finding = await aCase(flow);
    const card = await claimOne(needs, colleague, finding.id);
    await dismiss(needs, colleague, {
      findingId: finding.id,
      version: card.finding.version,
      reason: 'licensed',
    });

    await assert.rejects(
      postpone(needs, analyst, { findingId: finding.id, version: card.finding.version }),
      (error) => {
        assert.ok(error instanceof StaleCardError);
        assert.deepEqual(
          [error.since?.verb, error.since?.byName, error.since?.reason],
          ['dismiss', colleague.name, 'licensed'],
        );
        return true;
      },
    );
    assert.equal((await flow.memory.read.findings.get(finding.id)).state, 'dismissed');
  });

  test('is taken back by a supervisor with a reason, and then the finding waits again', async () => {
    const finding = await aCase(flow, offer('айналым'));
    const card = await claimOne(needs, analyst, finding.id);
    const dismissed = await dismiss(needs, analyst, {
      findingId: finding.id,
      version: card.finding.version,
      reason: 'joke',
    });
    const at = { findingId: finding.id, version: dismissed.finding.version };
    await assert.rejects(reopen(needs, analyst, { ...at, reason: 'хочу' }), notMoved({ kind: 'wrong_role' }));
    await assert.rejects(
      reopen(needs, supervisor, { ...at, reason: '  ' }),
      notMoved({ kind: 'needs', need: 'reason' }),
    );
    await assert.rejects(
      reopen(needs, { ...supervisor, active: false }, { ...at, reason: 'хочу' }),
      refused('not_permitted'),
    );

    assert.equal((await reopen(needs, supervisor, { ...at, reason: 'Не шутка' })).finding.state, 'new');
  });
});

test('replaying the decisions arrives at the state of every finding and measure', async () => {
  await assertReplay(flow);
});
