import { PermanentError } from '../../domain/failure.ts';
import type { Source } from '../../domain/source.ts';
import type { AccountHooks } from './account-hooks.ts';
import { addressOf, type ChannelAddress, type ChannelState, findAgain, readState } from './channel.ts';
import type { Joins } from './joins.ts';
import type { Call } from './polite-calls.ts';

interface OpeningNeeds {
  readonly call: Call;
  readonly joins: Joins;
  readonly hooks: AccountHooks;
  readonly signal: AbortSignal;
}

/**
 * Finds the channel for this account and checks that it is still open; `known` is its address of a moment ago. Throws
 * PermanentError or RetryableError.
 */
export async function openChannel(
  source: Source,
  known: ChannelAddress | null,
  needs: OpeningNeeds,
): Promise<{ readonly where: ChannelAddress; readonly state: ChannelState }> {
  const { call, hooks, signal } = needs;
  const options = { signal };
  const find = async (): Promise<ChannelAddress> => {
    const found = await findAgain(call, source, options);
    hooks.onHandle?.(source.id, found.accessHash);
    return found;
  };
  const where = known ?? addressOf(source, hooks.handleOf) ?? (await find());
  try {
    return { where, state: await readState(call, where, options) };
  } catch (error) {
    if (!(error instanceof PermanentError) || error.reason !== 'handle_stale') throw error;
    const again = await find();
    return { where: again, state: await readState(call, again, options) };
  }
}

/** Asks to join, once a channel and account: neither a member nor one who was a member asks again. */
export function joinOnce(
  source: Source,
  { where, state }: { readonly where: ChannelAddress; readonly state: ChannelState },
  needs: OpeningNeeds,
  joined: () => void,
): void {
  const { joins, hooks } = needs;
  const asked = hooks.joinedAlready?.(source.id) === true;
  if (state.member && !asked) hooks.onJoined?.(source.id);
  if (state.member || asked || state.joinByRequest) return;
  joins.wish(where, (outcome) => {
    if (outcome === 'full') hooks.onJoinsFull?.(source.id);
    else if (outcome !== 'refused') hooks.onJoined?.(source.id);
    if (outcome === 'joined') joined();
  });
}
