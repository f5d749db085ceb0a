import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createPlayground } from '../../sandbox/playground/playground.ts';
import { EXAMPLES, BANNERS } from '../../sandbox/seed/examples.ts';
import { seedWorld, startTrickle } from '../../sandbox/seed/seed-world.ts';
import { parseConfig, type Config, type Settings } from '../../src/config.ts';
import { PermanentError } from '../../src/domain/failure.ts';
import { createLog, type Log } from '../../src/log.ts';
import { signIn } from '../../src/sources/telegram/sign-in.ts';
import { addSource } from '../../src/steps/add-source.ts';
import { ROLES_OF_PROCESS } from '../../src/steps/pipeline.ts';
import { startEmbeddedPostgres } from '../embedded-postgres/start.ts';
import { acquireLock } from '../lock.ts';
import { say } from '../output.ts';
import { prepareDatabase } from '../parts.ts';
import { untilAskedToStop } from '../signals.ts';
import { type RunningRoles, startRoles } from '../roles.ts';
import { telegramConnection } from '../wire.ts';
import { demoConfig, demoFolder, environmentFile } from './demo-database.ts';
import { DEMO_PEOPLE, prepareFirstDay } from './first-day.ts';
import { demoKeys } from './keys.ts';
import { DEMO_PHONE, type Outside, startOutside } from './outside.ts';

/** Seed posts of a channel that are read at the first start. */
const SEED_POSTS_READ = 100;

/** The demo: the real program, and a world on loopback to point it at. Runs until Ctrl+C. */
export async function startDemo(): Promise<void> {
  const startedAt = performance.now();
  const settings = demoSettings();
  await mkdir(settings.dataDir, { recursive: true });
  const log = createLog({
    level: settings.logLevel === 'info' ? 'warn' : settings.logLevel,
    name: 'qyraghy',
    destination: process.stderr,
  });
  say('Qyraghy: nothing is configured, so this is the demo. Everything stays on this machine.');
  const lock = await acquireLock(settings.dataDir, log);
  const closing: (() => Promise<void>)[] = [() => lock.release()];
  const stopping = untilAskedToStop();
  try {
    const running = await raise(settings, log, closing);
    announce(running, settings, performance.now() - startedAt);
    await stopping;
    say('Stopping…');
  } finally {
    for (const close of closing.reverse()) await close();
  }
  say('Stopped. The next start continues where this one ended.');
}

function demoSettings(): Settings {
  const parsed = parseConfig(process.env);
  if (!parsed.ok || parsed.mode !== 'demo')
    throw new Error('the demo is started only where nothing is configured');
  return { ...parsed.config, dataDir: path.resolve(parsed.config.dataDir) };
}

async function raise(settings: Settings, log: Log, closing: (() => Promise<void>)[]): Promise<RunningRoles> {
  const folder = demoFolder(settings);
  const keys = await demoKeys(folder);
  const postgres = await startEmbeddedPostgres({
    folder: path.join(settings.dataDir, 'postgres'),
    log,
    ...(settings.embeddedPostgresPort === null ? {} : { port: settings.embeddedPostgresPort }),
  });
  closing.push(() => postgres.stop());
  say(`  database    PostgreSQL on 127.0.0.1:${postgres.port}`);
  const outside = await startOutside(folder, keys);
  closing.push(() => outside.close());
  say('  outside     Telegram, Bot API and the authority, all on loopback');
  seedWorld(outside.world);
  const environment = { ...outside.environment, DATABASE_URL: postgres.url, DATA_DIR: settings.dataDir };
  const config = demoConfig(environment);
  await prepareDatabase(config, 'demo');
  const playground = createPlayground(playgroundOptions(outside, settings));
  const running = await startRoles(config, ROLES_OF_PROCESS, log, (request, response) =>
    playground.handle(request, response),
  );
  closing.push(async () => {
    playground.close();
    await running.stop();
  });
  await writeFile(environmentFile(settings), JSON.stringify(environment), { mode: 0o600 });
  closing.push(() => rm(environmentFile(settings), { force: true }));
  await firstDay(running, outside, config, keys.loginCode, log);
  const trickle = startTrickle(outside.world);
  closing.push(async () => trickle.stop());
  return running;
}

function playgroundOptions(outside: Outside, settings: Settings): Parameters<typeof createPlayground>[0] {
  return {
    world: outside.world,
    botApi: outside.botApi,
    authority: outside.authority,
    people: DEMO_PEOPLE,
    defaults: { locale: 'ru', timeZone: settings.timeZone, examples: EXAMPLES, banners: BANNERS },
  };
}

/** Staff, legal acts, the collector's account and the sources of an empty demo. */
async function firstDay(
  running: RunningRoles,
  outside: Outside,
  config: Config,
  code: string,
  log: Log,
): Promise<void> {
  const { needs } = running.wired;
  await prepareFirstDay(needs.memory);
  const { chats } = outside.botApi;
  for (const { telegramId } of Object.values(DEMO_PEOPLE)) {
    if (chats.contact(telegramId) !== 'started') chats.sendText(telegramId, '/start');
  }
  if ((await needs.memory.read.accounts.list()).length === 0) {
    const signed = await signIn({
      ...(await telegramConnection(config)),
      phone: DEMO_PHONE,
      askCode: async () => code,
      askPassword: async () => {
        throw new PermanentError('password_asked', 'the account of the demo has no password');
      },
      log,
    });
    const sealedSession = needs.box.seal('session', new TextEncoder().encode(signed.session));
    await needs.memory.transaction((tx) =>
      tx.accounts.put({ userId: signed.userId, maskedPhone: signed.maskedPhone, sealedSession }),
    );
  }
  const watched = new Set((await needs.memory.read.sources.list()).map((source) => source.address));
  const reader = await running.wired.openReader();
  if (reader === null) return;
  try {
    for (const { username } of outside.world.channels()) {
      if (username === null || watched.has(`https://t.me/${username}`)) continue;
      await addSource({ memory: needs.memory, reader }, `@${username}`, SEED_POSTS_READ);
    }
  } finally {
    await reader.close();
  }
}

function announce(running: RunningRoles, settings: Settings, ms: number): void {
  say(`  roles       ${ROLES_OF_PROCESS.join(' ')}`);
  say(`  data        ${settings.dataDir}`);
  say('');
  say(`Ready in ${(ms / 1000).toFixed(1)} s. Open the playground:  ${running.url ?? ''}/`);
  say('');
  say(
    'What to try first: publish an example post on the left, take the finding as the analyst in the middle, press',
  );
  say(
    '“block”, pick the legal act, submit; approve as the supervisor; give the outcome at the authority’s desk.',
  );
  say(
    'Other commands in a second terminal: npx qyraghy source report · finding list · digest · audit verify · doctor',
  );
  say('Ctrl+C stops everything.');
}
