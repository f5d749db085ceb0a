import { stat } from 'node:fs/promises';
import path from 'node:path';

/** The unprivileged user under which PostgreSQL runs when we are root; null: as ourselves. */
export type RunAs = { readonly uid: number; readonly gid: number } | null;

/** `nobody` on every Linux: has no files and no rights of its own. */
const NOBODY: RunAs = { uid: 65_534, gid: 65_534 };

/**
 * PostgreSQL refuses to run as root. Then it runs as the owner of `data` (made by an earlier run), else as the
 * owner of the folder around it (a project started with sudo), else as nobody.
 */
export async function chooseRunAs(data: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return null;
  const owner = (await ownerOf(data)) ?? (await ownerOf(nearestExisting(path.dirname(data))));
  return owner ?? NOBODY;
}

async function ownerOf(file: string | Promise<string>): Promise<RunAs> {
  const found = await stat(await file).catch(() => null);
  return found === null || found.uid === 0 ? null : { uid: found.uid, gid: found.gid };
}

/** The folder itself, or the first one above it that exists. */
export async function nearestExisting(folder: string): Promise<string> {
  let at = path.resolve(folder);
  while ((await stat(at).catch(() => null)) === null && at !== path.dirname(at)) at = path.dirname(at);
  return at;
}

/** True when the user may enter the folder and every folder above it. A folder that does not exist cannot be reached. */
export async function canReach(folder: string, runAs: RunAs): Promise<boolean> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const found = await stat(at).catch(() => null);
    if (found === null) return false;
    if (runAs !== null && !mayEnter(found, runAs)) return false;
    if (at === path.dirname(at)) return true;
  }
}

function mayEnter(
  found: { mode: number; uid: number; gid: number },
  runAs: { uid: number; gid: number },
): boolean {
  if (found.uid === runAs.uid) return (found.mode & 0o100) !== 0;
  if (found.gid === runAs.gid) return (found.mode & 0o010) !== 0;
  return (found.mode & 0o001) !== 0;
}

/** Options of spawn for that user; PostgreSQL gets nothing of our environment but the search path. */
export function spawnIdentity(runAs: RunAs): {
  readonly env: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
} {
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return runAs === null ? { env } : { env, uid: runAs.uid, gid: runAs.gid };
}
