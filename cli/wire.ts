import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { connectMemory } from '../drizzle/connect.ts';
import type { Config } from '../src/config.ts';
import { readPem } from '../src/config/read-pem.ts';
import { createEvidenceFiles } from '../src/evidence/evidence-files.ts';
import type { Log } from '../src/log.ts';
import type { EvidenceCapturer } from '../src/ports/evidence-capturer.ts';
import type { Memory } from '../src/ports/memory.ts';
import type { OnDeadJob } from '../src/ports/job-queue.ts';
import { createHttpAuthority } from '../src/authority/http/http-authority.ts';
import { createBullmqQueue } from '../src/queue/bullmq-queue.ts';
import { createSealedBox } from '../src/secrets/sealed-box.ts';
import type { TelegramReader } from '../src/sources/telegram/reader.ts';
import type { Readers } from '../workers/collect-worker.ts';
import { messageOf } from '../src/domain/failure.ts';
import { buryJob } from '../src/steps/bury-job.ts';
import { reportRules } from '../src/steps/report-rules.ts';
import type { Needs } from '../src/steps/needs.ts';
import { loadTexts } from '../src/texts/texts.ts';
import { readLocales } from '../src/texts/read-locales.ts';
import { crashPointsOf } from './crash-points.ts';
import { officeOf, systemClock } from './parts.ts';
import { projectRoot } from './project-root.ts';
import { createLiveDetector } from './live-detector.ts';
import { ownRulesFolder } from './rule-files.ts';
import { openPreview } from './preview.ts';
import { type AccountParts, openAccount, openReader } from './telegram.ts';

/** Everything one process works with, built once. */
export interface Wired {
  readonly config: Config;
  readonly needs: Needs;
  readonly texts: ReturnType<typeof loadTexts>;
  /** Names this process where leases are held. */
  readonly holder: string;
  /** Signs the daily anchor of the audit trail. */
  readonly auditKey: { readonly privateKeyPem: string; readonly publicKeyPem: string };
  /** Opens connections for leases alone; to be closed by whoever holds the leases. */
  openLeases(): Promise<Memory>;
  /** Readers that the collect role holds. */
  readonly readers: Readers;
  /** A reader that looks places up; null while no account has signed in. */
  openReader(): Promise<TelegramReader | null>;
  close(): Promise<void>;
}

/** Renewals are short and few. */
const LEASE_CONNECTIONS = 2;

/** Builds the outside world of one process by its configuration. */
export async function wire(config: Config, log: Log): Promise<Wired> {
  const { connections } = config;
  const clock = systemClock;
  const box = createSealedBox(config.masterKey);
  const texts = loadTexts(await readLocales(path.join(projectRoot(), 'locales')), {
    timeZone: config.timeZone,
    problems: log,
  });
  const database = { url: connections.databaseUrl.reveal(), clock, timeZone: config.timeZone, log };
  const memory = await connectMemory(database);
  const onDead: OnDeadJob = (dead) => buryJob({ memory, clock, log }, dead);
  const queue = await createBullmqQueue({
    backend:
      connections.redisUrl === null
        ? { kind: 'postgres', url: connections.databaseUrl.reveal() }
        : { kind: 'redis', url: connections.redisUrl.reveal() },
    log,
    onDead,
  });
  const rules = await createLiveDetector({
    folder: config.rulesDir ?? ownRulesFolder(),
    memory,
    log,
    onProblem: (version, mistakes) => {
      reportRules({ memory, clock, box }, version, mistakes).catch((error: unknown) =>
        log.error({ error: messageOf(error) }, 'mistakes of the rules could not be reported'),
      );
    },
  });
  const needs: Needs = {
    memory,
    clock,
    queue,
    detector: rules.detector,
    capturer: lazyCapturer(config, log),
    files: createEvidenceFiles(path.join(config.dataDir, 'evidence')),
    authority: createHttpAuthority({
      baseUrl: connections.authorityUrl,
      token: connections.authorityToken.reveal(),
      signingKeyPem: await readPem('AUTHORITY_SIGNING_KEY', connections.authoritySigningKey),
      clock,
    }),
    box,
    office: officeOf(config),
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
    openLeases: () => connectMemory({ ...database, poolMax: LEASE_CONNECTIONS }),
    readers: readersOf({ config, memory, box, log }),
    openReader: () => openReader(config, memory, box, log),
    close: async () => {
      rules.stop();
      await needs.capturer.close();
      await queue.stop();
      await memory.close();
    },
  };
}

function readersOf(parts: AccountParts): Readers {
  return { openAccount: (account) => openAccount(parts, account), openPreview: () => openPreview(parts) };
}

/** The driver of the browser is large, and is loaded when the first picture is wanted. */
function lazyCapturer(config: Config, log: Log): EvidenceCapturer {
  let loaded: Promise<EvidenceCapturer> | null = null;
  const capturer = (): Promise<EvidenceCapturer> => {
    loaded ??= import('../src/evidence/chromium-capturer.ts').then(({ createChromiumCapturer }) =>
      createChromiumCapturer({
        ...(config.chromiumPath === null ? {} : { chromiumPath: config.chromiumPath }),
        log,
      }),
    );
    return loaded;
  };
  return {
    capture: async (request) => (await capturer()).capture(request),
    describe: async () => (await capturer()).describe(),
    close: async () => {
      if (loaded !== null) await (await loaded).close();
    },
  };
}
