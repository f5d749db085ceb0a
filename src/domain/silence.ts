/** A channel that is younger than this has no habit yet. */
export const HISTORY_DAYS_MIN = 7;
/** How far back the habit is taken from. */
export const HISTORY_DAYS_MAX = 28;
/** Fewer days with posts than this tell nothing of a habit. */
const DAYS_WITH_POSTS_MIN = 3;
/** From so many posts on every single day on, a whole day without any is unlike the channel. */
const BUSY_POSTS = 10;
const DAY_MS = 86_400_000;
/** Silence has to be so many times as long as the habit allows. */
const TIMES_LONGER = 2;

export interface Habit {
  /** Posts of each whole day, oldest first, up to the day of the last post; days without a post are zeros. */
  readonly posts: readonly number[];
}

/**
 * The longest silence that is still like the channel, in milliseconds; null where its history says too little.
 *
 * Days are all that is kept of ordinary posts, so nights are always inside it: a channel without an empty day may leave
 * almost two days between two posts. Empty days in a row (weekends, holidays) that come again and again are habit; a
 * single longer break is taken for at most one day more than twice the next longest.
 */
export function usualSilenceMs({ posts }: Habit): number | null {
  const days = posts.slice(-HISTORY_DAYS_MAX);
  const withPosts = days.filter((count) => count > 0).length;
  if (days.length < HISTORY_DAYS_MIN || withPosts < DAYS_WITH_POSTS_MIN) return null;
  const [longest = 0, second = 0] = emptyRuns(days).sort((a, b) => b - a);
  const usual = Math.min(longest, 2 * second + 1);
  if (usual === 0 && Math.min(...days) >= BUSY_POSTS) return DAY_MS;
  return TIMES_LONGER * (usual + 1) * DAY_MS;
}

/** Whether the channel is silent for longer than its habit allows. */
export function isUnusuallySilent(habit: Habit, lastPostAt: Date, now: Date): boolean {
  const usual = usualSilenceMs(habit);
  return usual !== null && now.getTime() - lastPostAt.getTime() > usual;
}

/** Lengths of the runs of days without a post. */
function emptyRuns(days: readonly number[]): number[] {
  const runs: number[] = [];
  let run = 0;
  for (const count of [...days, 1]) {
    if (count === 0) run += 1;
    else if (run > 0) {
      runs.push(run);
      run = 0;
    }
  }
  return runs;
}
