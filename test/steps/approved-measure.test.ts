import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readNotification } from '../../src/domain/notification.ts';
import { recordSent } from '../../src/steps/record-sent.ts';
import { reopen } from '../../src/steps/qualify.ts';
import { closeMeasure, withdrawMeasure } from '../../src/steps/submit-measure.ts';
import { RefusedError } from '../../src/steps/views.ts';
import { assertReplay, openFlow, pass } from './flow-bench.ts';
import { aDraft, anApproved, anOffice, press } from './measure-bench.ts';

const flow = await openFlow();
const office = await anOffice(flow);
const { analyst, supervisor } = office;
const { needs } = flow;

const refused = (reason: string) => (error: unknown) =>
  error instanceof RefusedError && error.reason === reason;

describe('the parcel', () => {
  test('is frozen by the approval: the same bytes whenever it is read, which pass the addressee’s rules', async () => {
    const { measure } = await anApproved(flow, office);
    const parcel = await flow.memory.read.measures.parcel(measure.id);
    assert.ok(parcel !== null);
    await flow.memory.transaction((tx) => tx.staff.setLocale(analyst.id, 'kk'));
    const later = await flow.memory.read.measures.parcel(measure.id);
    await flow.memory.transaction((tx) => tx.staff.setLocale(analyst.id, 'ru'));

    assert.ok(Buffer.from(parcel.notification).equals(later?.notification ?? new Uint8Array()));
    const read = readNotification(parcel.notification);
    assert.ok(read.ok, JSON.stringify(read));
    const { header, items, lawfulness, screenshots } = read.notification;
    assert.equal(header.outgoingNumber, measure.outgoingNumber);
    assert.deepEqual([header.executor, header.approver], [analyst.name, supervisor.name]);
    assert.equal(items[0]?.scope.kind, 'post');
    assert.equal(lawfulness.basis, 'law');
    assert.deepEqual(
      parcel.attachments.map(({ sha256 }) => sha256),
      screenshots.map(({ sha256 }) => sha256),
    );
    await assert.rejects(flow.sql`update parcels set notification = 'x' where measure_id = ${measure.id}`);
  });

  test('carries the number of the report that goes with it', async () => {
    const report = await anApproved(flow, office, 'criminal_report');
    const sent = await recordSent(needs, analyst, { measureId: report.measure.id, number: '12-3/45' });
    assert.deepEqual([sent.measure.state, sent.measure.outgoingNumber], ['sent', '12-3/45']);
    const { measure } = await anApproved(
      flow,
      office,
      'blocking_notification',
      await flow.memory.read.findings.get(report.finding.id),
    );

    const parcel = await flow.memory.read.measures.parcel(measure.id);
    const read = readNotification(parcel?.notification ?? new Uint8Array());
    assert.deepEqual(read.ok && read.notification.related, {
      criminalReport: '12-3/45',
      administrativeReferral: null,
    });
  });
});

describe('the finding', () => {
  test('returns to the queue when all its measures were withdrawn', async () => {
    const { measure, finding } = await aDraft(flow, office);
    await withdrawMeasure(needs, analyst, await press(flow, measure.id));

    assert.equal((await flow.memory.read.findings.get(finding.id)).state, 'new');
  });

  test('closes when one was carried through and the other withdrawn', async () => {
    const { measure, finding } = await anApproved(flow, office, 'criminal_report');
    const other = await aDraft(
      flow,
      office,
      'blocking_notification',
      await flow.memory.read.findings.get(finding.id),
    );
    await withdrawMeasure(needs, analyst, await press(flow, other.measure.id));
    await assert.rejects(
      recordSent(needs, analyst, { measureId: measure.id, number: 'б/н' }),
      refused('number_invalid'),
    );
    await recordSent(needs, analyst, { measureId: measure.id, number: '7-1/22' });
    assert.equal((await flow.memory.read.findings.get(finding.id)).state, 'qualified');
    await closeMeasure(needs, analyst, {
      ...(await press(flow, measure.id)),
      reason: 'Зарегистрировано в ЕРДР',
    });

    assert.equal((await flow.memory.read.findings.get(finding.id)).state, 'closed');
  });

  test('that was reopened after it closed returns to the queue when what was started then is withdrawn', async () => {
    const { measure, finding } = await anApproved(flow, office, 'criminal_report');
    await recordSent(needs, analyst, { measureId: measure.id, number: '7-1/23' });
    await closeMeasure(needs, analyst, { ...(await press(flow, measure.id)), reason: 'Отказано' });
    const { version } = await flow.memory.read.findings.get(finding.id);
    pass(flow, 1);
    const reopened = await reopen(needs, supervisor, {
      findingId: finding.id,
      version,
      reason: 'Новые обстоятельства',
    });
    const second = await aDraft(flow, office, 'blocking_notification', reopened.finding);
    await withdrawMeasure(needs, analyst, await press(flow, second.measure.id));

    assert.equal((await flow.memory.read.findings.get(finding.id)).state, 'new');
  });
});

test('replaying the decisions arrives at the state of every finding and measure', async () => {
  await assertReplay(flow);
});
