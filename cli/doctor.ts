import { mkdir, statfs } from 'node:fs/promises';
import { verifyCollation } from '../drizzle/health.ts';
import { migrationsPending } from '../drizzle/migrate.ts';
import { type Config, describeMistakes, parseConfig } from '../src/config.ts';
import { messageOf } from '../src/domain/failure.ts';
import { withoutSecrets } from '../src/log.ts';
import { commandLog, openConfig, type Opened, readEnvironment } from './parts.ts';
import { type Wired, wire } from './wire.ts';

/** One thing that was looked at. */
export interface Examined {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do; null when nothing is wrong. */
  readonly remedy: string | null;
}

const ASK_TIMEOUT_MS = 10_000;
/** Evidence of a busy day is about a gigabyte. */
const FREE_BYTES_MIN = 2 * 1024 ** 3;
/** Deadlines and court acts are reckoned in days; a clock that is off by more is a fault of the machine. */
const CLOCK_OFF_MAX_MS = 5_000;

/** Looks at everything that can be wrong, and says the remedy of each thing that is. */
export async function examine(): Promise<readonly Examined[]> {
  const parsed = parseConfig(await readEnvironment());
  if (!parsed.ok) {
    return [
      {
        what: 'configuration',
        ok: false,
        found: `${parsed.mistakes.length} mistakes`,
        remedy: describeMistakes(parsed.mistakes),
      },
    ];
  }
  const examined: Examined[] = [
    good('configuration', parsed.mode === 'demo' ? 'nothing is set: the demo' : 'complete'),
  ];
  const opened = await openConfig(commandLog()).catch((error: unknown) => {
    examined.push(bad('start', messageOf(error), 'See the message: it names what to do.'));
    return null;
  });
  if (opened === null) return examined;
  try {
    examined.push(...(await examineInstallation(opened)));
  } finally {
    await opened.close();
  }
  return examined;
}

async function examineInstallation(opened: Opened): Promise<readonly Examined[]> {
  const { config } = opened;
  const url = config.connections.databaseUrl.reveal();
  const first = [
    await look(
      'database',
      () => describeDatabase(url),
      'Set DATABASE_URL to a reachable PostgreSQL 15 or later whose database is in UTF-8.',
    ),
    await look('migrations', () => describePending(url), 'Run `qyraghy migrate`.'),
    await look(
      'disk',
      () => describeDisk(config.dataDir),
      'Free space in DATA_DIR, or set it to a larger disk.',
    ),
  ];
  if (first.some((examined) => !examined.ok)) return first;
  const wired = await wire(config, commandLog()).catch((error: unknown) =>
    bad('queue', messageOf(error), 'Check REDIS_URL, or leave it empty for the queue in PostgreSQL.'),
  );
  if ('ok' in wired) return [...first, wired];
  try {
    return [...first, ...(await examineParts(wired))];
  } finally {
    await wired.close();
  }
}

async function examineParts(wired: Wired): Promise<readonly Examined[]> {
  const { config, needs } = wired;
  return [
    await look(
      'queue',
      () =>
        needs.queue
          .ping(ASK_TIMEOUT_MS)
          .then(() => (config.connections.redisUrl === null ? 'PostgreSQL' : 'Redis')),
      'Check REDIS_URL, or leave it empty for the queue in PostgreSQL.',
    ),
    await look(
      'telegram',
      () => describeTelegram(wired),
      'Run `qyraghy account login`; check the network to Telegram.',
    ),
    await look(
      'bot',
      () => describeBot(config),
      'Check BOT_TOKEN (from @BotFather) and the network to TELEGRAM_BOT_API_ROOT.',
    ),
    await look(
      'chromium',
      () => describeChromium(wired),
      'Install Chromium (Debian: apt-get install chromium), or set CHROMIUM_PATH. Without it no notification can be sent.',
    ),
    await look('rules', async () => `version ${needs.detector.rulesVersion}`, 'Run `qyraghy rules check`.'),
    await look('clock', () => describeClock(wired), 'Let the machine keep its time by NTP.'),
  ];
}

function good(what: string, found: string): Examined {
  return { what, ok: true, found, remedy: null };
}

function bad(what: string, found: string, remedy: string): Examined {
  return { what, ok: false, found: withoutSecrets(found), remedy };
}

async function look(what: string, ask: () => Promise<string>, remedy: string): Promise<Examined> {
  try {
    return good(what, await ask());
  } catch (error) {
    return bad(what, messageOf(error), remedy);
  }
}

async function describeDatabase(url: string): Promise<string> {
  const { version, encoding } = await verifyCollation(url);
  return `PostgreSQL ${version}, ${encoding}`;
}

async function describePending(url: string): Promise<string> {
  const pending = await migrationsPending(url);
  if (pending > 0) throw new Error(`${pending} migrations are missing`);
  return 'up to date';
}

async function describeDisk(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < FREE_BYTES_MIN) throw new Error(`only ${(free / 1024 ** 3).toFixed(1)} GB free in ${folder}`);
  return `${(free / 1024 ** 3).toFixed(0)} GB free`;
}

async function describeTelegram(wired: Wired): Promise<string> {
  const reader = await wired.openReader();
  if (reader === null) throw new Error('no account has signed in');
  try {
    await reader.ping();
    return 'signed in';
  } finally {
    await reader.close();
  }
}

async function describeBot(config: Config): Promise<string> {
  const address = `${config.connections.botApiRoot}/bot${config.connections.botToken.reveal()}/getMe`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
  const body = (await answer.json()) as {
    readonly ok: boolean;
    readonly description?: string;
    readonly result?: { readonly username?: string };
  };
  if (!body.ok) throw new Error(body.description ?? `HTTP ${answer.status}`);
  return `@${body.result?.username ?? '?'}`;
}

async function describeChromium(wired: Wired): Promise<string> {
  const described = await wired.needs.capturer.describe();
  if (!described.found) throw new Error(described.remedy);
  return `${described.version} at ${described.path}`;
}

async function describeClock(wired: Wired): Promise<string> {
  const asked = Date.now();
  const { at: there } = await verifyCollation(wired.config.connections.databaseUrl.reveal());
  const off = Math.abs(there.getTime() - (asked + Date.now()) / 2);
  if (off > CLOCK_OFF_MAX_MS)
    throw new Error(`${Math.round(off / 1000)} s away from the clock of the database`);
  return 'agrees with the database';
}
