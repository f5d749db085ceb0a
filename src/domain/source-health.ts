import type { ReadingState, Source } from './source.ts';

/** How the reading of a source goes, in one word. `starting`: nobody has read it yet. */
type HealthState = ReadingState | 'starting' | 'paused' | 'refused';

export interface SourceHealth {
  readonly state: HealthState;
  readonly reason: string | null;
  /** Ids that are known to be there and are not dealt with. */
  readonly lag: number;
  /** For how long nothing of them was dealt with; 0 while there are none. */
  readonly lagMs: number;
}

/** Posts that wait for so long are not on their way any more: the source is behind, whatever its reader says. */
const BEHIND_AFTER_MS = 60_000;

/** What `source report` says of a source at the moment `now`. */
export function healthOf(source: Source, now: Date): SourceHealth {
  const lag = Math.max(0, (source.newestId ?? 0) - source.position);
  const lagMs =
    lag === 0 || source.lastReadAt === null ? 0 : Math.max(0, now.getTime() - source.lastReadAt.getTime());
  if (source.state !== 'active') return { state: source.state, reason: source.stateReason, lag, lagMs };
  const { reading, readingReason: reason } = source;
  if (reading === null) return { state: 'starting', reason, lag, lagMs };
  const state = reading === 'reading' && lagMs >= BEHIND_AFTER_MS ? 'behind' : reading;
  return { state, reason, lag, lagMs };
}
