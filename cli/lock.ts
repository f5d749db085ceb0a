import { randomUUID } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PermanentError } from '../src/domain/failure.ts';
import type { Log } from '../src/log.ts';
import { processIdentity } from './process-identity.ts';

/** Who holds a lock, as the lock file says. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  readonly startedAt: string;
  /** See `processIdentity`; tells the owner from a later process with the same number. */
  readonly identity: string | null;
}

/** Someone who takes over a stale lock needs milliseconds; after this the takeover itself was killed. */
const TAKEOVER_MAX_MS = 5_000;
const AGAIN_MS = 25;
const TRIES_TIMEOUT_MS = 10_000;

export interface Lock {
  release(): Promise<void>;
}

/**
 * Holds `<folder>/qyraghy.lock` for this process, so that two programs never share a data folder. A lock whose owner is
 * gone is taken over with a message. Throws PermanentError `locked`, naming the owner, while it lives.
 */
export async function acquireLock(folder: string, log: Log): Promise<Lock> {
  const file = lockFile(folder);
  await mkdir(folder, { recursive: true });
  const me: LockOwner = {
    pid: process.pid,
    host: hostname(),
    startedAt: new Date().toISOString(),
    identity: await processIdentity(process.pid),
  };
  const deadline = performance.now() + TRIES_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (await create(file, me)) return held(file);
    const owner = await readOwner(file);
    if (isOwner(owner) && (await isAlive(owner))) throw new PermanentError('locked', lockedText(file, owner));
    if (!(await removeStale(file, log))) await wait(AGAIN_MS);
  }
  throw new PermanentError('locked', `The lock ${file} is contended by several programs: start one of them`);
}

/** Who holds the data folder now; null when nobody does. */
export async function lockOwner(folder: string): Promise<LockOwner | null> {
  const owner = await readOwner(lockFile(folder));
  return isOwner(owner) && (await isAlive(owner)) ? owner : null;
}

function lockFile(folder: string): string {
  return path.join(folder, 'qyraghy.lock');
}

/** The lock appears with its content or not at all: written aside, then linked. */
async function create(file: string, me: LockOwner): Promise<boolean> {
  const aside = `${file}.${me.pid}-${randomUUID()}`;
  await writeFile(aside, JSON.stringify(me));
  try {
    await link(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Removes a lock of a dead owner; one starter at a time, and looking again, since another may just have taken it. */
async function removeStale(file: string, log: Log): Promise<boolean> {
  const guard = `${file}.takeover`;
  if (!(await makeGuard(guard))) return false;
  try {
    const owner = await readOwner(file);
    if (owner === 'gone' || (isOwner(owner) && (await isAlive(owner)))) return true;
    log.warn(
      { lock: file, processId: owner?.pid ?? null },
      'A lock of a program that is gone was found: taking it over',
    );
    await rm(file, { force: true });
    return true;
  } finally {
    await rm(guard, { recursive: true, force: true });
  }
}

async function makeGuard(guard: string): Promise<boolean> {
  try {
    await mkdir(guard);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const made = await stat(guard).catch(() => null);
  if (made !== null && Date.now() - made.mtimeMs > TAKEOVER_MAX_MS)
    await rm(guard, { recursive: true, force: true });
  return false;
}

/** `gone`: there is no lock. Null: there is one that nobody can have written whole, so nobody holds it. */
async function readOwner(file: string): Promise<LockOwner | 'gone' | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return 'gone';
  try {
    return toOwner(JSON.parse(text) as Partial<LockOwner> | null);
  } catch {
    return null;
  }
}

function toOwner(found: Partial<LockOwner> | null): LockOwner | null {
  const { pid, host, startedAt, identity = null } = found ?? {};
  if (typeof pid !== 'number' || typeof host !== 'string' || typeof startedAt !== 'string') return null;
  return { pid, host, startedAt, identity };
}

function isOwner(owner: LockOwner | 'gone' | null): owner is LockOwner {
  return owner !== null && owner !== 'gone';
}

/** On another machine nothing can be known, so the owner counts as alive. */
async function isAlive(owner: LockOwner): Promise<boolean> {
  if (owner.host !== hostname()) return true;
  const identity = await processIdentity(owner.pid);
  return identity !== null && (owner.identity === null || identity === owner.identity);
}

function lockedText(file: string, owner: LockOwner): string {
  const remedy =
    owner.host === hostname()
      ? `Stop it (kill ${owner.pid}), or set DATA_DIR to another folder.`
      : `It runs on ${owner.host}; if that machine is gone, remove ${file}. Or set DATA_DIR to another folder.`;
  return `Qyraghy already runs with this data folder: process ${owner.pid}, since ${owner.startedAt}. ${remedy}`;
}

function held(file: string): Lock {
  const removeAtExit = (): void => {
    try {
      unlinkSync(file);
    } catch {
      // The folder may be gone by now; a lock that stays is stale and will be taken over.
    }
  };
  process.once('exit', removeAtExit);
  return {
    async release() {
      process.removeListener('exit', removeAtExit);
      await rm(file, { force: true });
    },
  };
}
