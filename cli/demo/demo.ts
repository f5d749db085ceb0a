import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createPlayground } from '../../sandbox/playground/playground.ts';
import { EXAMPLES, BANNERS } from '../../sandbox/seed/examples.ts';
import { seedWorld, startTrickle } from '../../sandbox/seed/seed-world.ts';
import type { Config, Settings } from '../../src/config.ts';
import { PermanentError } from '../../src/domain/failure.ts';
import { createLog, type Log } from '../../src/log.ts';
import { addSource } from '../../src/steps/add-source.ts';
import { ROLES_OF_PROCESS } from '../../src/steps/pipeline.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres/start.ts';
import { acquireLock } from '../lock.ts';
import { say } from '../output.ts';
import { commandLog, prepareDatabase } from '../parts.ts';
import type { RunningRoles, startRoles as StartRoles } from '../roles.ts';
import { askedToStop } from '../signals.ts';
import { requireHttpPort } from '../start.ts';
import { telegramConnection } from '../telegram.ts';
import { fileAndFailures } from '../terminal-log.ts';
import { demoConfig, demoFolder, environmentFile, logFile, portOf } from './demo-database.ts';
import { DEMO_PEOPLE, prepareFirstDay } from './first-day.ts';
import { type DemoKeys, demoKeys } from './keys.ts';
import { DEMO_PHONE, type Outside, startOutside } from './outside.ts';

/** Seed posts of a channel that are read at the first start. */
const SEED_POSTS_READ = 100;

/** The demo: the real program, and a world on loopback to point it at. Runs until Ctrl+C. */
export async function startDemo(parsed: Settings): Promise<void> {
  const startedAt = performance.now();
  const stop = askedToStop();
  const settings = { ...parsed, dataDir: path.resolve(parsed.dataDir) };
  say('Qyraghy: nothing is configured, so this is the demo. Everything stays on this machine.');
  const lock = await acquireLock(settings.dataDir, await commandLog());
  const closing: Closing = [() => lock.release()];
  try {
    await requireHttpPort(settings);
    const log = await demoLog(settings);
    const running = await raise(settings, log, closing, stop.signal);
    announce(running, settings, performance.now() - startedAt);
    await stop.asked;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    if (stop.signal.aborted) say('Stopping…');
    for (const close of closing.reverse()) await close();
  }
  say('Stopped. The next start continues where this one ended.');
}

/** What has to be ended, in the order in which it was started. */
type Closing = (() => Promise<void>)[];

/** Troubles are kept in a file, so that the newcomer's terminal stays readable; failures are shown too. */
async function demoLog(settings: Settings): Promise<Log> {
  if (settings.logLevel !== 'info')
    return createLog({ level: settings.logLevel, name: 'qyraghy', destination: process.stderr });
  await mkdir(demoFolder(settings), { recursive: true, mode: 0o700 });
  return createLog({ level: 'info', name: 'qyraghy', destination: await fileAndFailures(logFile(settings)) });
}

async function raise(
  settings: Settings,
  log: Log,
  closing: Closing,
  stop: AbortSignal,
): Promise<RunningRoles> {
  const { postgres, outside, keys, startRoles } = await raiseOutside(settings, log, closing);
  stop.throwIfAborted();
  say(`  database    PostgreSQL on 127.0.0.1:${postgres.port}`);
  say('  outside     Telegram, Bot API and the authority, all on loopback');
  const environment = { ...outside.environment, DATABASE_URL: postgres.url, DATA_DIR: settings.dataDir };
  const config = await demoConfig(environment);
  await prepareDatabase(config, 'demo');
  stop.throwIfAborted();
  const playground = createPlayground(playgroundOptions(outside, settings));
  closing.push(async () => playground.close());
  const running = await startRoles(config, ROLES_OF_PROCESS, log, (request, response) =>
    playground.handle(request, response),
  );
  closing.push(() => running.stop());
  await writeFile(environmentFile(settings), JSON.stringify(environment), { mode: 0o600 });
  closing.push(() => rm(environmentFile(settings), { force: true }));
  await firstDay(running, outside, config, keys.loginCode, log);
  const trickle = startTrickle(outside.world);
  closing.push(async () => trickle.stop());
  return running;
}

/** Waits for neither while the other can go on: the database is made by programs of its own, on another processor. */
async function raiseOutside(
  settings: Settings,
  log: Log,
  closing: Closing,
): Promise<{
  readonly postgres: EmbeddedPostgres;
  readonly outside: Outside;
  readonly keys: DemoKeys;
  readonly startRoles: typeof StartRoles;
}> {
  const folder = demoFolder(settings);
  const keys = await demoKeys(folder);
  const starting = startEmbeddedPostgres({
    folder: path.join(settings.dataDir, 'postgres'),
    log,
    ...portOf(settings),
  }).then((started) => {
    closing.push(() => started.stop());
    return started;
  });
  const making = startOutside(folder, keys).then((made) => {
    closing.push(() => made.close());
    seedWorld(made.world);
    return made;
  });
  const loading = import('../roles.ts');
  // All end before a failure of one is told, so that nothing starts after the closing.
  await Promise.allSettled([starting, making, loading]);
  const [postgres, outside, { startRoles }] = await Promise.all([starting, making, loading]);
  return { postgres, outside, keys, startRoles };
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
    const { signIn } = await import('../../src/sources/telegram/sign-in.ts');
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
      await addSource({ ...needs, reader }, `@${username}`, { last: SEED_POSTS_READ, discussion: false });
    }
  } finally {
    await reader.close();
  }
}

function announce(running: RunningRoles, settings: Settings, ms: number): void {
  say(`  roles       ${ROLES_OF_PROCESS.join(' ')}`);
  say(`  data        ${settings.dataDir} (log: ${path.relative(settings.dataDir, logFile(settings))})`);
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
