import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { messageOf, PermanentError } from '../domain/failure.ts';
import type { Post } from '../domain/post.ts';
import { NETWORK_OF, type Source } from '../domain/source.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import { ExportFiles } from './export-files.ts';
import { type ExportedPost, readMessage, type Skipped } from './export-message.ts';
import { type ExportHead, readExport } from './export-stream.ts';

/** Posts in one batch: small enough that a failing batch is cheap to repeat. */
const BATCH_POSTS = 50;
/** Size of one batch as JSON, near enough; a single larger post travels alone. */
const BATCH_BYTES = 512 * 1024;
/** Batches that may wait before no more are added: some megabytes in the queue, a minute of detection. */
const WAITING_MAX = 40;

export interface ImportProgress {
  readonly phase: 'checking' | 'queueing' | 'waiting';
  readonly bytes: number;
  readonly bytesTotal: number;
  readonly posts: number;
}

export interface ImportSummary {
  readonly source: Source;
  readonly head: ExportHead;
  /** Messages of the file. */
  readonly read: number;
  readonly queued: number;
  readonly skipped: Readonly<Record<Skipped, number>>;
  /** Pictures that were named and could not be had. */
  readonly picturesLost: number;
}

export interface ImportNeeds {
  readonly queue: Pick<JobQueue, 'add' | 'counts'>;
  readonly sources: () => Promise<readonly Source[]>;
  /** Waits a moment before the queue is asked again. */
  readonly pause: () => Promise<void>;
  readonly onProgress: (progress: ImportProgress) => void;
}

/**
 * Puts the posts of a Telegram Desktop export on the queue. The file is read twice: once to its end before anything is
 * queued, so that a broken file leaves nothing behind. Throws PermanentError with what is wrong and what to do.
 */
export async function importExport(needs: ImportNeeds, file: string): Promise<ImportSummary> {
  const before = await statOf(file);
  const sources = await needs.sources();
  let posts = 0;
  for await (const item of readExport(file))
    if (item.kind === 'head') sourceOf(item.head, sources);
    else if (item.kind === 'message') posts += 1;
    else needs.onProgress({ phase: 'checking', bytes: item.bytes, bytesTotal: before.size, posts });
  const after = await statOf(file);
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs)
    throw new PermanentError(
      'file_changed',
      `${file} changed while it was checked; import it when it is complete.`,
    );
  return await queueAll(needs, file, sources, after.size);
}

async function queueAll(
  needs: ImportNeeds,
  file: string,
  sources: readonly Source[],
  bytesTotal: number,
): Promise<ImportSummary> {
  const files = await ExportFiles.beside(file);
  const skipped = { service: 0, not_understood: 0 };
  const counts = { read: 0, queued: 0, picturesLost: 0, bytes: 0 };
  let of: { readonly head: ExportHead; readonly source: Source } | null = null;
  let posts: Post[] = [];
  let size = 0;
  const tell = (phase: ImportProgress['phase']): void =>
    needs.onProgress({ phase, bytes: counts.bytes, bytesTotal, posts: counts.queued });
  const hand = async (source: Source): Promise<void> => {
    if (posts.length === 0) return;
    while ((await needs.queue.counts('backfill')).waiting >= WAITING_MAX) {
      tell('waiting');
      await needs.pause();
    }
    await needs.queue.add([jobOf(source, posts)]);
    counts.queued += posts.length;
    posts = [];
    size = 0;
  };
  for await (const item of readExport(file)) {
    if (item.kind === 'head') of = { head: item.head, source: sourceOf(item.head, sources) };
    if (item.kind === 'bytes') {
      counts.bytes = item.bytes;
      tell('queueing');
    }
    if (item.kind !== 'message' || of === null) continue;
    counts.read += 1;
    const read = readMessage(item.message, { sourceId: of.source.id, address: of.source.address });
    if (typeof read === 'string') {
      skipped[read] += 1;
      continue;
    }
    const post = await withFiles(read, files);
    counts.picturesLost += post.media.filter((medium) => medium.skipped !== undefined).length;
    const bytes = sizeOf(post);
    if (posts.length >= BATCH_POSTS || size + bytes > BATCH_BYTES) await hand(of.source);
    posts.push(post);
    size += bytes;
  }
  if (of === null) throw new PermanentError('not_an_export', `${file} is empty.`);
  await hand(of.source);
  const { read, queued, picturesLost } = counts;
  return { ...of, read, queued, skipped, picturesLost };
}

async function withFiles({ post, files }: ExportedPost, folder: ExportFiles): Promise<Post> {
  const media: Post['media'][number][] = [];
  for (const [at, about] of post.media.entries()) media.push(await folder.fill(about, files[at] ?? null));
  return { ...post, media };
}

/** The same posts make the same key: what still waits from an import that was broken off is not added twice. */
function jobOf(source: Source, posts: readonly Post[]): Parameters<JobQueue['add']>[0][number] {
  const print = createHash('sha256')
    .update(JSON.stringify(posts.map(({ raw }) => raw)))
    .digest('hex')
    .slice(0, 16);
  return {
    name: 'backfill',
    key: `import-${source.id}-${posts[0]?.messageId ?? 0}-${print}`,
    payload: { sourceId: source.id, epoch: source.epoch, interval: null, posts, deletions: [], isPast: true },
  };
}

/** Exports of places that everybody can read; all others are somebody's own. */
const PUBLIC = new Set(['public_channel', 'public_supergroup']);

/** The watched source that the export is of. */
function sourceOf({ type, id, name }: ExportHead, sources: readonly Source[]): Source {
  if (!PUBLIC.has(type))
    throw new PermanentError(
      'not_public',
      `The export is of a ${type.replaceAll('_', ' ').slice(0, 40)}. Only public channels and public groups are read (clause 4 of the rules).`,
    );
  const source = sources.find((one) => NETWORK_OF[one.connector] === 'telegram' && one.externalId === id);
  if (source === undefined)
    throw new PermanentError(
      'not_watched',
      `The channel of the export (“${name.slice(0, 100)}”, number ${id}) is not watched. Add it first: qyraghy source add @name, then import again.`,
    );
  return source;
}

async function statOf(file: string): Promise<{ readonly size: number; readonly mtimeMs: number }> {
  const found = await stat(file).catch((error: unknown) => {
    throw new PermanentError('no_file', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  });
  if (!found.isFile())
    throw new PermanentError('no_file', `${file} is no file. Give the result.json of the export itself.`);
  return found;
}

/** Bytes of the post as JSON, near enough. */
function sizeOf(post: Post): number {
  const media = post.media.reduce((sum, item) => sum + (item.data?.length ?? 0), 0);
  return Buffer.byteLength(post.text) + Buffer.byteLength(post.raw) + media + 500;
}
