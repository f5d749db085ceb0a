/** Named places before and after each commit and each send to the outside, where the crash suite kills the process. */
export const CRASH_POINTS = [
  'collect.before-queue',
  'collect.after-queue',
  'detect.before-commit',
  'detect.after-commit',
  'read.before-commit',
  'read.after-commit',
  'outbox.before-queue',
  'outbox.after-queue',
  'capture.before-commit',
  'capture.after-commit',
  'qualify.before-commit',
  'qualify.after-commit',
  'submit.before-commit',
  'submit.after-commit',
  'approve.before-commit',
  'approve.after-commit',
  'dispatch.before-send',
  'dispatch.after-send',
  'dispatch.after-commit',
  'track.before-commit',
  'track.after-commit',
  'tell.before-send',
  'tell.after-send',
  'tell.after-commit',
  'digest.before-intent',
  'digest.before-send',
  'digest.after-send',
  'digest.after-commit',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Called at each point; does nothing outside the crash suite. */
export type ReachPoint = (point: CrashPoint) => void;
