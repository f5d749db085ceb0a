import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { connectMemory } from '../drizzle/connect.ts';
import { createHttpAuthority } from '../src/authority/http/http-authority.ts';
import type { Config } from '../src/config.ts';
import { readPem } from '../src/config/read-pem.ts';
import { createChromiumCapturer } from '../src/evidence/chromium-capturer.ts';
import { createEvidenceFiles } from '../src/evidence/evidence-files.ts';
import type { Log } from '../src/log.ts';
import type { Clock } from '../src/ports/clock.ts';
import type { OnDeadJob } from '../src/ports/job-queue.ts';
import type { Memory } from '../src/ports/memory.ts';
import { createBullmqQueue } from '../src/queue/bullmq-queue.ts';
import { createSealedBox } from '../src/secrets/sealed-box.ts';
import { createTelegramReader, type TelegramReader } from '../src/sources/telegram/reader.ts';
import { buryJob } from '../src/steps/bury-job.ts';
import type { Needs } from '../src/steps/needs.ts';
import { loadTexts } from '../src/texts/texts.ts';
import { readLocales } from '../src/texts/read-locales.ts';
import { crashPointsOf } from './crash-points.ts';
import { projectRoot } from './project-root.ts';
import { loadDetector, ownRulesFolder } from './rule-files.ts';

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** Everything one process works with, built once. */
export interface Wired {
  readonly config: Config;
  readonly needs: Needs;
  readonly texts: ReturnType<typeof loadTexts>;
  /** Names this process where leases are held. */
  readonly holder: string;
  /** Signs the daily anchor of the audit trail. */
  readonly auditKey: { readonly privateKeyPem: string; readonly publicKeyPem: string };
  /** The reader with the stored account; null while no account has signed in. */
  openReader(): Promise<TelegramReader | null>;
  close(): Promise<void>;
}

/** Builds the outside world of one process by its configuration. */
export async function wire(config: Config, log: Log): Promise<Wired> {
  const { connections } = config;
  const clock = systemClock;
  const box = createSealedBox(config.masterKey);
  const texts = loadTexts(await readLocales(path.join(projectRoot(), 'locales')), {
    timeZone: config.timeZone,
    problems: log,
  });
  const memory = await connectMemory({
    url: connections.databaseUrl.reveal(),
    clock,
    timeZone: config.timeZone,
    log,
  });
  const onDead: OnDeadJob = (dead) => buryJob({ memory, clock, log }, dead);
  const queue = await createBullmqQueue({
    backend:
      connections.redisUrl === null
        ? { kind: 'postgres', url: connections.databaseUrl.reveal() }
        : { kind: 'redis', url: connections.redisUrl.reveal() },
    log,
    onDead,
  });
  const needs: Needs = {
    memory,
    clock,
    queue,
    detector: await loadDetector(config.rulesDir ?? ownRulesFolder()),
    capturer: createChromiumCapturer({
      ...(config.chromiumPath === null ? {} : { chromiumPath: config.chromiumPath }),
      log,
    }),
    files: createEvidenceFiles(path.join(config.dataDir, 'evidence')),
    authority: createHttpAuthority({
      baseUrl: connections.authorityUrl,
      token: connections.authorityToken.reveal(),
      signingKeyPem: await readPem('AUTHORITY_SIGNING_KEY', connections.authoritySigningKey),
      clock,
    }),
    box,
    office: {
      timeZone: config.timeZone,
      unitName: config.unitName,
      addresseeName: config.addresseeName,
      systemName: config.systemName,
    },
    pace: { trackEveryMs: config.trackEverySeconds * 1000 },
    texts,
    reach: crashPointsOf(process.env),
    log,
  };
  return {
    config,
    needs,
    texts,
    holder: `${process.pid}-${randomUUID()}`,
    auditKey: { privateKeyPem: box.signingKeyPem('audit'), publicKeyPem: box.publicKeyPem('audit') },
    openReader: () => openReader(config, memory, box, log),
    close: async () => {
      await needs.capturer.close();
      await queue.stop();
      await memory.close();
    },
  };
}

/** Longest wait for Telegram to answer one call. */
const TELEGRAM_TIMEOUT_MS = 20_000;

/** What is needed to reach Telegram, without a session. */
export async function telegramConnection(config: Config): Promise<{
  readonly apiId: number;
  readonly apiHash: string;
  readonly timeoutMs: number;
  readonly address?: { readonly host: string; readonly port: number };
  readonly publicKeyPem?: string;
}> {
  const { telegramApiId, telegramApiHash, mtproto } = config.connections;
  const own = { apiId: telegramApiId, apiHash: telegramApiHash.reveal(), timeoutMs: TELEGRAM_TIMEOUT_MS };
  if (mtproto === null) return own;
  return {
    ...own,
    address: { host: mtproto.host, port: mtproto.port },
    publicKeyPem: await readFile(mtproto.publicKeyFile, 'utf8'),
  };
}

async function openReader(
  config: Config,
  memory: Memory,
  box: Needs['box'],
  log: Log,
): Promise<TelegramReader | null> {
  const accounts = await memory.read.accounts.list();
  const account = accounts.find((candidate) => candidate.state === 'active');
  if (account === undefined) return null;
  const session = new TextDecoder().decode(box.open('session', account.sealedSession));
  return createTelegramReader({
    connection: { ...(await telegramConnection(config)), session },
    log,
    clock: systemClock,
  });
}
