import { createHash } from 'node:crypto';
import { chmod, mkdir, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PermanentError } from '../../src/domain/failure.ts';
import type { Log } from '../../src/log.ts';
import { canReach, chooseRunAs, nearestExisting, type RunAs } from './run-as.ts';

/** A new data folder takes 50 MB, its write-ahead log grows to 100 MB and more; below this a demo ends in errors. */
const NEEDED_FREE_BYTES = 400 * 1024 * 1024;
/** An existing one must still be able to write its log and stop cleanly. */
const NEEDED_FREE_BYTES_LATER = 64 * 1024 * 1024;

/** Where the files of one embedded server lie, and who runs it. */
export interface Place {
  readonly runAs: RunAs;
  /** The data folder of PostgreSQL. */
  readonly data: string;
  /** Where binaries are copied to when the user cannot reach the installed ones. */
  readonly spareFolder: string;
}

/**
 * Decides where the data lie: in `folder`, or, when we are root and the project is closed to others (as /root is), in a
 * folder of its own under `reachableRoot`. Makes the folders.
 */
export async function choosePlace(folder: string, reachableRoot: string, log: Log): Promise<Place> {
  const runAs = await chooseRunAs(path.join(folder, 'data'));
  const hash = createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 12);
  const spareFolder = path.join(reachableRoot, `qyraghy-${hash}`);
  await mkdir(folder, { recursive: true });
  if (runAs === null) return { runAs, data: path.join(folder, 'data'), spareFolder };
  if (await canReach(path.dirname(path.resolve(folder)), runAs)) {
    await chmod(folder, 0o711);
    return { runAs, data: path.join(folder, 'data'), spareFolder };
  }
  await mkdir(spareFolder, { recursive: true });
  await chmod(spareFolder, 0o711);
  const data = path.join(spareFolder, 'data');
  await writeFile(path.join(folder, 'where-the-data-are.txt'), `${data}\n`);
  log.info(
    { folder: data, userId: runAs.uid },
    'PostgreSQL does not run as root and its user cannot enter the project folder: the database lies elsewhere',
  );
  return { runAs, data, spareFolder };
}

/** Throws PermanentError `disk_full` while there is still something to be done about it. */
export async function checkFreeSpace(data: string, isNew: boolean): Promise<void> {
  const at = await nearestExisting(data);
  const disk = await statfs(at);
  const free = disk.bavail * disk.bsize;
  const needed = isNew ? NEEDED_FREE_BYTES : NEEDED_FREE_BYTES_LATER;
  if (free >= needed) return;
  throw new PermanentError('disk_full', diskFullText(at, free, needed));
}

function diskFullText(at: string, free: number, needed: number): string {
  const mb = (bytes: number): string => `${Math.floor(bytes / 1024 / 1024)} MB`;
  return (
    `The disk of ${at} has ${mb(free)} free; the database needs ${mb(needed)}. ` +
    'Free some space, or set DATA_DIR to a folder on another disk.'
  );
}
