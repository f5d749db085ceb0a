import bigInt from 'big-integer';
import { Api } from 'telegram';
import { messageOf, RetryableError } from '../../domain/failure.ts';
import { MEDIA_BYTES_MAX, type PostMedia } from '../../domain/post.ts';
import { fileCentreOf } from './failures.ts';
import type { TelegramLog } from './limits.ts';
import type { Call } from './polite-calls.ts';

/** Part of a file asked for at once: 512 KB is allowed, and holds all we take (https://core.telegram.org/api/files). */
const PART_BYTES = 512 * 1024;

/** A file that could be downloaded, and what it is. */
interface Wanted {
  readonly about: Omit<PostMedia, 'data' | 'skipped'>;
  readonly location: Api.TypeInputFileLocation | null;
  /** Data centre that keeps the file. */
  readonly dcId: number;
  readonly bytes: number;
}

export interface MediaNeeds {
  readonly call: Call;
  readonly log: TelegramLog;
  readonly signal: AbortSignal;
  /** What is not there by then (performance.now) is noted as failed: texts must not wait for pictures. */
  readonly untilMs: number;
}

/**
 * The pictures and files of a message: a photo as the largest rendition of at most MEDIA_BYTES_MAX, a picture sent as
 * a file likewise, of videos and other files the thumbnail. What cannot be had is noted as `skipped`. Throws only when
 * `signal` is raised.
 */
export async function mediaOf(message: Api.Message, needs: MediaNeeds): Promise<PostMedia[]> {
  const wanted = wantedOf(message);
  if (wanted === null) return [];
  const { about } = wanted;
  if (wanted.location === null)
    return [wanted.bytes > MEDIA_BYTES_MAX ? { ...about, skipped: 'too_large' } : about];
  try {
    const bytes = await download(wanted.location, wanted.dcId, needs);
    return [{ ...about, data: bytes.toString('base64') }];
  } catch (error) {
    needs.signal.throwIfAborted();
    needs.log.warn({ messageId: message.id, error: messageOf(error) }, 'a picture could not be downloaded');
    return [{ ...withoutDataType(about), skipped: 'failed' }];
  }
}

function withoutDataType({ dataType: _dataType, ...about }: Wanted['about']): Wanted['about'] {
  return about;
}

function wantedOf({ media }: Api.Message): Wanted | null {
  if (media instanceof Api.MessageMediaPhoto && media.photo instanceof Api.Photo)
    return wantedPhoto(media.photo);
  if (media instanceof Api.MessageMediaDocument && media.document instanceof Api.Document)
    return wantedDocument(media.document);
  if (!(media instanceof Api.MessageMediaWebPage) || !(media.webpage instanceof Api.WebPage)) return null;
  const { photo } = media.webpage;
  return photo instanceof Api.Photo ? wantedPhoto(photo) : null;
}

function wantedPhoto(photo: Api.Photo): Wanted {
  const best = bestSize(photo.sizes);
  const smallest = Math.min(...renditions(photo.sizes).map((size) => size.bytes));
  const { id, accessHash, fileReference, dcId } = photo;
  return {
    about: {
      kind: 'photo',
      mimeType: 'image/jpeg',
      sizeBytes: best?.bytes ?? (Number.isFinite(smallest) ? smallest : 0),
      fileName: null,
    },
    location: best && new Api.InputPhotoFileLocation({ id, accessHash, fileReference, thumbSize: best.type }),
    dcId,
    bytes: best?.bytes ?? MEDIA_BYTES_MAX + 1,
  };
}

function wantedDocument(document: Api.Document): Wanted {
  const { id, accessHash, fileReference, mimeType, dcId } = document;
  const size = document.size.toJSNumber();
  const named = document.attributes.find((attribute) => attribute instanceof Api.DocumentAttributeFilename);
  const isPicture = mimeType.startsWith('image/') && size <= MEDIA_BYTES_MAX;
  const thumbnail = isPicture ? null : bestSize(document.thumbs ?? []);
  const thumbSize = isPicture ? '' : thumbnail?.type;
  return {
    about: {
      kind: kindOf(document),
      mimeType,
      sizeBytes: size,
      fileName: named?.fileName ?? null,
      // Telegram makes every thumbnail a JPEG, whatever the file is.
      ...(thumbnail === null ? {} : { dataType: 'image/jpeg' }),
    },
    location:
      thumbSize === undefined
        ? null
        : new Api.InputDocumentFileLocation({ id, accessHash, fileReference, thumbSize }),
    dcId,
    bytes: isPicture ? size : (thumbnail?.bytes ?? size),
  };
}

function kindOf({ attributes, mimeType }: Api.Document): PostMedia['kind'] {
  const has = (kind: abstract new (...args: never[]) => unknown): boolean =>
    attributes.some((attribute) => attribute instanceof kind);
  if (has(Api.DocumentAttributeSticker)) return 'document';
  if (has(Api.DocumentAttributeVideo) || mimeType.startsWith('video/')) return 'video';
  return has(Api.DocumentAttributeAudio) || mimeType.startsWith('audio/') ? 'audio' : 'document';
}

function renditions(sizes: readonly Api.TypePhotoSize[]): { type: string; bytes: number }[] {
  return sizes.flatMap((size) => {
    if (size instanceof Api.PhotoSize) return [{ type: size.type, bytes: size.size }];
    if (size instanceof Api.PhotoSizeProgressive)
      return [{ type: size.type, bytes: Math.max(...size.sizes) }];
    return [];
  });
}

function bestSize(sizes: readonly Api.TypePhotoSize[]): { type: string; bytes: number } | null {
  const fitting = renditions(sizes).filter((size) => size.bytes <= MEDIA_BYTES_MAX);
  return fitting.sort((a, b) => b.bytes - a.bytes)[0] ?? null;
}

async function download(
  location: Api.TypeInputFileLocation,
  dcId: number,
  needs: MediaNeeds,
): Promise<Buffer> {
  const ask = async (centre: number): Promise<Buffer> => {
    const timeoutMs = needs.untilMs - performance.now();
    if (timeoutMs <= 0) throw new RetryableError('timeout', 'no time is left for pictures of this batch');
    const request = new Api.upload.GetFile({ location, offset: bigInt.zero, limit: PART_BYTES });
    const file = await needs.call(request, { signal: needs.signal, timeoutMs, dcId: centre });
    if (!(file instanceof Api.upload.File))
      throw new RetryableError('file_elsewhere', 'the file is on a CDN');
    return Buffer.from(file.bytes);
  };
  try {
    return await ask(dcId);
  } catch (error) {
    const centre = fileCentreOf(error);
    if (centre === null) throw error;
    return await ask(centre);
  }
}
