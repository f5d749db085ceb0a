import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CRASH_POINTS } from '../../src/ports/crash-point.ts';
import { installedYesterday } from '../support/installed-yesterday.ts';
import { wordsOf } from '../support/staff-hands.ts';
import { until } from '../support/until.ts';
import { journeyThroughKill, type KilledOffice, openKilledOffice } from '../e2e/killed-office.ts';

const ON_THE_WAY = CRASH_POINTS.filter((point) => !point.startsWith('digest.'));
const OF_THE_DIGEST = CRASH_POINTS.filter((point) => point.startsWith('digest.'));

describe('kill -9 on the way of a post to its outcome, then a restart', () => {
  let office: KilledOffice;
  before(async () => {
    office = await openKilledOffice();
  });
  after(async () => {
    await office.close();
  });

  ON_THE_WAY.forEach((point, at) => {
    test(`at ${point}: no finding twice, no notification twice, nothing lost`, async () => {
      await journeyThroughKill(office, point, at + 1);
    });
  });

  test('after all the kills the audit trail and the evidence are whole', async () => {
    assert.match(await office.town.command(['audit', 'verify']), /whole/u);
    assert.match(await office.town.command(['evidence', 'verify']), /whole/u);
  });
});

describe('kill -9 while the digest is made and sent, then a restart', () => {
  let office: KilledOffice;
  before(async () => {
    office = await openKilledOffice({ DIGEST_AT: '00:00' });
  });
  after(async () => {
    await office.close();
  });

  for (const point of OF_THE_DIGEST) {
    test(`at ${point}: the digest of yesterday arrives, kept once; a repeat says that it is one`, async () => {
      const { town, people, memory } = office;
      await installedYesterday(town.databaseUrl);
      const before = people.supervisor.seen().at(-1)?.id ?? 0;

      const program = await town.run({ crashAt: point });
      assert.equal(await program.ended, 'SIGKILL');
      const second = await town.run();
      const after = (): readonly string[] =>
        people.supervisor
          .seen()
          .filter((message) => message.id > before && message.photo !== undefined)
          .map(wordsOf);
      await until(
        async () =>
          (await memory.read.notices.unsent(10)).every((notice) => notice.kind !== 'digest') &&
          after().length > 0,
        { what: 'the digest arrives', timeoutMs: 60_000 },
      );
      await second.stop();

      const [first, ...repeats] = after();
      assert.ok(first !== undefined);
      assert.ok(repeats.length <= 1, 'at most one repeat');
      for (const repeat of repeats) assert.match(repeat, /мог(?:ло)? уже приходить/u);
    });
  }
});
