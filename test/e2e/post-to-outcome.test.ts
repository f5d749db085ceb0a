import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connectMemory } from '../../drizzle/connect.ts';
import type { Memory } from '../../src/ports/memory.ts';
import { wordsOf } from '../support/staff-hands.ts';
import { testRedis } from '../support/redis.ts';
import { buildTown, type Program, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';
import { arrived, CHANNEL, openOffice, type People, prepareBlocking } from './journey.ts';
import { CASINO_RU, CASINO_RU_EDITED_COPY, ORDINARY_RU } from './offers.ts';

const redis = await testRedis();
after(async () => {
  if (!('missing' in redis)) await redis.stop();
});

const BACKENDS = [
  { name: 'PostgreSQL', environment: {}, skip: false },
  'missing' in redis
    ? { name: 'Redis', environment: {}, skip: redis.missing }
    : { name: 'Redis', environment: { REDIS_URL: redis.url }, skip: false },
] as const;

for (const backend of BACKENDS) {
  describe(`one post from the channel to the outcome, queue on ${backend.name}`, {
    skip: backend.skip,
  }, () => {
    let town: Town;
    let people: People;
    let program: Program;
    let memory: Memory;

    before(async () => {
      town = await buildTown(backend.environment);
      people = await openOffice(town);
      program = await town.run();
      memory = await connectMemory({ url: town.databaseUrl, clock: { now: () => new Date() } });
    });
    after(async () => {
      await memory.close();
      await town.close();
    });

    test('a suspicious post becomes a finding that the analyst is told of; an ordinary one does not', async () => {
      await until(() => town.outside.telegram.faults.calls('channels.joinChannel').length > 0, {
        what: 'the channel is read',
      });
      town.outside.world.publish(CHANNEL, { text: ORDINARY_RU });
      town.outside.world.publish(CHANNEL, { text: CASINO_RU });

      await people.analyst.press(/^queue$/u);
      const card = await people.analyst.waitFor(/Golden Marten/u);

      assert.match(wordsOf(card), /№1/u);
      assert.ok(people.analyst.buttons(/^f:1:\d+:start:blocking_notification$/u).length > 0);
      assert.doesNotMatch(people.analyst.seen().map(wordsOf).join('\n'), /№2/u);
    });

    test('the same offer with changed words joins the finding', async () => {
      town.outside.world.publish(CHANNEL, { text: CASINO_RU_EDITED_COPY });

      await until(async () => (await memory.read.findings.get(1)).occurrences === 2, {
        what: 'the second occurrence',
        timeoutMs: 30_000,
      });
      const findings = (await town.command(['finding', 'list', '--json'])).trim().split('\n');

      assert.equal(findings.length, 1);
    });

    test('the analyst prepares a blocking notification by buttons and a second person approves it', async () => {
      await prepareBlocking(people);
      await people.supervisor.press(/^m:\d+:\d+:approve$/u);
      const entry = await arrived(town.outside);

      assert.equal(entry.signature, 'verified');
      assert.equal(entry.timesReceived, 1);
      const { notification } = entry;
      assert.equal(notification.header.executor, 'Айгүл Сәрсенова');
      assert.equal(notification.header.approver, 'Марат Жүнісов');
      assert.equal(notification.items[0]?.url, `https://t.me/${CHANNEL}/2`);
      assert.equal(notification.items[0]?.scope.kind, 'post');
      assert.ok(notification.justification.signs.length > 0);
      const shot = notification.screenshots[0];
      assert.ok(shot !== undefined);
      const bytes = town.outside.authority.desk.attachment(shot.sha256);
      assert.deepEqual(Array.from((bytes ?? new Uint8Array()).slice(0, 4)), [0x89, 0x50, 0x4e, 0x47]);
    });

    test('receipt, outcome and its change come back to the chat', async () => {
      const entry = await arrived(town.outside);
      const before = people.analyst.seen().at(-1)?.id ?? 0;
      town.outside.authority.desk.setOutcome(entry.id, 1, {
        outcome: 'in_processing',
        comment: 'Письмо платформе отправлено',
      });
      await people.analyst.waitFor(/Письмо платформе отправлено/u, { after: before - 1 });
      town.outside.authority.desk.setOutcome(entry.id, 1, {
        outcome: 'blocked',
        prescription: { number: '25-7/114', date: '2026-11-24' },
      });

      await people.analyst.waitFor(/25-7\/114/u);
      await people.supervisor.waitFor(/25-7\/114/u);
    });

    test('the digest of the day counts the finding, the approval and the outcome', async () => {
      const numbers = JSON.parse(await town.command(['digest', '--json'])) as Record<string, unknown>;

      assert.equal(numbers['newFindings'], 1);
      assert.equal(numbers['approved'], 1);
      assert.equal(numbers['sent'], 1);
      assert.deepEqual(numbers['outcomes'], { blocked: 1 });
      assert.deepEqual(numbers['byCategory'], { gambling: 1 });
    });

    test('the timeline tells who did what, the audit trail and the evidence are whole', async () => {
      const shown = await town.command(['finding', 'show', '1']);

      for (const word of ['open', 'qualify', 'submit', 'approve', 'receive', 'outcome'])
        assert.match(shown, new RegExp(word, 'u'));
      assert.match(await town.command(['audit', 'verify']), /whole/u);
      assert.match(await town.command(['evidence', 'verify']), /2 sealed captures/u);
    });

    test('nothing was ever written to Telegram', () => {
      assert.deepEqual(town.outside.telegram.faults.calls('messages.sendMessage'), []);
    });

    test('Ctrl+C stops everything cleanly', async () => {
      assert.equal(await program.stop(), '0');
    });
  });
}
