import type { OnDeadJob } from '../ports/job-queue.ts';
import type { Needs } from './needs.ts';
import { peopleOf, tellPeople } from './record.ts';

/**
 * Records a job that will not be tried again, by its address and without any text, and tells the administrators.
 * The work itself is not lost: the database still says that it is to be done, and it is offered again later.
 */
export async function buryJob(
  needs: Pick<Needs, 'memory' | 'clock' | 'log'>,
  dead: Parameters<OnDeadJob>[0],
): Promise<void> {
  const address = addressOf(dead);
  needs.log.error({ job: dead.name, address, reason: dead.reason }, 'job given up');
  await needs.memory.transaction(async (tx) => {
    const at = needs.clock.now();
    await tx.deadLetters.add({ queue: dead.name, key: dead.key, address, reason: dead.reason, at });
    // A notice about a notice that could not be sent would not arrive either.
    if (dead.name === 'tell') return;
    await tellPeople(tx, {
      people: await peopleOf(tx, ['admin']),
      kind: 'alarm',
      params: { reason: 'job_given_up', detail: `${dead.name} ${address}` },
      key: `dead-${dead.key}`,
      at,
    });
  });
}

/** Ids only: a payload of `detect` carries posts, and they stay out of the record. */
function addressOf(dead: Parameters<OnDeadJob>[0]): string {
  const ids = Object.entries(dead.payload).flatMap(([name, value]) =>
    typeof value === 'number' ? [`${name}:${value}`] : [],
  );
  return ids.join(' ');
}
