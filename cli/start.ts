import { createLog } from '../src/log.ts';
import { type ProcessRole, ROLES_OF_PROCESS } from '../src/steps/pipeline.ts';
import { portInUseText, isPortFree } from './free-port.ts';
import type { Config } from '../src/config.ts';
import { PermanentError } from '../src/domain/failure.ts';
import { acquireLock } from './lock.ts';
import { commandLog, openConfig, prepareDatabase, readEnvironment } from './parts.ts';
import { WrongUseError } from './output.ts';
import { askedToStop } from './signals.ts';

/** Everything in one process; the demo where nothing is configured. */
export async function start(): Promise<void> {
  const { describeMistakes, parseConfig } = await import('../src/config.ts');
  const parsed = parseConfig(await readEnvironment());
  if (!parsed.ok) throw new WrongUseError(describeMistakes(parsed.mistakes));
  if (parsed.mode === 'real') {
    await runRoles(ROLES_OF_PROCESS);
    return;
  }
  const { startDemo } = await import('./demo/demo.ts');
  await startDemo(parsed.config);
}

/** These roles of the configured installation, until Ctrl+C. */
export async function runRoles(roles: readonly ProcessRole[]): Promise<void> {
  const stop = askedToStop();
  const opened = await openConfig(await commandLog());
  const { config, mode } = opened;
  const log = createLog({ level: config.logLevel, name: 'qyraghy' });
  try {
    if (roles.includes('web')) await requireHttpPort(config);
    // Containers of several roles share the folder of evidence, so only `start` of a whole installation locks it.
    const whole = roles.length === ROLES_OF_PROCESS.length && mode === 'real';
    const lock = whole ? await acquireLock(config.dataDir, log) : null;
    try {
      await prepareDatabase(config, mode);
      const { startRoles } = await import('./roles.ts');
      const running = await startRoles(config, roles, log);
      log.info({ roles, url: running.url }, 'roles are running');
      await stop.asked;
      log.info('stopping');
      await running.stop();
    } finally {
      await lock?.release();
    }
  } finally {
    await opened.close();
  }
}

/** Throws PermanentError `port_in_use` before anything else is started. Port 0 is any free one. */
export async function requireHttpPort(config: Pick<Config, 'http'>): Promise<void> {
  const { host, port } = config.http;
  if (port === 0 || (await isPortFree(port, host))) return;
  throw new PermanentError(
    'port_in_use',
    port < 1024 && process.getuid?.() !== 0
      ? `This user may not listen on port ${port}. Set HTTP_PORT to a port above 1023.`
      : `${portInUseText('The page', port, 'HTTP_PORT')} HTTP_PORT=0 picks one.`,
  );
}
