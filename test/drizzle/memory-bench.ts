import { createHash } from 'node:crypto';
import { after } from 'node:test';
import { connectMemory } from '../../drizzle/connect.ts';
import type { Category } from '../../src/domain/category.ts';
import type { Detection } from '../../src/domain/detection.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Source } from '../../src/domain/source.ts';
import type { Person, Role } from '../../src/domain/staff.ts';
import type { EvidenceSet, Memory, NewPost, StoredPost } from '../../src/ports/memory.ts';
import { testDatabase } from '../support/postgres.ts';

export const MORNING = new Date('2026-11-24T04:00:00.123Z');

/** A clock that stands until it is set. */
export interface SetClock {
  now(): Date;
  set(at: Date): void;
}

export interface Bench {
  readonly url: string;
  readonly memory: Memory;
  readonly clock: SetClock;
}

/** A memory over a database of its own; closed and dropped when the test file ends. */
export async function openBench(): Promise<Bench> {
  const database = await testDatabase();
  let at = MORNING;
  const clock: SetClock = { now: () => at, set: (later) => void (at = later) };
  const memory = await connectMemory({ url: database.url, clock });
  after(async () => {
    await memory.close();
    await database.drop();
  });
  return { url: database.url, memory, clock };
}

export function later(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export async function aSource({ memory }: Bench, name = 'kazyna', position = 0): Promise<Source> {
  const { source } = await memory.transaction((tx) =>
    tx.sources.add({
      kind: 'messenger',
      connector: 'telegram',
      address: `https://t.me/${name}`,
      externalId: `-100${name}`,
      handle: { accessHash: '9007199254740993' },
      title: `Арна ${name}`,
      openness: { publicUrl: `https://t.me/s/${name}`, checkedAt: MORNING.toISOString(), how: 'public name' },
      position,
    }),
  );
  return source;
}

export function detection(rule = 'guaranteed-profit', entities: Detection['entities'] = []): Detection {
  const why = { kk: 'табыс уәдесі', ru: 'обещание дохода', en: 'promised profit' };
  return {
    suspicious: true,
    score: 0.8,
    category: 'pyramid',
    categories: [{ category: 'pyramid', score: 0.8 }],
    matches: [
      { rule, category: 'pyramid', start: 0, end: 5, text: 'табыс', weight: 3, why },
      { rule, category: 'pyramid', start: 9, end: 14, text: 'табыс', weight: 3, why },
    ],
    entities,
    language: 'kk',
    rulesVersion: 'r1',
  };
}

export function newPost(source: Source, messageId: number, change: Partial<NewPost> = {}): NewPost {
  return {
    sourceId: source.id,
    messageId,
    url: `${source.address}/${messageId}`,
    publishedAt: MORNING,
    editedAt: null,
    firstSeenAt: MORNING,
    lastSeenAt: MORNING,
    parts: null,
    maskedText: 'Күніне 5 % табыс кепілдікпен',
    sealedContent: new Uint8Array([0, 255, 1, 254]),
    detection: detection(),
    views: 1200,
    ...change,
  };
}

export async function aPost(
  bench: Bench,
  source: Source,
  messageId: number,
  change: Partial<NewPost> = {},
): Promise<StoredPost> {
  return bench.memory.transaction((tx) => tx.posts.add(newPost(source, messageId, change)));
}

export interface FindingWish {
  readonly at?: Date;
  readonly score?: number;
  readonly category?: Category;
  readonly rule?: string;
  readonly entities?: Detection['entities'];
}

export async function aFinding(
  bench: Bench,
  source: Source,
  messageId: number,
  wish: FindingWish = {},
): Promise<Finding> {
  const { at = MORNING, score = 0.8, category = 'pyramid', rule, entities } = wish;
  const post = await aPost(bench, source, messageId, { detection: detection(rule, entities) });
  return bench.memory.transaction((tx) =>
    tx.findings.open({ category, score, rulesVersion: 'r1', postId: post.id, at }),
  );
}

let people = 0;
export async function aPerson({ memory }: Bench, role: Role, name = 'Айгүл'): Promise<Person> {
  people += 1;
  const telegramId = String(7_000_000_000 + people);
  return memory.transaction((tx) => tx.staff.add({ telegramId, name, role, locale: 'kk' }));
}

/** The next set of the seal chain, with a screenshot. */
export async function sealedSet(bench: Bench, findingId: number, postId: number): Promise<EvidenceSet> {
  return bench.memory.transaction(async (tx) => {
    const previousSealSha256 = await tx.evidence.lockHead();
    return tx.evidence.add({
      findingId,
      postId,
      capturedAt: MORNING,
      tool: 'chromium 156',
      manifest: `{"post":${postId}}`,
      manifestSha256: sha256(`manifest ${postId}`),
      previousSealSha256,
      sealSha256: sha256(`seal ${postId}`),
      files: [
        {
          role: 'screenshot',
          sha256: sha256(`png ${postId}`),
          sizeBytes: 10,
          contentType: 'image/png',
          width: 800,
          height: 600,
        },
        {
          role: 'raw',
          sha256: sha256(`raw ${postId}`),
          sizeBytes: 20,
          contentType: 'application/json',
          width: null,
          height: null,
        },
      ],
    });
  });
}

/** A promise and its handle, to hold a transaction open without waiting for time. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
