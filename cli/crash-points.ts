import { CRASH_POINTS, type ReachPoint } from '../src/ports/crash-point.ts';

/** For the crash suite: with QYRAGHY_CRASH_AT the process kills itself, as a power cut would, when it first gets there. */
export function crashPointsOf(env: Readonly<Record<string, string | undefined>>): ReachPoint {
  const wanted = CRASH_POINTS.find((point) => point === env['QYRAGHY_CRASH_AT']);
  if (wanted === undefined) return () => undefined;
  return (point) => {
    if (point !== wanted) return;
    process.kill(process.pid, 'SIGKILL');
    // The signal is handled between instructions of the kernel's choice: nothing of ours may run in between.
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
}
