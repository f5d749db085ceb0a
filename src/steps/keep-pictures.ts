import { createHash } from 'node:crypto';
import type { Detection } from '../domain/detection.ts';
import { maskText } from '../domain/masking.ts';
import { hashBands, type PictureReading, samePicture } from '../domain/picture.ts';
import type { Post } from '../domain/post.ts';
import type { Tx } from '../ports/memory.ts';
import type { Needs } from './needs.ts';

/** Pictures of one post that are read: an album has at most ten (https://core.telegram.org/api/files). */
const PICTURES_OF_POST = 10;
/** Words and codes of all pictures of a post; what they say beyond it says nothing more. */
const PICTURE_TEXT_MAX = 8_000;
/** Look-alikes that are compared; a part of a hash that more pictures have is an ornament. */
const LOOK_ALIKES_MAX = 50;
/** Purpose names of the sealed box. */
const PICTURE_SEAL = 'picture';
const PICTURE_HASH = 'picture';

/** A picture of a post, as it came. */
export interface PostPicture {
  readonly base64: string;
  readonly sha256: string;
}

/** A picture and what was read in it. */
export interface ReadPicture {
  readonly sha256: string;
  readonly reading: PictureReading;
}

/** The pictures of a post whose bytes came with it, each once. */
export function picturesOf(post: Pick<Post, 'media'>): readonly PostPicture[] {
  const pictures = new Map<string, PostPicture>();
  for (const { data, dataType, mimeType } of post.media) {
    if (data === undefined || !isPicture(dataType ?? mimeType)) continue;
    const sha256 = createHash('sha256').update(data, 'base64').digest('hex');
    pictures.set(sha256, { base64: data, sha256 });
  }
  return [...pictures.values()].slice(0, PICTURES_OF_POST);
}

/** The data of a video are its thumbnail, also where nobody says so. */
function isPicture(type: string): boolean {
  return type.startsWith('image/') || type.startsWith('video/');
}

/**
 * By this hash a picture is known that held nothing. New rules may see something in it, so the hash is another one.
 */
export function seenHash(
  needs: Pick<Needs, 'box' | 'detector'>,
  { sha256 }: Pick<PostPicture, 'sha256'>,
): string {
  return needs.box.keyedHash(PICTURE_HASH, `${needs.detector.rulesVersion} ${sha256}`);
}

/** What pictures say, as one text: the words of each, and then its codes. */
export function pictureTextOf(pictures: readonly ReadPicture[]): string {
  return pictures
    .flatMap(({ reading }) => [reading.text, ...reading.codes])
    .filter((part) => part.trim() !== '')
    .join('\n')
    .slice(0, PICTURE_TEXT_MAX);
}

/** Parts of the hashes of pictures as names of locks: two who read one banner at once do not open twin findings. */
export function pictureLocks(pictures: readonly ReadPicture[]): readonly string[] {
  return bandsOf(pictures).map((band) => `picture:${band}`);
}

function bandsOf(pictures: readonly ReadPicture[]): readonly string[] {
  return [
    ...new Set(pictures.flatMap(({ reading }) => (reading.hash === null ? [] : hashBands(reading.hash)))),
  ];
}

/** Keeps what was read in the pictures of a suspicious post, masked and sealed. */
export async function keepPictures(
  needs: Pick<Needs, 'box' | 'clock' | 'detector'>,
  tx: Tx,
  postId: number,
  pictures: readonly ReadPicture[],
): Promise<void> {
  for (const { sha256, reading } of pictures) {
    const text = pictureTextOf([{ sha256, reading }]);
    await tx.pictures.keep({
      postId,
      sha256,
      hash: reading.hash,
      bands: reading.hash === null ? [] : hashBands(reading.hash),
      maskedText: maskText(text, needs.detector.detect({ text }).entities),
      sealedText: needs.box.seal(PICTURE_SEAL, new TextEncoder().encode(JSON.stringify(reading))),
      at: needs.clock.now(),
    });
  }
}

/** The finding that one of the pictures belongs to already; null when they belong to none. */
export async function findPictureTwin(
  needs: Pick<Needs, 'box'>,
  tx: Tx,
  pictures: readonly ReadPicture[],
  since: Date,
): Promise<number | null> {
  const known = await tx.pictures.lookAlikes(bandsOf(pictures), since, LOOK_ALIKES_MAX);
  for (const { findingId, sealedText } of known) {
    const other = openReading(needs, sealedText);
    if (pictures.some(({ reading }) => samePicture(reading, other))) return findingId;
  }
  return null;
}

/** What was read in those pictures of a post that were in a kept post before. */
export async function rememberedPictures(
  needs: Pick<Needs, 'box'>,
  tx: Tx,
  post: Pick<Post, 'media'>,
): Promise<readonly ReadPicture[]> {
  const known = await tx.pictures.remembered(picturesOf(post).map(({ sha256 }) => sha256));
  return [...known].map(([sha256, sealed]) => ({ sha256, reading: openReading(needs, sealed) }));
}

/** Opens a reading that `keepPictures` sealed. */
export function openReading(needs: Pick<Needs, 'box'>, sealed: Uint8Array): PictureReading {
  return JSON.parse(new TextDecoder().decode(needs.box.open(PICTURE_SEAL, sealed))) as PictureReading;
}

/** Whether there is anything in a text that could count against it: by itself, or together with others. */
export function saysSomething(detection: Detection): boolean {
  return detection.matches.some(({ weight }) => weight > 0) || detection.entities.length > 0;
}
