import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import { createChromiumCapturer } from '../../src/evidence/chromium-capturer.ts';
import { findChromium } from '../../src/evidence/find-chromium.ts';
import { readPng } from '../../src/evidence/png.ts';
import { capturePost } from '../../src/steps/capture-post.ts';
import { claimNext, claimOne } from '../../src/steps/claim-next.ts';
import { readCard, screenshotBytes } from '../../src/steps/read-card.ts';
import { resumeWork } from '../../src/steps/resume-work.ts';
import { submitMeasure } from '../../src/steps/submit-measure.ts';
import { verifyEvidence } from '../../src/steps/verify-record.ts';
import { IncompleteError } from '../../src/steps/views.ts';
import type { Finding } from '../../src/domain/finding.ts';
import {
  aChannel,
  aWord,
  batch,
  clearOutbox,
  detect,
  offer,
  openFlow,
  openQueue,
  post,
  staff,
} from './flow-bench.ts';
import { aDraft, anOffice, press } from './measure-bench.ts';

const flow = await openFlow();
const office = await anOffice(flow);
const { analyst } = office;
const admin = await staff(flow, 'admin', 'Әкімші');
const { needs, camera } = flow;
const found = await findChromium({});
const skip = found.found || process.env['CI'] === 'true' ? false : `no Chromium: ${found.remedy}`;

/** A finding that is not captured yet. */
async function fresh(text = offer(aWord())): Promise<Finding> {
  const source = await aChannel(flow);
  await detect(flow, batch(source, [post(source, 1, text)]));
  const id = await flow.memory.read.findings.ofMessage(source.id, 1);
  assert.ok(id !== null);
  return await flow.memory.read.findings.get(id);
}

const jobOf = (finding: Finding) => ({ findingId: finding.id, postId: finding.firstPostId });

async function told(kind: string, findingId: number): Promise<readonly unknown[]> {
  const rows = await flow.sql`select person_id from notices where kind = ${kind}
    and params ->> 'findingId' = ${String(findingId)}`;
  return rows.map((row) => row['person_id']);
}

describe('a capture', () => {
  test('twice, also at the same time, is one seal and one notice to each analyst', async () => {
    const finding = await fresh();
    await Promise.all([capturePost(needs, jobOf(finding), false), capturePost(needs, jobOf(finding), false)]);
    await capturePost(needs, jobOf(finding), false);

    const [set, ...more] = await flow.memory.read.evidence.ofFinding(finding.id);
    assert.deepEqual(more, []);
    assert.deepEqual(
      set?.files.map(({ role }) => role),
      ['screenshot', 'masked', 'raw'],
    );
    assert.equal((await flow.memory.read.findings.get(finding.id)).captureProblem, null);
    assert.deepEqual(await told('queue', finding.id), [analyst.id]);
    assert.deepEqual((await verifyEvidence(needs)).ok, true);
  });

  test('that crashed is tried again; the last failed try is recorded and stalls nothing', async () => {
    const finding = await fresh();
    camera.problem = new RetryableError('browser_crashed', 'the browser went away');
    await assert.rejects(capturePost(needs, jobOf(finding), false), RetryableError);
    assert.equal((await flow.memory.read.findings.get(finding.id)).captureProblem, null);
    await capturePost(needs, jobOf(finding), true);
    camera.problem = null;

    assert.equal((await flow.memory.read.findings.get(finding.id)).captureProblem, 'browser_crashed');
  });

  test('without a browser: the finding says so, people are told, and submission names the screenshot until there is one', async () => {
    camera.problem = new PermanentError('no_browser', 'no Chromium here');
    const finding = await fresh();
    await capturePost(needs, jobOf(finding), false);
    assert.deepEqual(await told('queue', finding.id), [analyst.id]);
    assert.deepEqual(await told('alarm', finding.id), [admin.id]);
    const card = await claimOne(needs, analyst, finding.id);
    assert.deepEqual(card.screenshot, { kind: 'failed', problem: 'no_browser' });
    const { measure } = await aDraft(flow, office, 'criminal_report', card.finding);
    await assert.rejects(submitMeasure(needs, analyst, await press(flow, measure.id)), (error) => {
      assert.ok(error instanceof IncompleteError);
      assert.deepEqual(error.missing, [{ block: 'screenshots', field: 'screenshot' }]);
      return true;
    });

    const queue = await openQueue(flow);
    await clearOutbox(flow);
    await flow.sql`update notices set given_up_reason = 'test' where sent_at is null`;
    await resumeWork({ ...needs, queue });
    await resumeWork({ ...needs, queue });
    const counts = await queue.counts('capture');
    const locked =
      await flow.sql`select id from findings where capture_problem is not null and state <> 'dismissed'`;
    assert.deepEqual(
      [counts.waiting, counts.delayed],
      [0, locked.length],
      'each waits once for its next try',
    );
    camera.problem = null;
    await capturePost(needs, jobOf(finding), false);

    assert.equal((await readCard(needs, analyst, finding.id)).screenshot.kind, 'ready');
    assert.equal(
      (await submitMeasure(needs, analyst, await press(flow, measure.id))).measure.state,
      'submitted',
    );
    assert.deepEqual(await told('queue', finding.id), [analyst.id], 'nobody is told twice');
    await queue.wipe();
  });

  test('of another occurrence does not stand for the picture of the post', async () => {
    const source = await aChannel(flow);
    const text = offer(aWord());
    await detect(flow, batch(source, [post(source, 1, text), post(source, 2, text)]));
    const findingId = await flow.memory.read.findings.ofMessage(source.id, 1);
    const second = await flow.memory.read.posts.latest(source.id, 2);
    assert.ok(findingId !== null && second !== null);
    await capturePost(needs, { findingId, postId: second.id }, false);
    const finding = await flow.memory.read.findings.get(findingId);
    const { missing } = await aDraft(flow, office, 'criminal_report', finding);

    assert.deepEqual(missing, [{ block: 'screenshots', field: 'screenshot' }]);
  });

  test('that was not made in time does not hide the finding: it is given out and says so', async () => {
    const finding = await fresh();
    await flow.sql`update findings set state = 'dismissed' where id <> ${finding.id}`;
    assert.equal(await claimNext(needs, analyst), null, 'the picture is on its way');
    flow.clock.set(new Date(flow.clock.now().getTime() + 3 * 60_000));

    assert.deepEqual((await claimNext(needs, analyst))?.screenshot, { kind: 'pending' });
  });

  test('by a real Chromium draws two pictures: the sealed one with the number, the masked one without', {
    skip,
  }, async () => {
    assert.ok(found.found, 'CI must have a Chromium');
    const capturer = createChromiumCapturer({ chromiumPath: found.path, log: needs.log });
    try {
      const finding = await fresh(`${offer(aWord())} Звоните +7 701 555 01 02`);
      await capturePost({ ...needs, capturer }, jobOf(finding), true);

      const card = await readCard(needs, analyst, finding.id);
      const [set] = await flow.memory.read.evidence.ofFinding(finding.id);
      const whole = await needs.files.get(set?.files[0]?.sha256 ?? '');
      const masked = await screenshotBytes(needs, card.screenshot);
      assert.ok(masked !== null);
      assert.ok(readPng(whole).inkShare > 0.01 && readPng(masked).inkShare > 0.01);
      assert.ok(!Buffer.from(whole).equals(masked));
      assert.match(set?.tool ?? '', /^Chromium/u);
    } finally {
      await capturer.close();
    }
  });
});
