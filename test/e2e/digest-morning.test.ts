import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type KilledOffice, openKilledOffice } from './killed-office.ts';
import { wordsOf } from '../support/staff-hands.ts';
import { installedYesterday } from '../support/installed-yesterday.ts';
import { until } from '../support/until.ts';

let office: KilledOffice;
before(async () => {
  office = await openKilledOffice({ DIGEST_AT: '00:00' });
});
after(async () => {
  await office.close();
});

test('the digest of yesterday comes once with its chart, also across a restart, and anchors the audit trail', async () => {
  const { town, people, memory } = office;
  await installedYesterday(town.databaseUrl);

  const program = await town.run({ roles: ['digest', 'bot'] });
  const digests = (): readonly string[] =>
    people.supervisor
      .seen()
      .filter((message) => message.photo !== undefined)
      .map(wordsOf);
  await until(() => digests().length > 0, { what: 'the digest', timeoutMs: 60_000 });
  const anchors = path.join(town.environment['DATA_DIR'] ?? '', 'anchors');
  const file = await until(async () => (await readdir(anchors).catch(() => []))[0], { what: 'the anchor' });
  await program.stop();
  const again = await town.run({ roles: ['digest', 'bot'] });
  await until(async () => (await memory.read.notices.unsent(10)).length === 0, {
    what: 'nothing more to say',
  });
  const asked = people.supervisor.say('/digest');
  await people.supervisor.waitFor(/./su, { after: asked });
  await again.stop();

  assert.equal(digests().filter((words) => /мог(?:ло)? уже приходить/u.test(words)).length, 0, 'no repeat');
  const anchored = await town.command(['audit', 'verify', '--anchor', path.join(anchors, file)]);
  assert.match(anchored, /whole/u);
});
