/** Calls of one account in one hour, and how many of them were told to wait. */
export interface HourOfCalls {
  readonly hour: Date;
  readonly calls: number;
  readonly floods: number;
}

/** `growing`: the platform begins to find the account too busy; `losing`: it is about to shut it out. */
export type FloodLevel = 'calm' | 'growing' | 'losing';

export interface FloodFinding {
  readonly level: FloodLevel;
  /** Calls that were told to wait, of all, in the last hours: 0 to 1. */
  readonly share: number;
  readonly floods: number;
  readonly calls: number;
}

const HOUR_MS = 3_600_000;
/** The last hours are compared with the day before them: shorter is noise, longer warns too late. */
export const RECENT_HOURS = 3;
export const DAY_HOURS = 24;
/** A few waits happen to everybody who reads hundreds of channels. */
const FLOODS_MIN = 5;
/** A method that rests is not called, so one wait in fifty calls already means resting most of the time. */
const SHARE_MIN = 0.02;
/** Growing: twice as large as before. */
const GROWTH = 2;
/** So large that it need not grow any more. */
const SHARE_HIGH = 0.1;
/** One call in five, many times over: whoever goes on like this is limited for days. */
const LOSING = { share: 0.2, floods: 20 } as const;

/**
 * Says whether the share of flood waits of one account grows. The order of the hours does not matter; hours before the
 * day and after `now` are left out.
 */
export function floodShare(hours: readonly HourOfCalls[], now: Date): FloodFinding {
  const recent = sum(hours, now.getTime() - RECENT_HOURS * HOUR_MS, now.getTime());
  const before = sum(hours, now.getTime() - DAY_HOURS * HOUR_MS, now.getTime() - RECENT_HOURS * HOUR_MS);
  const share = shareOf(recent);
  return { level: levelOf(recent, share, shareOf(before)), share, ...recent };
}

type Sum = Pick<HourOfCalls, 'calls' | 'floods'>;

function levelOf(recent: Sum, share: number, shareBefore: number): FloodLevel {
  if (recent.floods < FLOODS_MIN || share < SHARE_MIN) return 'calm';
  if (recent.floods >= LOSING.floods && share >= LOSING.share) return 'losing';
  return share >= SHARE_HIGH || share >= GROWTH * shareBefore ? 'growing' : 'calm';
}

function sum(hours: readonly HourOfCalls[], afterMs: number, untilMs: number): Sum {
  const inside = hours.filter(({ hour }) => hour.getTime() > afterMs && hour.getTime() <= untilMs);
  return {
    calls: inside.reduce((total, { calls }) => total + calls, 0),
    floods: inside.reduce((total, { floods }) => total + floods, 0),
  };
}

function shareOf({ calls, floods }: Sum): number {
  return calls === 0 ? 0 : floods / calls;
}
