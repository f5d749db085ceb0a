import { after, before, test } from 'node:test';
import type { CrashPoint } from '../../src/ports/crash-point.ts';
import { journeyThroughKill, type KilledOffice, openKilledOffice } from './killed-office.ts';

/** Two of the named places, where a person and where the outside would notice; `npm run test:chaos` goes through all. */
const SAMPLE: readonly CrashPoint[] = ['qualify.after-commit', 'dispatch.after-send'];

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
