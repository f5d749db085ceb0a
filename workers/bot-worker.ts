import type { StaffMessenger } from '../src/ports/staff-messenger.ts';
import type { Needs } from '../src/steps/needs.ts';
import { tellPerson } from '../src/steps/tell.ts';
import { createLeaseHolder } from './lease-holder.ts';
import { createLoop } from './loop.ts';
import type { RoleWorker } from './role-worker.ts';

const ROUND_MS = 3_000;

/** The part of the bot that the worker drives. */
export interface StaffBot {
  readonly messenger: StaffMessenger;
  /** Begins to take updates. */
  start(): Promise<void>;
  /** Lets running handlers end. */
  stop(): Promise<void>;
  healthy(): boolean;
  /** Why it has stopped listening for good, or null. */
  refused(): string | null;
}

/** Speaks with the staff: one process polls, any process may send notices. */
export function createBotWorker(
  needs: Needs & { readonly holder: string },
  makeBot: () => StaffBot,
): RoleWorker {
  const speaker = makeBot();
  let polling: StaffBot | null = null;
  const letGo = async (): Promise<void> => {
    const before = polling;
    polling = null;
    if (before !== null) await before.stop();
  };
  const lease = createLeaseHolder(needs.memory, 'bot', needs.holder, letGo);
  const round = async (): Promise<void> => {
    if (!(await lease.hold())) {
      await letGo();
      return;
    }
    if (polling !== null) return;
    polling = makeBot();
    await polling.start();
  };
  const loop = createLoop({ name: 'bot', periodMs: ROUND_MS, round, log: needs.log });
  return {
    role: 'bot',
    handlers: { tell: (job) => tellPerson({ ...needs, messenger: speaker.messenger }, job.noticeId) },
    start: async () => loop.start(),
    notReady: () => {
      const refused = polling?.refused() ?? null;
      if (refused !== null) return `Telegram refuses the bot token, check BOT_TOKEN: ${refused}`;
      return loop.problem() ?? (polling === null || polling.healthy() ? null : 'the Bot API does not answer');
    },
    stop: async () => {
      await loop.stop();
      await letGo();
      await lease.release();
    },
  };
}
