import type { DigestNumbers } from '../domain/digest.ts';
import { dayOf, digestDayDue, spanOf } from './day.ts';
import type { Needs } from './needs.ts';
import { peopleOf, tellPeople } from './record.ts';

type DigestNeeds = Pick<Needs, 'memory' | 'clock' | 'office' | 'reach'>;

/** Days made up for after a long stop; older ones can be asked for by hand. */
const CATCH_UP_DAYS = 7;

/** Numbers of a day: those that were sent, or counted now when none was made. */
export async function digestOf(
  needs: Pick<Needs, 'memory' | 'clock' | 'office'>,
  day: string,
): Promise<DigestNumbers> {
  const span = spanOf(day, needs.office.timeZone);
  const kept = await needs.memory.read.digests.kept(day);
  return kept ?? (await needs.memory.read.digests.measure(day, span.from, span.to, needs.clock.now()));
}

/** Keeps the numbers of a day and the intent to send them to each supervisor, once however often it runs. */
export async function makeDigest(needs: DigestNeeds, day: string): Promise<DigestNumbers> {
  const span = spanOf(day, needs.office.timeZone);
  const now = needs.clock.now();
  needs.reach('digest.before-intent');
  return await needs.memory.transaction(async (tx) => {
    const earlier = await tx.digests.kept(day);
    const numbers =
      earlier ?? (await tx.digests.keep(await tx.digests.measure(day, span.from, span.to, now), now));
    if (earlier === null)
      tx.audit.append({
        action: 'digest.made',
        actorId: null,
        subject: `digest:${day}`,
        details: { findings: numbers.newFindings },
      });
    await tellPeople(tx, {
      people: await peopleOf(tx, ['supervisor']),
      kind: 'digest',
      params: { day },
      key: day,
      at: now,
    });
    return numbers;
  });
}

/** Makes every digest that is due and not yet made; gives the days made. */
export async function makeDueDigests(needs: DigestNeeds, digestAt: string): Promise<readonly string[]> {
  const now = needs.clock.now();
  const due = digestDayDue(now, digestAt, needs.office.timeZone);
  const { lastDay, since } = await needs.memory.read.digests.began();
  const first = dayOf(since, needs.office.timeZone);
  const made: string[] = [];
  for (const day of daysUpTo(due, CATCH_UP_DAYS)) {
    if (day < first || (lastDay !== null && day <= lastDay)) continue;
    await makeDigest(needs, day);
    made.push(day);
  }
  return made;
}

function daysUpTo(last: string, count: number): readonly string[] {
  const end = Date.parse(`${last}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) =>
    new Date(end - (count - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  );
}
