import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf, PermanentError, RetryableError } from '../domain/failure.ts';
import type { EvidenceFiles } from '../ports/evidence-files.ts';

/** Only the program's own user reads evidence. */
const FOLDER_MODE = 0o700;
/** Written once, never again, not even by the program itself. */
const FILE_MODE = 0o400;

/**
 * Sealed files below `folder`, each at `ab/<sha256>` (first two digits of its name). A file appears whole or not at all, is on the
 * disk when `put` returns, and is never overwritten. Throws RetryableError('disk_full') when there is no room.
 */
export function createEvidenceFiles(folder: string): EvidenceFiles {
  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256);
  return {
    put: async (bytes) => {
      const sha256 = hashOf(bytes);
      const path = pathOf(sha256);
      try {
        await mkdir(dirname(path), { recursive: true, mode: FOLDER_MODE });
        if (!(await holds(path, sha256))) await writeWhole(path, bytes);
      } catch (error) {
        throw diskFailure(error, folder);
      }
      return sha256;
    },
    get: async (sha256) => {
      if (!/^[0-9a-f]{64}$/u.test(sha256))
        throw new PermanentError('evidence_missing', `Not a SHA-256: ${sha256}`);
      let bytes: Uint8Array;
      try {
        bytes = await readFile(pathOf(sha256));
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') throw diskFailure(error, folder);
        throw new PermanentError('evidence_missing', `Evidence file ${sha256} is not in ${folder}`, {
          cause: error,
        });
      }
      if (hashOf(bytes) === sha256) return bytes;
      throw new PermanentError(
        'evidence_changed',
        `Evidence file ${sha256} in ${folder} has other bytes than were sealed`,
      );
    },
  };
}

/** Whether the file is there; a file with other bytes than its name says is left alone and reported. */
async function holds(path: string, sha256: string): Promise<boolean> {
  try {
    if (hashOf(await readFile(path)) === sha256) return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  throw new PermanentError('evidence_changed', `Evidence file ${path} has other bytes than were sealed`);
}

/** A temporary file that is on the disk before it gets its name; the folder is synced so that the name stays too. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    const file = await open(temporary, 'wx', FILE_MODE);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    // NOTE: another process can only have put the same bytes there: the name is their hash.
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function diskFailure(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const message = `No room left on the disk of ${folder}: make room, the file is written again by itself`;
    return new RetryableError('disk_full', message, { cause: error });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    const message = `The evidence folder ${folder} cannot be used (${code}): give the program's user the right to write there`;
    return new PermanentError('evidence_folder', message, { cause: error });
  }
  if (code === null) return error;
  return new RetryableError('disk_failed', `The evidence folder ${folder} failed: ${messageOf(error)}`, {
    cause: error,
  });
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : null;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
