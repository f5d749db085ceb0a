import { messageOf } from '../domain/failure.ts';
import type { Needs } from './needs.ts';
import { peopleOf, tellPeople } from './record.ts';

/** Longest part of the mistakes that is shown in the chat; `rules check` has them all. */
const DETAIL_MAX = 400;

/**
 * Changed packs have mistakes and were not taken: the administrators hear of it once a version, whatever process noticed.
 * @param version names the state of the files
 */
export async function reportRules(
  needs: Pick<Needs, 'memory' | 'clock' | 'box'>,
  version: string,
  error: unknown,
): Promise<void> {
  const key = needs.box.keyedHash('rule-files', version).slice(0, 16);
  await needs.memory.transaction(async (tx) => {
    await tellPeople(tx, {
      people: await peopleOf(tx, ['admin']),
      kind: 'alarm',
      params: { reason: 'bad_rules', detail: messageOf(error).slice(0, DETAIL_MAX) },
      key: `rules-${key}`,
      at: needs.clock.now(),
    });
  });
}
