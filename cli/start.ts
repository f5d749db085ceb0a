import { describeMistakes, parseConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { type ProcessRole, ROLES_OF_PROCESS } from '../src/steps/pipeline.ts';
import { startDemo } from './demo/demo.ts';
import { acquireLock } from './lock.ts';
import { WrongUseError } from './output.ts';
import { openConfig, prepareDatabase, readEnvironment } from './parts.ts';
import { startRoles } from './roles.ts';
import { untilAskedToStop } from './signals.ts';

/** Everything in one process; the demo where nothing is configured. */
export async function start(): Promise<void> {
  const parsed = await modeOf();
  if (parsed === 'demo') await startDemo();
  else await runRoles(ROLES_OF_PROCESS);
}

async function modeOf(): Promise<'demo' | 'real'> {
  const parsed = parseConfig(await readEnvironment());
  if (!parsed.ok) throw new WrongUseError(describeMistakes(parsed.mistakes));
  return parsed.mode;
}

/** These roles of the configured installation, until Ctrl+C. */
export async function runRoles(roles: readonly ProcessRole[]): Promise<void> {
  const quiet = createLog({ level: 'warn', name: 'qyraghy', destination: process.stderr });
  const opened = await openConfig(quiet);
  const log = createLog({ level: opened.config.logLevel, name: 'qyraghy' });
  // Containers of several roles share the folder of evidence, so only `start` of a whole installation locks it.
  const lock =
    roles.length === ROLES_OF_PROCESS.length && opened.mode === 'real'
      ? await acquireLock(opened.config.dataDir, log)
      : null;
  try {
    await prepareDatabase(opened.config, opened.mode);
    const running = await startRoles(opened.config, roles, log);
    log.info({ roles, url: running.url }, 'roles are running');
    await untilAskedToStop();
    log.info('stopping');
    await running.stop();
  } finally {
    await lock?.release();
    await opened.close();
  }
}
