import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import postgres from 'postgres';
import { loadDetector, ownRulesFolder } from '../../cli/rule-files.ts';
import { type AuthoritySandbox, startAuthority } from '../../sandbox/authority/authority.ts';
import { createHttpAuthority } from '../../src/authority/http/http-authority.ts';
import { Secret } from '../../src/config/secret.ts';
import { replay } from '../../src/domain/decision.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Post } from '../../src/domain/post.ts';
import type { Source } from '../../src/domain/source.ts';
import type { Person, Role } from '../../src/domain/staff.ts';
import { createEvidenceFiles } from '../../src/evidence/evidence-files.ts';
import { silentLog } from '../../src/log.ts';
import type { AuthorityGateway } from '../../src/ports/authority-gateway.ts';
import type { CrashPoint } from '../../src/ports/crash-point.ts';
import type { EvidenceCapturer } from '../../src/ports/evidence-capturer.ts';
import type { DetectBatch, Job, JobQueue } from '../../src/ports/job-queue.ts';
import type { Memory } from '../../src/ports/memory.ts';
import { createBullmqQueue } from '../../src/queue/bullmq-queue.ts';
import { createSealedBox } from '../../src/secrets/sealed-box.ts';
import { capturePost } from '../../src/steps/capture-post.ts';
import { detectBatch } from '../../src/steps/detect-batch.ts';
import type { Needs } from '../../src/steps/needs.ts';
import { aSource, type Bench, openBench, type SetClock } from '../drizzle/memory-bench.ts';
import { plainPng } from '../evidence/sample-capture.ts';
import { testTexts } from '../support/texts.ts';

export const TOKEN = 'token-of-the-flow';
const HOUR_MS = 3_600_000;

/** A camera that always gives the same small picture, or fails as it is told. */
export interface Camera extends EvidenceCapturer {
  /** What the next captures throw; null: they succeed. */
  problem: Error | null;
  shots: number;
}

export type FlowNeeds = Omit<Needs, 'queue'>;

/** The real parts that steps work with, on a database of its own. */
export interface Flow {
  readonly bench: Bench;
  readonly memory: Memory;
  readonly clock: SetClock;
  readonly needs: FlowNeeds;
  readonly camera: Camera;
  readonly authority: AuthoritySandbox;
  /** Where evidence files lie. */
  readonly folder: string;
  /** The same addressee, reached with another token. */
  gateway(token?: string): AuthorityGateway;
  /** Rows of any table, past the memory. */
  readonly sql: postgres.Sql;
  /** Called at each named point. */
  onReach: (point: CrashPoint) => void;
}

export async function openFlow(): Promise<Flow> {
  const bench = await openBench();
  const { memory, clock, url } = bench;
  const folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-flow-'));
  const keys = generateKeyPairSync('ed25519');
  const authority = await startAuthority({
    token: TOKEN,
    journalPath: null,
    publicKeyPem: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    now: () => clock.now(),
  });
  const gateway = (token = TOKEN): AuthorityGateway =>
    createHttpAuthority({
      baseUrl: authority.url,
      token,
      signingKeyPem: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      timeoutMs: 10_000,
      clock,
    });
  const sql = postgres(url, { max: 2, onnotice: () => undefined });
  after(async () => {
    await sql.end();
    await authority.close();
    await rm(folder, { recursive: true, force: true });
  });
  const camera = makeCamera();
  const flow: Flow = {
    bench,
    memory,
    clock,
    camera,
    authority,
    folder,
    gateway,
    sql,
    onReach: () => undefined,
    needs: {
      memory,
      clock,
      detector: await loadDetector(ownRulesFolder()),
      capturer: camera,
      files: createEvidenceFiles(folder),
      authority: gateway(),
      box: createSealedBox(new Secret(randomBytes(32).toString('base64'))),
      office: {
        timeZone: 'Asia/Almaty',
        unitName: 'Департамент превенции',
        addresseeName: 'Комитет информации',
        systemName: 'Qyraghy',
      },
      pace: { trackEveryMs: 60_000 },
      texts: await testTexts(),
      reach: (point) => flow.onReach(point),
      log: silentLog(),
    },
  };
  return flow;
}

function makeCamera(): Camera {
  const png = plainPng(4, 3);
  const camera: Camera = {
    problem: null,
    shots: 0,
    capture: async () => {
      if (camera.problem !== null) throw camera.problem;
      camera.shots += 1;
      return { png, width: 4, height: 3, tool: 'test camera 1' };
    },
    describe: async () => ({ found: true, path: 'here', version: '1' }),
    close: async () => undefined,
  };
  return camera;
}

/** The queue on the database of the test; stopped at its end. */
export async function openQueue(flow: Flow): Promise<JobQueue> {
  const queue = await createBullmqQueue({
    backend: { kind: 'postgres', url: flow.bench.url },
    log: silentLog(),
    onDead: async () => undefined,
  });
  after(() => queue.stop(2_000));
  return queue;
}

/** Moves the clock on. */
export function pass(flow: Flow, hours: number): void {
  flow.clock.set(new Date(flow.clock.now().getTime() + hours * HOUR_MS));
}

/** Jobs that wait in the outbox and are due; they stay there. */
export async function jobsOf<N extends Job['name']>(flow: Flow, name: N): Promise<readonly Job<N>[]> {
  const rows = await flow.memory.transaction((tx) => tx.outbox.claim(1_000));
  return rows.map(({ job }) => job).filter((job): job is Job<N> => job.name === name);
}

/** Whether a transaction waits for what another one holds. */
export async function isWaitingForLock(flow: Flow): Promise<boolean> {
  const rows = await flow.sql`select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  return rows.length > 0;
}

/** Takes everything out of the outbox. */
export async function clearOutbox(flow: Flow): Promise<void> {
  await flow.sql`delete from outbox`;
}

let names = 0;
export async function aChannel(flow: Flow): Promise<Source> {
  names += 1;
  const { id } = await aSource(flow.bench, `arna_${names}`);
  return await flow.memory.transaction((tx) => tx.sources.beginEpoch(id));
}

export async function staff(flow: Flow, role: Role, name: string, telegramId?: string): Promise<Person> {
  names += 1;
  return await flow.memory.transaction((tx) =>
    tx.staff.add({ telegramId: telegramId ?? String(9_000 + names), name, role, locale: 'ru' }),
  );
}

export function post(source: Source, messageId: number, text: string, change: Partial<Post> = {}): Post {
  return {
    sourceId: source.id,
    messageId,
    url: `${source.address}/${messageId}`,
    publishedAt: '2026-11-24T03:00:00.000Z',
    editedAt: null,
    text,
    links: [],
    media: [],
    forwardedFrom: null,
    author: null,
    views: 100,
    raw: JSON.stringify({ id: messageId, message: text }),
    ...change,
  };
}

/** A batch that accounts for the ids of its posts; `change` may say otherwise. */
export function batch(
  source: Source,
  posts: readonly Post[],
  change: Partial<DetectBatch> = {},
): DetectBatch {
  const ids = posts.map(({ messageId }) => messageId);
  return {
    sourceId: source.id,
    epoch: source.epoch,
    interval: { from: Math.min(...ids), to: Math.max(...ids) },
    posts,
    deletions: [],
    ...change,
  };
}

export async function detect(flow: Flow, of: DetectBatch, last = false): Promise<void> {
  await detectBatch(flow.needs, of, last);
}

const SYLLABLES = 'бар дем жол кус лам мир нур пал рез сум тан уст фел хан шил эрк'.split(' ');

/** An offer that is like no other: around what makes it suspicious stand words of its own, by `word`. */
export function offer(word: string): string {
  let state = word.split('').reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2_147_483_647, 7);
  const syllable = (): string => {
    state = (state * 48_271) % 2_147_483_647;
    return SYLLABLES[state % SYLLABLES.length] ?? '';
  };
  const filler = Array.from({ length: 40 }, () => `${syllable()}${syllable()}${syllable()}`).join(' ');
  return `${filler}. ${word}! Онлайн казино дарит бонус 300% на первый депозит, вывод выигрыша на карту за 5 минут. ${filler.split(' ').toReversed().join(' ')}`;
}

/** A finding with its capture, made as the program makes it. */
export async function aCase(flow: Flow, text = offer(aWord())): Promise<Finding> {
  const source = await aChannel(flow);
  await detect(flow, batch(source, [post(source, 1, text)]));
  const id = await flow.memory.read.findings.ofMessage(source.id, 1);
  assert.ok(id !== null, `an offer was found: ${text}`);
  const finding = await flow.memory.read.findings.get(id);
  await capturePost(flow.needs, { findingId: id, postId: finding.firstPostId }, true);
  return await flow.memory.read.findings.get(id);
}

let words = 0;
/** A word that no other text of the test has. */
export function aWord(): string {
  words += 1;
  const at = (n: number): string => SYLLABLES[n % SYLLABLES.length] ?? '';
  return `зер${at(words)}${at(Math.floor(words / SYLLABLES.length) + 5)}ын`;
}

/** Replays the decisions of every finding and measure: they must arrive at the state that the row has. */
export async function assertReplay(flow: Flow): Promise<void> {
  const findings = await flow.memory.read.findings.list({ limit: 10_000 });
  assert.ok(findings.length > 0);
  for (const finding of findings) {
    const decisions = await flow.memory.read.findings.decisions(finding.id);
    const own = decisions.filter(({ measureId }) => measureId === null);
    assert.equal(replay(own), finding.state, `finding ${finding.id}`);
    for (const measure of await flow.memory.read.measures.ofFinding(finding.id)) {
      const rows = decisions.filter(({ measureId }) => measureId === measure.id);
      assert.equal(replay(rows), measure.state, `measure ${measure.id}`);
    }
  }
}
