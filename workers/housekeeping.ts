import type { Needs } from '../src/steps/needs.ts';
import { moveOutbox } from '../src/steps/move-outbox.ts';
import { resumeWork } from '../src/steps/resume-work.ts';
import { watchSilence } from '../src/steps/watch-silence.ts';
import { createLoop, type Loop } from './loop.ts';

/** The outbox is looked at this often: the wait that a person may notice between a press and what follows. */
const OUTBOX_MS = 250;
/** Work that a wiped queue forgot is put back this often. */
const RESUME_MS = 30_000;
/** Silence is a matter of days. */
const SILENCE_MS = 60 * 60_000;

/** What every process does besides its roles. */
export function createHousekeeping(needs: Needs): readonly Loop[] {
  return [
    createLoop({
      name: 'outbox',
      periodMs: OUTBOX_MS,
      round: async () => {
        await moveOutbox(needs);
      },
      log: needs.log,
    }),
    createLoop({
      name: 'resume',
      periodMs: RESUME_MS,
      round: async () => {
        await resumeWork(needs);
      },
      log: needs.log,
    }),
    createLoop({
      name: 'silence',
      periodMs: SILENCE_MS,
      round: async () => {
        await watchSilence(needs);
      },
      log: needs.log,
    }),
  ];
}
