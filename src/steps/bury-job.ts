import type { OnDeadJob } from '../ports/job-queue.ts';
import type { Needs } from './needs.ts';
import { peopleOf, tellPeople } from './record.ts';

/** Messages of one batch that an address names. */
const MESSAGES_MAX = 20;

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

/** Ids only: a payload of `detect` carries posts, and they stay out of the record. Written as `source report` reads it. */
function addressOf(dead: Parameters<OnDeadJob>[0]): string {
  const payload: Readonly<Record<string, unknown>> = { ...dead.payload };
  const { sourceId, posts } = payload;
  if (typeof sourceId === 'number') {
    const messages = Array.isArray(posts) ? messageIds(posts) : [];
    return `source:${sourceId}${messages.length === 0 ? '' : ` message:${messages.join(',')}`}`;
  }
  const ids = Object.entries(payload).flatMap(([name, value]) =>
    typeof value === 'number' ? [`${name}:${value}`] : [],
  );
  return ids.join(' ');
}

function messageIds(posts: readonly unknown[]): readonly number[] {
  return posts
    .flatMap((post) =>
      typeof post === 'object' && post !== null && 'messageId' in post && typeof post.messageId === 'number'
        ? [post.messageId]
        : [],
    )
    .slice(0, MESSAGES_MAX);
}
