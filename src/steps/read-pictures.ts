import { messageOf, PermanentError } from '../domain/failure.ts';
import type { Detection } from '../domain/detection.ts';
import type { PictureReading } from '../domain/picture.ts';
import type { Post } from '../domain/post.ts';
import { visibleText } from '../domain/visible-text.ts';
import type { PictureReader } from '../ports/picture-reader.ts';
import type { Tx } from '../ports/memory.ts';
import { dayOf } from './day.ts';
import { look } from './detect-batch.ts';
import {
  picturesOf,
  pictureLocks,
  pictureTextOf,
  type ReadPicture,
  rememberedPictures,
  keepPictures,
  saysSomething,
  seenHash,
} from './keep-pictures.ts';
import { keepPost } from './keep-post.ts';
import type { Needs } from './needs.ts';
import { WAITING_SEAL } from './offer-pictures.ts';

type ReadNeeds = Pick<Needs, 'memory' | 'clock' | 'detector' | 'box' | 'office' | 'reach' | 'log'> & {
  readonly pictures: PictureReader;
};

/** What a picture that cannot be read says. */
const NOTHING: PictureReading = { text: '', confidence: null, codes: [], hash: null, width: 0, height: 0 };

/**
 * Reads the pictures of a waiting post and looks at the post again with what they say. The place in the line goes in the
 * same transaction in which the finding opens, grows or stays away, so that a job that runs twice has the effect of once,
 * and of an ordinary post nothing stays. Throws RetryableError when the reader cannot work now.
 */
export async function readPictures(needs: ReadNeeds, job: { readonly waitingId: number }): Promise<void> {
  const waiting = await needs.memory.read.pictures.waiting(job.waitingId);
  if (waiting === null) return;
  const post = JSON.parse(new TextDecoder().decode(needs.box.open(WAITING_SEAL, waiting.sealedPost))) as Post;
  const read = await readAll(needs, post);
  const nothing = read.filter(({ reading }) => holdsNothing(needs, reading));
  await needs.memory.transaction(async (tx) => {
    // The lock of the source first, as detection takes it: a newer version of the message may come at this moment.
    await tx.posts.seen(post.sourceId, [post.messageId]);
    if (!(await tx.pictures.finish(job.waitingId))) return;
    const now = needs.clock.now();
    await tx.pictures.markSeen(
      nothing.map((picture) => seenHash(needs, picture)),
      now,
    );
    await keepIfItSays(needs, tx, { post, read, wasSuspicious: waiting.suspicious });
    needs.reach('read.before-commit');
  });
  needs.reach('read.after-commit');
}

/** A picture that was read before, in a post that was kept, is not read again. */
async function readAll(needs: ReadNeeds, post: Post): Promise<readonly ReadPicture[]> {
  const pictures = picturesOf(post);
  const { read } = needs.memory;
  const hashes = pictures.map((picture) => seenHash(needs, picture));
  const seen = await read.pictures.seen(hashes);
  const remembered = new Map(
    (await rememberedPictures(needs, read, post)).map(({ sha256, reading }) => [sha256, reading]),
  );
  const readings: ReadPicture[] = [];
  for (const [at, { sha256, base64 }] of pictures.entries()) {
    if (seen.has(hashes[at] ?? '')) continue;
    const known = remembered.get(sha256);
    const reading = known ?? (await readOrNothing(needs, base64));
    if (reading !== null) readings.push({ sha256, reading });
  }
  return readings;
}

/**
 * A picture that cannot be read says nothing; a reader that cannot work now is waited for. Null for one that took too
 * long: that may have been the machine, so nothing is remembered of it.
 */
async function readOrNothing(needs: ReadNeeds, base64: string): Promise<PictureReading | null> {
  try {
    return await needs.pictures.read(Buffer.from(base64, 'base64'));
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    needs.log.info({ reason: error.reason, error: messageOf(error) }, 'a picture could not be read');
    return error.reason === 'picture_too_slow' ? null : NOTHING;
  }
}

/** Nothing that could count, alone or with the words beside it. */
function holdsNothing(needs: ReadNeeds, reading: PictureReading): boolean {
  const text = pictureTextOf([{ sha256: '', reading }]);
  return text === '' || !saysSomething(needs.detector.detect({ text, everyRule: true }));
}

async function keepIfItSays(
  needs: ReadNeeds,
  tx: Tx,
  { post, read, wasSuspicious }: { post: Post; read: readonly ReadPicture[]; wasSuspicious: boolean },
): Promise<void> {
  const pictureText = pictureTextOf(read);
  const seen = { ...look(needs, pictureText === '' ? post : { ...post, pictureText }), pictures: read };
  const known = await tx.posts.latest(post.sourceId, post.messageId);
  if (known !== null && !hasSignBehind(seen.detection, visibleText(post).length)) {
    await keepPictures(needs, tx, known.id, read);
    return;
  }
  if (seen.signature === null && known === null) return;
  await tx.findings.lockBands([...(seen.signature?.bands ?? []), ...pictureLocks(read)]);
  await keepPost(needs, tx, seen);
  if (!wasSuspicious && seen.signature !== null)
    await tx.sources.count(post.sourceId, dayOf(needs.clock.now(), needs.office.timeZone), 0, 1, null);
}

/** Whether the words of the pictures, which stand behind all others, are a sign. */
function hasSignBehind({ matches, entities }: Detection, start: number): boolean {
  return [...matches, ...entities].some(({ end }) => end > start);
}
