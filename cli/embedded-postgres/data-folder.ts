import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PermanentError } from '../../src/domain/failure.ts';
import type { PostgresBinaries } from './binaries.ts';
import type { Place } from './place.ts';
import { type RunAs, spawnIdentity } from './run-as.ts';

export const OWNER_NAME = 'qyraghy';
export const DATABASE_NAME = 'qyraghy';

/** Making a data folder takes about a second; a slow disk may need a minute. */
const INIT_TIMEOUT_MS = 180_000;
const PASSWORD_BYTES = 24;
/** Which characters are letters is still asked of the C library by pg_trgm and full-text search; macOS has no C.UTF-8. */
const LETTER_CLASSES = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
/** Only the end of what a failed program said is shown. */
const SHOWN_OUTPUT_CHARACTERS = 2_000;

/** The password of the server, made at the first start and kept in `folder`, readable by us alone. */
export async function keptPassword(folder: string, dataExists: boolean): Promise<string> {
  const file = path.join(folder, 'password');
  const kept = await readFile(file, 'utf8').catch(absent);
  if (kept !== null && kept.trim() !== '') return kept.trim();
  if (dataExists) {
    throw new PermanentError(
      'embedded_password_missing',
      `There is a database in ${folder}, but its password file ${file} is gone. Put the file back from a backup, ` +
        'or remove the folder to start with an empty database.',
    );
  }
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

/** True when the folder holds a finished database. */
export async function hasDatabase(data: string): Promise<boolean> {
  return (await stat(path.join(data, 'PG_VERSION')).catch(absent)) !== null;
}

/** Throws PermanentError `data_version` or `data_folder_owner` when these binaries cannot open the folder. */
export async function checkData(place: Place, binaries: PostgresBinaries): Promise<void> {
  const found = await stat(place.data);
  const uid = place.runAs?.uid ?? process.getuid?.();
  if (uid !== undefined && found.uid !== uid) {
    throw new PermanentError(
      'data_folder_owner',
      `The database in ${place.data} belongs to user ${found.uid}, and PostgreSQL would run as user ${uid}. ` +
        `Start as the user who made it (root, if it was root), or run: chown -R ${uid} ${place.data}`,
    );
  }
  const major = (await readFile(path.join(place.data, 'PG_VERSION'), 'utf8')).trim();
  if (major === binaries.major) return;
  throw new PermanentError(
    'data_version',
    `The database in ${place.data} was made by PostgreSQL ${major}; this version brings PostgreSQL ${binaries.major}. ` +
      `Start the version of qyraghy that made it, run \`qyraghy backup\`, and restore the backup here into a new folder (DATA_DIR).`,
  );
}

/**
 * Makes the data folder: UTF-8 with the built-in C.UTF-8 rules (any other default breaks Kazakh letters), one owner
 * with a password. An interrupted attempt leaves nothing that could be taken for a database.
 */
export async function initData(
  place: Place,
  binaries: PostgresBinaries,
  password: string,
  durable: boolean,
): Promise<void> {
  const unfinished = `${place.data}.new`;
  const passwordFile = `${place.data}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  try {
    await give(unfinished, place.runAs);
    await give(passwordFile, place.runAs);
    await runToEnd(binaries.initdb, initArguments(unfinished, passwordFile, durable), place.runAs);
    await runToEnd(
      binaries.postgres,
      ['--single', '-D', unfinished, '-F', 'postgres'],
      place.runAs,
      `create database ${DATABASE_NAME}\n`,
    );
    await rename(unfinished, place.data);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

function initArguments(data: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${data}`,
    `--username=${OWNER_NAME}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    `--lc-ctype=${LETTER_CLASSES}`,
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
}

async function give(file: string, runAs: RunAs): Promise<void> {
  if (runAs !== null) await chown(file, runAs.uid, runAs.gid);
  await chmod(file, (await stat(file)).isDirectory() ? 0o700 : 0o600);
}

/** Detached: Ctrl+C in the terminal must not cut the making of a database in half. */
async function runToEnd(program: string, args: readonly string[], runAs: RunAs, input = ''): Promise<void> {
  const child = spawn(program, args, {
    ...spawnIdentity(runAs),
    cwd: '/',
    detached: true,
    stdio: 'pipe',
    timeout: INIT_TIMEOUT_MS,
  });
  let said = '';
  const keep = (chunk: Buffer): void => {
    said = (said + chunk.toString('utf8')).slice(-SHOWN_OUTPUT_CHARACTERS);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.stdin.on('error', () => undefined).end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  if (said.includes('No space left on device')) {
    throw new PermanentError(
      'disk_full',
      `The disk is full: the database could not be made. Free some space and start again.\n${said}`,
    );
  }
  throw new PermanentError(
    'embedded_init_failed',
    `${path.basename(program)} failed with code ${code ?? 'none'}: ${said.trim()}`,
  );
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
}
