import type { PreviewLimits } from './limits.ts';

/** A silent channel is looked at this many times within the time that it has been silent. */
const LOOKS_PER_SILENCE = 16;

/**
 * Time until the next look at a channel, in milliseconds: half its usual time between two posts, so that a post waits for
 * a quarter of that time on average; longer the longer it is silent.
 * @param dates of the newest posts
 */
export function nextLookMs(
  dates: readonly Date[],
  now: Date,
  limits: Pick<PreviewLimits, 'pollMinMs' | 'pollMaxMs'>,
): number {
  const times = dates.map((date) => date.getTime()).sort((a, b) => a - b);
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? time));
  const usual = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? limits.pollMaxMs;
  const silentMs = Math.max(0, now.getTime() - (times.at(-1) ?? 0));
  const wanted = Math.max(usual / 2, silentMs / LOOKS_PER_SILENCE);
  return Math.min(limits.pollMaxMs, Math.max(limits.pollMinMs, wanted));
}
