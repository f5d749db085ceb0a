import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod, lstat, mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { messageOf } from '../domain/failure.ts';

export interface BrowserSearch {
  /** `CHROMIUM_PATH`. When given, no other is taken: a mistake in it must be seen. */
  readonly chromiumPath?: string;
  /** Where systems keep it; absolute paths, first found wins. */
  readonly systemPaths?: readonly string[];
  /** Whether the Chromium of the npm package may be unpacked and used; true unless told. */
  readonly npmFallback?: boolean;
}

export type BrowserFound =
  | {
      readonly found: true;
      readonly path: string;
      readonly version: string;
      readonly libraryPath: string | null;
    }
  | { readonly found: false; readonly remedy: string };

/** Debian, Ubuntu, Fedora, Alpine, Arch, snap, macOS. The inner path first: the wrapper script adds flags of its own. */
export const SYSTEM_PATHS: readonly string[] = [
  '/usr/lib/chromium/chromium',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/lib/chromium-browser/chromium-browser',
  '/usr/lib64/chromium-browser/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const REMEDY =
  'install Chromium (Debian, Ubuntu: apt-get install chromium; macOS: brew install --cask chromium) or set CHROMIUM_PATH to one';
/** A browser that cannot say its version in this time will not draw a page either. */
const VERSION_TIMEOUT_MS = 20_000;
/** Unpacking writes about 200 MB. */
const UNPACK_TIMEOUT_MS = 120_000;
const FALLBACK = '@sparticuz/chromium';

const run = promisify(execFile);

/** Finds a Chromium: the given one, the system's, the npm package's. Says the remedy when there is none that starts. */
export async function findChromium(search: BrowserSearch): Promise<BrowserFound> {
  const given = search.chromiumPath;
  if (given !== undefined) {
    const tried = await tryBrowser(given, null);
    if (tried.found) return tried;
    return {
      found: false,
      remedy: `CHROMIUM_PATH is ${given}, which does not start (${tried.remedy}); correct it, or ${REMEDY}`,
    };
  }
  const problems: string[] = [];
  for (const path of search.systemPaths ?? SYSTEM_PATHS) {
    if (!(await isExecutable(path))) continue;
    const tried = await tryBrowser(path, null);
    if (tried.found) return tried;
    problems.push(`${path}: ${tried.remedy}`);
  }
  if (search.npmFallback !== false) {
    const tried = await unpackFallback();
    if (tried.found) return tried;
    problems.push(`${FALLBACK}: ${tried.remedy}`);
  }
  return {
    found: false,
    remedy: `${REMEDY}${problems.length === 0 ? '' : `. Tried: ${problems.join('; ')}`}`,
  };
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function tryBrowser(path: string, libraryPath: string | null): Promise<BrowserFound> {
  try {
    const env = browserEnv(tmpdir(), libraryPath);
    const { stdout } = await run(path, ['--version'], { timeout: VERSION_TIMEOUT_MS, env });
    const version = /chrom\D*(\d+(?:\.\d+){1,3})/iu.exec(stdout)?.[1];
    if (version !== undefined) return { found: true, path, version, libraryPath };
    return { found: false, remedy: 'it does not say that it is a Chromium' };
  } catch (error) {
    return { found: false, remedy: firstLine(messageOf(error)) };
  }
}

/**
 * Unpacks the npm package's Chromium into a folder that only this user can write: the package itself would take whatever lies
 * at /tmp/chromium. A process of its own does it, because the package changes the environment of the one that loads it.
 */
async function unpackFallback(): Promise<BrowserFound> {
  try {
    const entry = createRequire(import.meta.url).resolve(FALLBACK);
    const version = await fallbackVersion(entry);
    const folder = await privateFolder(`qyraghy-chromium-${version}-${userInfo().uid}`);
    const program = `import('${pathToFileURL(entry).href}').then(async ({ default: loaded }) => {
      const chromium = loaded.default ?? loaded; console.log(await chromium.executablePath()); })`;
    // NOTE: this variable makes the package unpack the system libraries too, which a bare machine does not have.
    const env = { TMPDIR: folder, HOME: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
    const { stdout } = await run(process.execPath, ['-e', program], { timeout: UNPACK_TIMEOUT_MS, env });
    const path = stdout.trim();
    const plain = await tryBrowser(path, null);
    return plain.found ? plain : await tryBrowser(path, join(folder, 'al2023', 'lib'));
  } catch (error) {
    return { found: false, remedy: firstLine(messageOf(error)) };
  }
}

async function fallbackVersion(entry: string): Promise<string> {
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
    const { name, version } = JSON.parse(text) as { name?: string; version?: string };
    if (name === FALLBACK && version !== undefined) return version;
  }
  return 'unknown';
}

/** A folder below the temporary one that belongs to this user alone; throws when somebody else made it first. */
async function privateFolder(name: string): Promise<string> {
  const folder = join(tmpdir(), name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const facts = await lstat(folder);
  if (!facts.isDirectory() || (userInfo().uid >= 0 && facts.uid !== userInfo().uid)) {
    throw new Error(`${folder} belongs to somebody else; remove it`);
  }
  await chmod(folder, 0o700);
  return folder;
}

/** What a browser may know of the environment: nothing of this program's secrets. */
export function browserEnv(home: string, libraryPath: string | null): Record<string, string> {
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', HOME: home, TMPDIR: home };
  return libraryPath === null ? env : { ...env, LD_LIBRARY_PATH: libraryPath };
}

function firstLine(text: string): string {
  return text.split('\n').slice(0, 2).join(' ').slice(0, 300);
}
