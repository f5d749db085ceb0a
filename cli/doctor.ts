import { describeMistakes, parseConfig } from '../src/config.ts';
import { messageOf, PermanentError } from '../src/domain/failure.ts';
import { withoutSecrets } from '../src/log.ts';
import * as ask from './doctor-questions.ts';
import { machineFailure } from './failures.ts';
import { commandLog, openConfig, type Opened, readEnvironment } from './parts.ts';

/** One thing that was looked at. */
export interface Examined {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
  /** What to do; null when nothing is wrong. */
  readonly remedy: string | null;
}

const CHROMIUM_REMEDY =
  'Install Chromium (Debian: apt-get install chromium), or set CHROMIUM_PATH. Without it no notification can be sent.';

/** Looks at everything that can be wrong, and says the remedy of each thing that is. */
export async function examine(): Promise<readonly Examined[]> {
  const parsed = parseConfig(await readEnvironment());
  if (!parsed.ok) {
    return [bad('configuration', countOf(parsed.mistakes.length), describeMistakes(parsed.mistakes))];
  }
  const configuration = good(
    'configuration',
    parsed.mode === 'demo' ? 'nothing is set: the demo' : 'complete',
  );
  const opened = await openConfig(await commandLog()).catch((error: unknown) => notOpened(error));
  if ('ok' in opened) {
    const { dataDir, chromiumPath, rulesDir } = parsed.config;
    return [configuration, opened, ...(await examineMachine(dataDir, chromiumPath, rulesDir))];
  }
  try {
    return [configuration, ...(await examineInstallation(opened))];
  } finally {
    await opened.close();
  }
}

function countOf(mistakes: number): string {
  return mistakes === 1 ? 'one mistake' : `${mistakes} mistakes`;
}

function notOpened(error: unknown): Examined {
  if (error instanceof PermanentError && error.reason === 'demo_never_started')
    return good('demo', 'was not started in this folder yet: `npm start`');
  return bad('demo', machineFailure(error) ?? messageOf(error), 'See the message: it names what to do.');
}

/** Each thing is looked at for itself, so that one that is wrong hides no other. */
async function examineInstallation(opened: Opened): Promise<readonly Examined[]> {
  const { config, outsideRuns } = opened;
  const url = config.connections.databaseUrl.reveal();
  const database = await look(
    'database',
    () => ask.describeDatabase(url),
    'Set DATABASE_URL to a reachable PostgreSQL 15 or later whose database is in UTF-8.',
  );
  const needsDatabase = async (
    what: string,
    question: () => Promise<string>,
    remedy: string,
  ): Promise<Examined> =>
    database.ok
      ? await look(what, question, remedy)
      : bad(what, 'not looked at: the database is needed for it', 'First mend the database.');
  const outside = async (what: string, question: () => Promise<string>, remedy: string): Promise<Examined> =>
    outsideRuns
      ? await look(what, question, remedy)
      : good(what, 'belongs to the demo, which is not running');
  const found = await Promise.all([
    needsDatabase('migrations', () => ask.describePending(url), 'Run `qyraghy migrate`.'),
    needsDatabase('mode', () => ask.describeMode(url, opened.mode), 'Set DATABASE_URL to another database.'),
    config.connections.redisUrl === null
      ? needsDatabase('queue', () => ask.describeQueue(config), 'Run `qyraghy migrate`.')
      : look(
          'queue',
          () => ask.describeQueue(config),
          'Check REDIS_URL, or leave it empty for the queue in PostgreSQL.',
        ),
    database.ok
      ? outside(
          'telegram',
          () => ask.describeTelegram(config),
          'Run `qyraghy account login`; check the network to Telegram.',
        )
      : needsDatabase('telegram', async () => '', ''),
    outside(
      'bot',
      () => ask.describeBot(config),
      'Check BOT_TOKEN (from @BotFather) and the network to TELEGRAM_BOT_API_ROOT.',
    ),
    outside(
      'authority',
      () => ask.describeAuthority(config),
      'Check AUTHORITY_URL, AUTHORITY_TOKEN and AUTHORITY_SIGNING_KEY, and the network to the addressee.',
    ),
    needsDatabase('clock', () => ask.describeClock(url), 'Let the machine keep its time by NTP.'),
  ]);
  return [
    database,
    ...found,
    ...(await examineMachine(config.dataDir, config.chromiumPath, config.rulesDir)),
  ];
}

async function examineMachine(
  dataDir: string,
  chromiumPath: string | null,
  rulesDir: string | null,
): Promise<readonly Examined[]> {
  return await Promise.all([
    look('disk', () => ask.describeDisk(dataDir), 'Free space in DATA_DIR, or set it to a larger disk.'),
    look('chromium', () => ask.describeChromium(chromiumPath), CHROMIUM_REMEDY),
    look(
      'fonts',
      () => ask.describeFonts(),
      'Install a font with emoji (Debian: apt-get install fonts-noto-color-emoji): without it pictures show boxes.',
    ),
    look(
      'pictures',
      () => ask.describePictures(),
      'Run `npm ci` again: the reader of pictures or its language data are not installed.',
    ),
    look('rules', () => ask.describeRules(rulesDir), 'Run `qyraghy rules check`.'),
  ]);
}

function good(what: string, found: string): Examined {
  return { what, ok: true, found, remedy: null };
}

function bad(what: string, found: string, remedy: string): Examined {
  return { what, ok: false, found: withoutSecrets(found), remedy };
}

async function look(what: string, question: () => Promise<string>, remedy: string): Promise<Examined> {
  try {
    return good(what, await question());
  } catch (error) {
    return bad(what, machineFailure(error) ?? messageOf(error), remedy);
  }
}
