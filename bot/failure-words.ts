import { PermanentError, RetryableError } from '../src/domain/failure.ts';
import { MoveRefusedError } from '../src/domain/moves.ts';
import { IncompleteError, RefusedError, StaleCardError } from '../src/steps/views.ts';
import { whatWasDone, whoDid } from './cards/history-card.ts';
import type { Words } from './words.ts';

/** What a person is told when something they asked for was not done; null for a failure that nobody expected. */
export function refusalWords(error: unknown, words: Words): string | null {
  if (error instanceof StaleCardError) return staleWords(error, words);
  if (error instanceof MoveRefusedError) return moveWords(error, words);
  if (error instanceof RefusedError)
    return words.plain(`refused-${error.reason}`, { detail: error.detail ?? 'none' });
  if (error instanceof PermanentError && error.reason === 'not_found')
    return words.plain('refused-not_found');
  if (!(error instanceof IncompleteError)) return null;
  const missing = error.missing.map(
    ({ block, field }) => `${words.plain(`block-${block}`)} – ${words.plain(`missing-${field}`)}`,
  );
  return words.plain('refused-incomplete', { missing: missing.join('; ') });
}

function staleWords({ since }: StaleCardError, words: Words): string {
  if (since === null) return words.plain('bot-stale-unknown');
  return words.plain('bot-stale', {
    who: whoDid(since, words),
    what: whatWasDone(since, words),
    at: since.at,
  });
}

function moveWords({ refusal }: MoveRefusedError, words: Words): string {
  if (refusal.kind === 'needs') return words.plain(`refused-need-${refusal.need}`);
  if (refusal.kind === 'no_such_move') return words.plain('refused-move-no_such_move');
  const roles = [...new Set(refusal.allowed)].map((mover) =>
    words.plain(mover === 'system' ? 'actor-system' : `role-${mover}`),
  );
  return words.plain('refused-move-wrong_role', { roles: roles.join(', ') });
}

/** What a person is told when the world failed: a neutral sentence with the id that is also in the log. */
export function failureWords(error: unknown, id: string, words: Words): string {
  const unreachable = error instanceof RetryableError && error.reason.startsWith('database');
  return words.plain(unreachable ? 'bot-busy' : 'bot-failed', { id });
}
