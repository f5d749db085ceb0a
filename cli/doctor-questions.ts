import { execFile } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { promisify } from 'node:util';
import { verifyCollation } from '../drizzle/health.ts';
import { connectMemory } from '../drizzle/connect.ts';
import { migrationsPending } from '../drizzle/migrate.ts';
import { stampDatabase } from '../drizzle/stamp-database.ts';
import type { Config } from '../src/config.ts';
import { readPem } from '../src/config/read-pem.ts';
import { silentLog } from '../src/log.ts';
import { createSealedBox } from '../src/secrets/sealed-box.ts';
import { systemClock } from './parts.ts';
import { loadDetector, ownRulesFolder } from './rule-files.ts';
import { openReader } from './telegram.ts';

// Each question answers what was found, or throws what is wrong.

const run = promisify(execFile);
const ASK_TIMEOUT_MS = 10_000;
/** Evidence of a busy day is about a gigabyte. */
const FREE_BYTES_MIN = 2 * 1024 ** 3;
/** Deadlines and court acts are reckoned in days; a clock that is off by more is a fault of the machine. */
const CLOCK_OFF_MAX_MS = 5_000;

/** Reaches the database and checks its text rules. */
export async function describeDatabase(url: string): Promise<string> {
  const { version, encoding } = await verifyCollation(url);
  return `PostgreSQL ${version}, ${encoding}`;
}

/** Whether the tables are those of this version. */
export async function describePending(url: string): Promise<string> {
  const pending = await migrationsPending(url);
  if (pending > 0) throw new Error(`${pending} migrations are missing`);
  return 'up to date';
}

/** Whether the database belongs to the other mode; one that is not migrated belongs to nobody yet. */
export async function describeMode(url: string, mode: 'demo' | 'real'): Promise<string> {
  if ((await migrationsPending(url)) > 0) return 'not marked yet';
  await stampDatabase(url, mode);
  return mode;
}

/** Reaches the queue where it is kept. */
export async function describeQueue(config: Config): Promise<string> {
  const { createBullmqQueue } = await import('../src/queue/bullmq-queue.ts');
  const { databaseUrl, redisUrl } = config.connections;
  const queue = await createBullmqQueue({
    backend:
      redisUrl === null
        ? { kind: 'postgres', url: databaseUrl.reveal() }
        : { kind: 'redis', url: redisUrl.reveal() },
    log: silentLog(),
    onDead: async () => undefined,
    connectTimeoutMs: ASK_TIMEOUT_MS,
  });
  try {
    await queue.ping(ASK_TIMEOUT_MS);
    return redisUrl === null ? 'PostgreSQL' : 'Redis';
  } finally {
    await queue.stop();
  }
}

/** Signs in with the stored session. */
export async function describeTelegram(config: Config): Promise<string> {
  const log = silentLog();
  const memory = await connectMemory({
    url: config.connections.databaseUrl.reveal(),
    clock: systemClock,
    log,
  });
  try {
    const reader = await openReader(config, memory, createSealedBox(config.masterKey), log);
    if (reader === null) throw new Error('no account has signed in');
    try {
      await reader.ping();
      return 'signed in';
    } finally {
      await reader.close();
    }
  } finally {
    await memory.close();
  }
}

/** Asks the Bot API who the bot is. */
export async function describeBot(config: Config): Promise<string> {
  const { botApiRoot, botToken } = config.connections;
  const answer = await reach(`${botApiRoot}/bot${botToken.reveal()}/getMe`, new URL(botApiRoot).host);
  const body = (await answer.json()) as {
    readonly ok: boolean;
    readonly description?: string;
    readonly result?: { readonly username?: string };
  };
  if (!body.ok) throw new Error(body.description ?? `HTTP ${answer.status}`);
  return `@${body.result?.username ?? '?'}`;
}

/** A number that no notification has: the answer tells whether the address and the token are right. */
const NO_NOTIFICATION = 'qyraghy-doctor';

/** Asks the addressee for a notification that does not exist; nothing is sent. */
export async function describeAuthority(config: Config): Promise<string> {
  const { authorityUrl, authorityToken, authoritySigningKey } = config.connections;
  const key = createPrivateKey(await readPem('AUTHORITY_SIGNING_KEY', authoritySigningKey));
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(`AUTHORITY_SIGNING_KEY is of type ${key.asymmetricKeyType ?? 'unknown'}, not Ed25519`);
  const answer = await reach(`${authorityUrl}/notifications/${NO_NOTIFICATION}`, new URL(authorityUrl).host, {
    authorization: `Bearer ${authorityToken.reveal()}`,
  });
  if (answer.status === 401 || answer.status === 403)
    throw new Error(`it refuses the token (HTTP ${answer.status})`);
  if (answer.status >= 500) throw new Error(`it answers HTTP ${answer.status}`);
  return new URL(authorityUrl).host;
}

async function reach(
  address: string,
  place: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await fetch(address, { headers, signal: AbortSignal.timeout(ASK_TIMEOUT_MS) }).catch(
    (error: Error) => {
      const { cause } = error;
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
      throw new Error(`${place} does not answer (${code})`);
    },
  );
}

/** Room in the folder of evidence, and the right to write there. */
export async function describeDisk(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
  const { bavail, bsize } = await statfs(folder);
  const gigabytes = (bavail * bsize) / 1024 ** 3;
  if (bavail * bsize < FREE_BYTES_MIN) throw new Error(`only ${gigabytes.toFixed(1)} GB free in ${folder}`);
  return `${gigabytes.toFixed(0)} GB free in ${folder}`;
}

/** The browser that draws the evidence. */
export async function describeChromium(chromiumPath: string | null): Promise<string> {
  const { findChromium } = await import('../src/evidence/find-chromium.ts');
  const found = await findChromium(chromiumPath === null ? {} : { chromiumPath });
  if (!found.found) throw new Error(found.remedy);
  return `${found.version} at ${found.path}`;
}

/** Letters come with the program; emoji come from the system. */
export async function describeFonts(): Promise<string> {
  const listed = await run('fc-list', [], { timeout: ASK_TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 }).catch(
    () => null,
  );
  if (listed === null) return 'letters come with the program; emoji were not looked for (no fc-list here)';
  if (!/emoji/iu.test(listed.stdout)) throw new Error('no font with emoji');
  return 'letters and emoji';
}

/** What reads the words in pictures. */
export async function describePictures(): Promise<string> {
  const { createPictureReader } = await import('../src/pictures/picture-reader.ts');
  const { silentLog } = await import('../src/log.ts');
  const reader = createPictureReader({ log: silentLog() });
  try {
    return await reader.describe();
  } finally {
    await reader.close();
  }
}

/** Whether the packs load. */
export async function describeRules(rulesDir: string | null): Promise<string> {
  const detector = await loadDetector(rulesDir ?? ownRulesFolder());
  return `version ${detector.rulesVersion}`;
}

/** Whether this machine and the database agree on the time. */
export async function describeClock(url: string): Promise<string> {
  const asked = Date.now();
  const { at: there } = await verifyCollation(url);
  const off = Math.abs(there.getTime() - (asked + Date.now()) / 2);
  if (off > CLOCK_OFF_MAX_MS)
    throw new Error(`${Math.round(off / 1000)} s away from the clock of the database`);
  return 'agrees with the database';
}
