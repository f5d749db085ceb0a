import type postgres from 'postgres';
import type { Post } from '../../src/domain/post.ts';
import type { Detector } from '../../src/ports/detector.ts';
import type { Memory, StoredPost } from '../../src/ports/memory.ts';
import type { SealedBox } from '../../src/ports/sealed-box.ts';
import { openPost } from '../../src/steps/capture-post.ts';
import { look } from '../../src/steps/detect-batch.ts';
import { type ChannelStory, PICTURE_BYTES, type StandingPost } from './channel-story.ts';

export interface TruthNeeds {
  readonly detector: Detector;
  readonly box: SealedBox;
  readonly memory: Memory;
  readonly sql: postgres.Sql;
}

export interface Truth {
  readonly story: ChannelStory;
  readonly sourceId: number;
  /** Position where the source was begun. */
  readonly begins: number;
  /** What lay before was asked for too. */
  readonly backfilled: boolean;
}

interface SeenRow {
  readonly id: number;
  readonly hash: string;
  readonly postId: number | null;
  readonly gone: boolean;
}

/** What of the memory is not as it should be, in words; empty when all is right. */
export async function problemsOf(needs: TruthNeeds, truth: Truth): Promise<readonly string[]> {
  const { story, sourceId, begins, backfilled } = truth;
  const source = await needs.memory.read.sources.get(sourceId);
  if (source.position < Math.max(...story.standing().flatMap(({ ids }) => ids), 0))
    return [`the position is ${source.position} of ${story.newestId}`];
  const problems: string[] = [];
  const seen = await seenRows(needs, sourceId);
  for (const post of story.standing()) {
    const isOld = post.ids.some((id) => id <= begins);
    const known = post.ids.some((id) => (seen.get(id)?.hash ?? '') !== '');
    if (isOld && !backfilled && !known) continue;
    problems.push(...(await standingProblems(needs, sourceId, post, seen)));
  }
  problems.push(...(await goneProblems(needs, truth, seen)));
  problems.push(...(await countProblems(needs, truth, seen)));
  if ((source.pts ?? 0) < story.pts)
    problems.push(`events are committed up to ${source.pts} of ${story.pts}`);
  if (backfilled && begins > 0) problems.push(...(await backfillProblems(needs, sourceId)));
  return problems;
}

async function standingProblems(
  needs: TruthNeeds,
  sourceId: number,
  post: StandingPost,
  seen: ReadonlyMap<number, SeenRow>,
): Promise<string[]> {
  const [first = 0] = post.ids;
  const name = `post ${post.ids.join('+')}`;
  const wanted = look(needs, asPost(sourceId, post));
  const rows = post.ids.map((id) => seen.get(id));
  const unseen = post.ids.filter((_, at) => (rows[at]?.hash ?? '') === '');
  if (unseen.length > 0) return [`${name}: ${unseen.join(', ')} never detected`];
  const problems: string[] = [];
  if (rows.some((row) => row?.hash !== wanted.hash)) problems.push(`${name}: not seen in its last version`);
  if (rows.some((row) => row?.gone)) problems.push(`${name}: noted as gone, and stands`);
  const ids = new Set(rows.map((row) => row?.postId ?? row?.id));
  if (ids.size > 1) problems.push(`${name}: its parts belong to the posts ${[...ids].join(', ')}`);
  const identity = rows[0]?.postId ?? first;
  const finding = await needs.memory.read.findings.ofMessage(sourceId, identity);
  if (finding === null && wanted.signature !== null) problems.push(`${name}: an offer without a finding`);
  if (finding === null) return problems;
  const versions = await versionsOf(needs, sourceId, identity);
  const newest = versions.at(-1);
  if (newest === undefined || openPost(needs, newest).text !== post.text)
    problems.push(`${name}: the newest of ${versions.length} versions is not the last one`);
  if (versions.some(({ deletedSeenAt }) => deletedSeenAt !== null))
    problems.push(`${name}: marked as deleted, and stands`);
  const hashes = versions.map((version) => look(needs, openPost(needs, version)).hash);
  if (hashes.some((hash, at) => hash === hashes[at - 1])) problems.push(`${name}: a version is kept twice`);
  return problems;
}

/** What a reader sees of the post, told from outside. */
function asPost(sourceId: number, { ids, text, pictures }: StandingPost): Post {
  return {
    sourceId,
    messageId: ids[0] ?? 0,
    url: '',
    publishedAt: new Date(0).toISOString(),
    editedAt: null,
    text,
    links: [],
    media: Array.from({ length: pictures }, () => ({
      kind: 'photo' as const,
      mimeType: 'image/jpeg',
      sizeBytes: PICTURE_BYTES,
      fileName: null,
    })),
    forwardedFrom: null,
    author: null,
    views: null,
    raw: '{}',
  };
}

/** What does not stand any more is marked, or was never there for us and is known as a hole that cannot be filled. */
async function goneProblems(
  needs: TruthNeeds,
  { story, sourceId, begins, backfilled }: Truth,
  seen: ReadonlyMap<number, SeenRow>,
): Promise<string[]> {
  const problems: string[] = [];
  const missing = await missingRows(needs, sourceId);
  const open = missing.filter(({ state }) => state === 'open');
  if (open.length > 0)
    problems.push(`ids are still missing: ${open.map(({ from, to }) => `${from}-${to}`).join(', ')}`);
  const standing = new Set(story.standing().flatMap(({ ids }) => ids));
  let never = 0;
  for (const id of story.gone()) {
    const row = seen.get(id);
    if (row !== undefined && row.hash !== '') {
      if (!row.gone) problems.push(`post ${id}: its deletion is not noted`);
      const postId = row.postId ?? id;
      const left = [...seen.values()].some((part) => part.postId === postId && standing.has(part.id));
      if (left) continue;
      const versions = await versionsOf(needs, sourceId, postId);
      if (versions.some((version) => version.deletedSeenAt === null || version.lastSeenAt === null))
        problems.push(`post ${id}: kept, deleted, and not marked`);
    } else if (id > begins && id <= (await needs.memory.read.sources.get(sourceId)).position) {
      never += 1;
      if (!missing.some(({ from, to, state }) => id >= from && id <= to && state === 'gone'))
        problems.push(`post ${id}: neither detected nor known as a hole`);
    }
  }
  const report = (await needs.memory.read.sources.report()).find((row) => row.source.id === sourceId);
  if (!backfilled && report?.missing.gone !== never)
    problems.push(`the report names ${report?.missing.gone} ids that cannot be had, there are ${never}`);
  if (report?.holes !== 0 || report.deadLetters !== 0)
    problems.push(`given up: ${report?.holes} holes, ${report?.deadLetters} letters`);
  return problems;
}

/** Every post is counted once: those that were there before may have come by a backfill, which counts by itself. */
async function countProblems(
  needs: TruthNeeds,
  { sourceId, begins }: Truth,
  seen: ReadonlyMap<number, SeenRow>,
): Promise<string[]> {
  const posts = new Set(
    [...seen.values()].flatMap(({ id, hash, postId }) => (hash === '' ? [] : [postId ?? id])),
  );
  const live = [...posts].filter((id) => id > begins).length;
  const [row] = await needs.sql`select coalesce(sum(posts), 0)::int as posts from source_days
    where source_id = ${sourceId}`;
  const counted = Number(row?.['posts']);
  return counted >= live && counted <= posts.size
    ? []
    : [`${counted} posts are counted, ${live} to ${posts.size} were detected`];
}

async function backfillProblems(needs: TruthNeeds, sourceId: number): Promise<string[]> {
  const active = await needs.memory.read.sources.activeBackfills();
  return active
    .filter((backfill) => backfill.sourceId === sourceId)
    .map(({ position, toId }) => `the backfill is at ${position} of ${toId}`);
}

async function seenRows({ sql }: TruthNeeds, sourceId: number): Promise<ReadonlyMap<number, SeenRow>> {
  const rows =
    await sql`select message_id, hash, post_id, gone_at from seen_posts where source_id = ${sourceId}`;
  return new Map(
    rows.map((row) => {
      const id = Number(row['message_id']);
      const postId = row['post_id'] === null ? null : Number(row['post_id']);
      return [id, { id, hash: String(row['hash']), postId, gone: row['gone_at'] !== null }];
    }),
  );
}

async function missingRows({ sql }: TruthNeeds, sourceId: number) {
  const rows = await sql`select from_id, to_id, state from missing_ids where source_id = ${sourceId}`;
  return rows.map((row) => ({
    from: Number(row['from_id']),
    to: Number(row['to_id']),
    state: String(row['state']),
  }));
}

async function versionsOf(needs: TruthNeeds, sourceId: number, messageId: number): Promise<StoredPost[]> {
  const rows = await needs.sql`select id from posts
    where source_id = ${sourceId} and message_id = ${messageId} order by version`;
  return await Promise.all(rows.map((row) => needs.memory.read.posts.get(Number(row['id']))));
}
