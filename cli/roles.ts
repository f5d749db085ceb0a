import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { BotOptions } from '../bot/create-bot.ts';
import type { Config } from '../src/config.ts';
import { dayOf } from '../src/steps/day.ts';
import { makeAnchor } from '../src/steps/verify-record.ts';
import type { ProcessRole } from '../src/steps/pipeline.ts';
import type { Log } from '../src/log.ts';
import type { ExtraHandler, WebServer } from '../web/server.ts';
import { createBotWorker } from '../workers/bot-worker.ts';
import { createCaptureWorker } from '../workers/capture-worker.ts';
import { createCollectWorker } from '../workers/collect-worker.ts';
import { createDetectWorker } from '../workers/detect-worker.ts';
import { createDigestWorker } from '../workers/digest-worker.ts';
import { createDispatchWorker } from '../workers/dispatch-worker.ts';
import { startProcess } from '../workers/process.ts';
import { createReadWorker } from '../workers/read-worker.ts';
import { jobWorker, type RoleWorker } from '../workers/role-worker.ts';
import { createTrackWorker } from '../workers/track-worker.ts';
import { type Wired, wire } from './wire.ts';

/** Roles running in this process. */
export interface RunningRoles {
  readonly wired: Wired;
  /** Address of our HTTP, when `web` is among the roles. */
  readonly url: string | null;
  stop(): Promise<void>;
}

/** Starts roles with the given configuration. `extra` are pages that the web role shows besides. */
export async function startRoles(
  config: Config,
  roles: readonly ProcessRole[],
  log: Log,
  extra?: ExtraHandler,
): Promise<RunningRoles> {
  const wired = await wire(config, log);
  let web: WebServer | null = null;
  try {
    const workers = await Promise.all(roles.map(async (role) => await MAKE[role](wired)));
    const running = await startProcess(wired.needs, workers);
    if (roles.includes('web')) {
      const { startWebServer } = await import('../web/server.ts');
      web = await startWebServer({
        host: config.http.host,
        port: config.http.port,
        log,
        queue: wired.needs.queue,
        notReady: () => running.notReady(),
        ...(extra === undefined ? {} : { extra }),
      }).catch(async (error: unknown) => {
        await running.stop();
        throw error;
      });
    }
    return {
      wired,
      url: web?.url ?? null,
      stop: async () => {
        await web?.close();
        await running.stop();
        await wired.close();
      },
    };
  } catch (error) {
    await wired.close();
    throw error;
  }
}

/** How each role is made; a process loads the libraries of its own roles alone. */
const MAKE: Readonly<Record<ProcessRole, (wired: Wired) => RoleWorker | Promise<RoleWorker>>> = {
  collect: async (wired) =>
    createCollectWorker(
      { ...wired.needs, holder: wired.holder, leases: await wired.openLeases() },
      wired.readers,
    ),
  detect: ({ needs }) => createDetectWorker(needs),
  read: async ({ needs }) => {
    const { createPictureReader } = await import('../src/pictures/picture-reader.ts');
    return createReadWorker({ ...needs, pictures: createPictureReader({ log: needs.log }) });
  },
  capture: ({ needs }) => createCaptureWorker(needs),
  dispatch: ({ needs }) => createDispatchWorker(needs),
  track: ({ needs }) => createTrackWorker(needs),
  digest: (wired) =>
    createDigestWorker(
      { ...wired.needs, holder: wired.holder },
      { digestAt: wired.config.digestAt, anchor: () => keepAnchor(wired) },
    ),
  bot: async (wired) => {
    const { createBot } = await import('../bot/create-bot.ts');
    return createBotWorker({ ...wired.needs, holder: wired.holder }, () => createBot(botOptions(wired)));
  },
  web: () => jobWorker('web', {}),
};

function botOptions(wired: Wired): BotOptions {
  const { config, needs, texts } = wired;
  return {
    token: config.connections.botToken.reveal(),
    apiRoot: config.connections.botApiRoot,
    needs,
    texts,
    log: needs.log,
    ...(config.groupChatId === null ? {} : { groupChatId: Number(config.groupChatId) }),
    ...(config.http.publicUrl === null ? {} : { publicUrl: config.http.publicUrl }),
  };
}

/** Keeps the signed head of the audit chain in a file of the day. */
async function keepAnchor(wired: Wired): Promise<void> {
  const day = dayOf(wired.needs.clock.now(), wired.config.timeZone);
  const folder = path.join(wired.config.dataDir, 'anchors');
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, `${day}.json`),
    await makeAnchor(wired.needs, day, wired.auditKey.privateKeyPem),
  );
}
