import { HISTORY_DAYS_MAX, isUnusuallySilent } from '../domain/silence.ts';
import { healthOf } from '../domain/source-health.ts';
import type { Source } from '../domain/source.ts';
import { dayBefore, dayOf } from './day.ts';
import type { Needs } from './needs.ts';
import { peopleOf, tellPeople } from './record.ts';

type SilenceNeeds = Pick<Needs, 'memory' | 'clock'> & { readonly office: { readonly timeZone: string } };

/** Below a day no silence is unlike any channel, so most sources are passed by without asking for their days. */
const SILENT_MS_MIN = 86_400_000;

/**
 * Tells administrators of sources that are silent for much longer than they usually are; once for each silence, which
 * ends with the next post. Only what is read well can be called silent: other troubles have alarms of their own. Gives the
 * sources that were told of.
 */
export async function watchSilence(needs: SilenceNeeds): Promise<readonly number[]> {
  const now = needs.clock.now();
  const told: number[] = [];
  for (const source of await needs.memory.read.sources.list({ state: 'active' })) {
    // A collector that is switched off knows of no silence after its last word.
    const { id, lastPostAt, readingAt } = source;
    if (lastPostAt === null || readingAt === null || source.quietSince !== null) continue;
    if (!isReadWell(source, now) || readingAt.getTime() - lastPostAt.getTime() < SILENT_MS_MIN) continue;
    const posts = await postsByDay(needs, id, lastPostAt);
    if (!isUnusuallySilent({ posts }, lastPostAt, readingAt)) continue;
    if (await raise(needs, source, lastPostAt)) told.push(id);
  }
  return told;
}

function isReadWell(source: Source, now: Date): boolean {
  const { state, lag } = healthOf(source, now);
  return state === 'reading' && lag === 0;
}

/**
 * Whole days up to the one of the last post, which may be cut short: it counts with what it has. The silence itself is not
 * part of the habit.
 */
async function postsByDay(needs: SilenceNeeds, id: number, lastPostAt: Date): Promise<readonly number[]> {
  const { read } = needs.memory;
  const firstDay = await read.sources.firstDay(id);
  if (firstDay === null) return [];
  const days: string[] = [];
  for (
    let day = dayOf(lastPostAt, needs.office.timeZone);
    days.length <= HISTORY_DAYS_MAX;
    day = dayBefore(day)
  ) {
    if (day < firstDay) break;
    days.unshift(day);
  }
  const from = days[0];
  if (from === undefined) return [];
  const counts = new Map((await read.sources.days(id, from)).map((row) => [row.day, row.posts]));
  const posts = days.map((day) => counts.get(day) ?? 0);
  // The first and the last day are known in part only; what they have too little does not make the channel a lazy one.
  return posts.slice(1, -1);
}

async function raise(needs: SilenceNeeds, source: Source, lastPostAt: Date): Promise<boolean> {
  const at = needs.clock.now();
  return await needs.memory.transaction(async (tx) => {
    if (!(await tx.sources.noteQuiet(source.id, lastPostAt, at))) return false;
    const last = `${lastPostAt.toISOString().slice(0, 16)}Z`;
    await tellPeople(tx, {
      people: await peopleOf(tx, ['admin']),
      kind: 'alarm',
      params: {
        reason: 'source_quiet',
        detail: `${source.address} (${source.id}) · ${last}`,
        sourceId: source.id,
      },
      key: `quiet-${source.id}-${lastPostAt.getTime()}`,
      at,
    });
    return true;
  });
}
