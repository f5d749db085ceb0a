import { after, before, test } from 'node:test';
import type { CrashPoint } from '../../src/ports/crash-point.ts';
import { journeyThroughKill, type KilledOffice, openKilledOffice } from './killed-office.ts';

/** A few of the named places; `npm run test:chaos` goes through all. */
const SAMPLE: readonly CrashPoint[] = ['detect.after-commit', 'qualify.after-commit', 'dispatch.after-send'];

let office: KilledOffice;
before(async () => {
  office = await openKilledOffice();
});
after(async () => {
  await office.close();
});

SAMPLE.forEach((point, at) => {
  test(`a kill at ${point} loses nothing and doubles nothing`, async () => {
    await journeyThroughKill(office, point, at + 1);
  });
});
