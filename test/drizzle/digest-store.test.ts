import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOverdue, SERVICE_LEVEL_HOURS } from '../../src/domain/deadline.ts';
import { asActor, SYSTEM, type Actor } from '../../src/domain/staff.ts';
import type { MeasureChange, NewDecision } from '../../src/ports/memory.ts';
import { aFinding, aPerson, aPost, aSource, later, MORNING, openBench, sealedSet } from './memory-bench.ts';

const HOUR = 3_600_000;
const FROM = MORNING;
const TO = later(MORNING, 24 * HOUR);
const NOON = later(MORNING, 12 * HOUR);
const DAY = '2026-11-24';

async function digestBench() {
  const bench = await openBench();
  const { memory } = bench;
  const [analyst, supervisor] = [await aPerson(bench, 'analyst'), await aPerson(bench, 'supervisor')];
  const decide = (
    findingId: number,
    measureId: number | null,
    move: Pick<NewDecision, 'verb' | 'from' | 'to' | 'at'>,
    by: Actor = SYSTEM,
  ) =>
    memory.transaction((tx) => tx.findings.addDecision({ findingId, measureId, reason: null, by, ...move }));
  const prepare = async (
    findingId: number,
    kind: 'criminal_report' | 'blocking_notification',
    values: MeasureChange,
  ) => {
    const opened = await memory.transaction((tx) =>
      tx.measures.open({
        findingId,
        kind,
        authorId: analyst.id,
        justification: 'негіз',
        scope: 'post',
        scopeTarget: 'https://t.me/a/1',
        at: MORNING,
      }),
    );
    return memory.transaction((tx) => tx.measures.change(opened.id, values));
  };
  const numbers = (now: Date) => memory.read.digests.measure(DAY, FROM, TO, now);
  return { bench, memory, analyst, supervisor, decide, prepare, numbers };
}

test('an empty day has only zeros', async () => {
  const { numbers } = await digestBench();

  assert.deepEqual(await numbers(TO), {
    day: DAY,
    postsRead: 0,
    newFindings: 0,
    newOccurrences: 0,
    byCategory: {},
    bySourceKind: {},
    submitted: {},
    approved: 0,
    returned: 0,
    dismissed: 0,
    sent: 0,
    outcomes: {},
    waiting: 0,
    overdueTriage: 0,
    overdueApproval: 0,
    overdueOutcome: 0,
    withoutScreenshot: 0,
    noisyRules: [],
    uncheckedActs: 0,
    auditHead: null,
  });
});

test('the numbers of a day equal what a hand counts', async () => {
  const { bench, memory, analyst, supervisor, decide, prepare, numbers } = await digestBench();
  const [channel, other] = [await aSource(bench, 'a'), await aSource(bench, 'b')];
  await memory.transaction(async (tx) => {
    await tx.sources.count(channel.id, DAY, 100, 3, null);
    await tx.sources.count(other.id, DAY, 20, 1, null);
    await tx.sources.count(other.id, '2026-11-23', 999, 0, null);
  });
  const yesterday = await aFinding(bench, channel, 1, { at: later(FROM, -1) });
  const report = await aFinding(bench, channel, 2, { at: FROM });
  const blocking = await aFinding(bench, channel, 3, { at: NOON, category: 'gambling' });
  const dismissed = await aFinding(bench, other, 1, { at: later(TO, -1) });
  await aFinding(bench, other, 2, { at: TO });
  for (const [messageId, at] of [
    [10, NOON],
    [11, NOON],
    [12, later(FROM, -1)],
  ] as const) {
    const post = await aPost(bench, other, messageId);
    await memory.transaction((tx) => tx.findings.addOccurrence(yesterday.id, post.id, at));
  }
  await sealedSet(bench, report.id, report.firstPostId);
  await memory.transaction((tx) => tx.findings.change(dismissed.id, { state: 'dismissed' }));
  await decide(
    dismissed.id,
    null,
    { verb: 'dismiss', from: 'new', to: 'dismissed', at: NOON },
    asActor(analyst),
  );
  const approver = { approverId: supervisor.id, approvedAt: NOON };
  const criminal = await prepare(report.id, 'criminal_report', {
    state: 'sent',
    submittedAt: NOON,
    sentAt: NOON,
    ...approver,
  });
  await decide(report.id, criminal.id, {
    verb: 'submit',
    from: 'draft',
    to: 'submitted',
    at: later(FROM, -1),
  });
  await decide(
    report.id,
    criminal.id,
    { verb: 'return', from: 'submitted', to: 'draft', at: FROM },
    asActor(supervisor),
  );
  await decide(report.id, criminal.id, { verb: 'submit', from: 'draft', to: 'submitted', at: NOON });
  await decide(
    report.id,
    criminal.id,
    { verb: 'approve', from: 'submitted', to: 'approved', at: NOON },
    asActor(supervisor),
  );
  await decide(
    report.id,
    criminal.id,
    { verb: 'record_sent', from: 'approved', to: 'sent', at: NOON },
    asActor(analyst),
  );
  const act = await memory.transaction((tx) =>
    tx.acts.add({
      basis: 'law',
      titleRu: 'Закон',
      titleKk: 'Заң',
      caseNumber: null,
      actDate: null,
      inForceDate: null,
      article: '41-1',
      part: null,
      operative: null,
      validFrom: '2020-01-01',
      validTo: null,
      categories: [],
      sourceUrl: null,
      checkedBy: null,
      checkedAt: null,
    }),
  );
  const notification = await prepare(blocking.id, 'blocking_notification', {
    state: 'outcome',
    legalActId: act.id,
    outcome: 'blocked',
    outcomeAt: NOON,
    sentAt: NOON,
    ...approver,
  });
  await decide(blocking.id, notification.id, { verb: 'receive', from: 'approved', to: 'received', at: NOON });
  await decide(blocking.id, notification.id, { verb: 'outcome', from: 'received', to: 'outcome', at: NOON });
  await memory.transaction(async (tx) =>
    tx.audit.append({ action: 'digest.made', actorId: null, subject: 'digest:x', details: {} }),
  );

  const counted = await numbers(TO);

  assert.deepEqual(counted, {
    day: DAY,
    postsRead: 120,
    newFindings: 3,
    newOccurrences: 2,
    byCategory: { pyramid: 2, gambling: 1 },
    bySourceKind: { messenger: 3 },
    submitted: { criminal_report: 1 },
    approved: 1,
    returned: 1,
    dismissed: 1,
    sent: 2,
    outcomes: { blocked: 1 },
    waiting: 4,
    overdueTriage: 1,
    overdueApproval: 0,
    overdueOutcome: 0,
    withoutScreenshot: 3,
    noisyRules: [],
    uncheckedActs: 1,
    auditHead: await memory.read.audit.head(),
  });
  assert.equal(counted.auditHead?.seq, 1);
});

test('what is late is late at the same moment as in the table of service levels', async () => {
  const { bench, supervisor, prepare, numbers } = await digestBench();
  const source = await aSource(bench, 'late');
  const findings = [await aFinding(bench, source, 1), await aFinding(bench, source, 2)];
  await prepare(findings[0]?.id ?? 0, 'criminal_report', { state: 'submitted', submittedAt: MORNING });
  await prepare(findings[1]?.id ?? 0, 'criminal_report', {
    state: 'sent',
    sentAt: MORNING,
    approverId: supervisor.id,
  });

  for (const [level, field, late] of [
    ['triage', 'overdueTriage', 2],
    ['approval', 'overdueApproval', 1],
    ['outcome', 'overdueOutcome', 1],
  ] as const) {
    for (const extraMs of [0, 1]) {
      const now = later(MORNING, SERVICE_LEVEL_HOURS[level] * HOUR + extraMs);
      assert.equal(
        (await numbers(now))[field],
        isOverdue(level, MORNING, now) ? late : 0,
        `${level} + ${extraMs} ms`,
      );
    }
  }
});

test('a reopened finding has its time anew, one that was put aside has not', async () => {
  const { bench, decide, numbers } = await digestBench();
  const source = await aSource(bench, 'reopened');
  const [reopened, woken] = [await aFinding(bench, source, 1), await aFinding(bench, source, 2)];
  const [late, recent] = [later(MORNING, 30 * HOUR), later(MORNING, 29 * HOUR)];
  await decide(woken.id, null, { verb: 'wake', from: 'postponed', to: 'new', at: recent });
  assert.equal((await numbers(late)).overdueTriage, 2);

  await decide(reopened.id, null, { verb: 'reopen', from: 'dismissed', to: 'new', at: recent });

  assert.equal((await numbers(late)).overdueTriage, 1);
});

test('a rule is noisy from five findings of which more than half were no violation', async () => {
  const { bench, memory, numbers } = await digestBench();
  const source = await aSource(bench, 'noisy');
  let messageId = 0;
  const findings = async (rule: string, hits: number, dismissed: number, at = MORNING) => {
    for (let index = 0; index < hits; index += 1) {
      messageId += 1;
      const finding = await aFinding(bench, source, messageId, { rule, at });
      if (index < dismissed)
        await memory.transaction((tx) => tx.findings.change(finding.id, { state: 'dismissed' }));
    }
  };
  await findings('noisy', 5, 3);
  await findings('half', 6, 3);
  await findings('rare', 4, 4);
  await findings('old', 5, 5, later(MORNING, -31 * 24 * HOUR));

  assert.deepEqual((await numbers(TO)).noisyRules, [{ rule: 'noisy', hits: 5, dismissed: 3 }]);
});

test('the numbers that were told first stay', async () => {
  const { memory, numbers } = await digestBench();
  const first = await numbers(TO);
  assert.equal(await memory.read.digests.kept(DAY), null);

  const kept = await memory.transaction((tx) => tx.digests.keep(first, TO));
  const again = await memory.transaction((tx) => tx.digests.keep({ ...first, postsRead: 5 }, TO));

  assert.deepEqual([kept, again], [first, first]);
  assert.deepEqual(await memory.read.digests.kept(DAY), first);
});
