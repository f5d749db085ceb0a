import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a sandbox server remembers: one JSON event a line, so that a restart continues where it was. */
export interface Journal<E> {
  /** Events of earlier runs, oldest first. */
  readonly past: readonly E[];
  /** Written before the server answers; survives a kill of this process. */
  append(event: E): void;
  close(): void;
}

/**
 * Opens (or creates) the journal at `path`; `null` keeps it in memory for a test that needs no restart.
 * A torn last line, left by a kill in the middle of a write, is cut off.
 */
export function openJournal<E>(path: string | null): Journal<E> {
  if (path === null) return { past: [], append: () => undefined, close: () => undefined };
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a+');
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) ftruncateSync(file, Buffer.byteLength(whole));
  const past = whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as E);
  return {
    past,
    append: (event) => {
      writeSync(file, `${JSON.stringify(event)}\n`);
    },
    close: () => {
      fsyncSync(file);
      closeSync(file);
    },
  };
}

/** Refuses anything but loopback: the sandbox must never be reachable from, or talk to, the outside. */
export function requireLoopback(host: string): void {
  if (host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/u.test(host)) return;
  throw new Error(
    `The sandbox listens and connects on loopback only (127.0.0.0/8 or ::1), not on "${host}".`,
  );
}
