import { PermanentError, RetryableError } from '../domain/failure.ts';
import { SourceRefusedError } from '../domain/source.ts';
import type { AccountRow } from '../ports/memory.ts';
import type { ResolvedSource, SourceReader } from '../ports/source-reader.ts';
import { type AccountNeeds, CLOSED_TO_ACCOUNT, noteRefusal, stopAccount } from './report-account.ts';
import { reportTrouble } from './report-trouble.ts';

/**
 * The reader of one account among several: what it looks up says whose handle it is, and a channel that is closed to it is
 * no trouble of the channel yet, for another account may read it.
 */
export function readWithAccount(
  needs: AccountNeeds,
  account: Pick<AccountRow, 'id'>,
  reader: SourceReader,
): SourceReader {
  return {
    resolve: async (address) => ofAccount(account, await reader.resolve(address)),
    watch: async (source, emit) => {
      try {
        await reader.watch(source, emit);
      } catch (error) {
        if (!isClosedTo(error)) throw error;
        await noteRefusal(needs, account.id, source.id, error.reason);
        throw new RetryableError('account_refused', `account ${account.id}: ${error.message}`, {
          cause: error,
        });
      }
    },
    ...(reader.sweep === undefined ? {} : { sweep: (id, ranges) => reader.sweep?.(id, ranges) ?? nothing() }),
    ...(reader.backfill === undefined
      ? {}
      : { backfill: (task, emit, signal) => reader.backfill?.(task, emit, signal) ?? nothing() }),
    unwatch: (sourceId) => reader.unwatch(sourceId),
    close: () => reader.close(),
  };
}

/** What became of a place that an account looked up: the handle is its own, no other account may use it. */
function ofAccount({ id }: Pick<AccountRow, 'id'>, found: ResolvedSource): ResolvedSource {
  return { ...found, handle: { ...found.handle, account: String(id) } };
}

function isClosedTo(error: unknown): error is SourceRefusedError | PermanentError {
  return (
    (error instanceof SourceRefusedError || error instanceof PermanentError) &&
    CLOSED_TO_ACCOUNT.has(error.reason)
  );
}

async function nothing(): Promise<void> {
  // A reader without the method is never asked for it.
}

/**
 * Trouble that a reader met, with a source or (null) with its account as a whole: recorded and told where a person has
 * to act.
 */
export async function reportAccountTrouble(
  needs: AccountNeeds,
  account: Pick<AccountRow, 'id' | 'sealedSession'>,
  sourceId: number | null,
  error: PermanentError,
): Promise<void> {
  if (sourceId === null) await stopAccount(needs, account, error.reason);
  else if (CLOSED_TO_ACCOUNT.has(error.reason)) await noteRefusal(needs, account.id, sourceId, error.reason);
  else await reportTrouble(needs, sourceId, error);
}
