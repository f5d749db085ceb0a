import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PS_TIMEOUT_MS = 5_000;

/**
 * What tells a process from a later one with the same number: when it started, in the words of the system. Null when
 * there is no such process (or only what is left of it until its parent looks).
 */
export async function processIdentity(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    // The name, in brackets, may hold blanks; state is the first field behind it and start time the twentieth.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields === undefined || fields[0] === 'Z' ? null : (fields[19] ?? null);
  }
  const listed = await run('ps', ['-o', 'lstart=', '-p', String(pid)], { timeout: PS_TIMEOUT_MS }).catch(
    () => null,
  );
  return listed === null || listed.stdout.trim() === '' ? null : listed.stdout.trim();
}
