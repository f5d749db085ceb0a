import bigInt from 'big-integer';
import { Api } from 'telegram';
import { messageOf, RetryableError } from '../../domain/failure.ts';
import { MEDIA_BYTES_MAX, type PostMedia } from '../../domain/post.ts';
import type { CallOptions } from './connect.ts';
import type { TelegramLog } from './limits.ts';
import type { Call } from './polite-calls.ts';

/** Part of a file asked for at once: 512 KB is allowed, and holds all we take (https://core.telegram.org/api/files). */
const PART_BYTES = 512 * 1024;

/** A file that could be downloaded, and what it is. */
interface Wanted {
  readonly about: Omit<PostMedia, 'data' | 'skipped'>;
  readonly location: Api.TypeInputFileLocation | null;
  readonly bytes: number;
}

/**
 * The pictures and files of a message: a photo as the largest rendition of at most MEDIA_BYTES_MAX, a picture sent as
 * a file likewise, a video's thumbnail, other files as a note. What cannot be had is noted as `skipped`: a text must
 * not wait for a picture. Throws only when `signal` is raised.
 */
export async function mediaOf(
  message: Api.Message,
  needs: { readonly call: Call; readonly log: TelegramLog; readonly signal: AbortSignal },
): Promise<PostMedia[]> {
  const wanted = wantedOf(message);
  if (wanted === null) return [];
  const { about } = wanted;
  if (wanted.location === null)
    return [wanted.bytes > MEDIA_BYTES_MAX ? { ...about, skipped: 'too_large' } : about];
  try {
    const bytes = await download(wanted.location, needs.call, { signal: needs.signal });
    return [{ ...about, data: bytes.toString('base64') }];
  } catch (error) {
    needs.signal.throwIfAborted();
    needs.log.warn({ messageId: message.id, error: messageOf(error) }, 'a picture could not be downloaded');
    return [{ ...about, skipped: 'failed' }];
  }
}

function wantedOf(message: Api.Message): Wanted | null {
  const { media } = message;
  if (media instanceof Api.MessageMediaPhoto && media.photo instanceof Api.Photo)
    return wantedPhoto(media.photo);
  if (media instanceof Api.MessageMediaDocument && media.document instanceof Api.Document) {
    return wantedDocument(media.document);
  }
  return null;
}

function wantedPhoto(photo: Api.Photo): Wanted {
  const best = bestSize(photo.sizes);
  const smallest = Math.min(...renditions(photo.sizes).map((size) => size.bytes));
  const { id, accessHash, fileReference } = photo;
  return {
    about: {
      kind: 'photo',
      mimeType: 'image/jpeg',
      sizeBytes: best?.bytes ?? (Number.isFinite(smallest) ? smallest : 0),
      fileName: null,
    },
    location: best && new Api.InputPhotoFileLocation({ id, accessHash, fileReference, thumbSize: best.type }),
    bytes: best?.bytes ?? MEDIA_BYTES_MAX + 1,
  };
}

function wantedDocument(document: Api.Document): Wanted {
  const { id, accessHash, fileReference, mimeType } = document;
  const size = document.size.toJSNumber();
  const named = document.attributes.find((attribute) => attribute instanceof Api.DocumentAttributeFilename);
  const isVideo = document.attributes.some((attribute) => attribute instanceof Api.DocumentAttributeVideo);
  const about = {
    kind: isVideo || mimeType.startsWith('video/') ? ('video' as const) : ('document' as const),
    mimeType,
    sizeBytes: size,
    fileName: named?.fileName ?? null,
  };
  const isPicture = mimeType.startsWith('image/') && size <= MEDIA_BYTES_MAX;
  const thumbnail = about.kind === 'video' ? bestSize(document.thumbs ?? []) : null;
  const thumbSize = isPicture ? '' : (thumbnail?.type ?? null);
  const location =
    thumbSize === null
      ? null
      : new Api.InputDocumentFileLocation({ id, accessHash, fileReference, thumbSize });
  return { about, location, bytes: isPicture ? size : (thumbnail?.bytes ?? size) };
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
  call: Call,
  options: CallOptions,
): Promise<Buffer> {
  const file = await call(
    new Api.upload.GetFile({ location, offset: bigInt.zero, limit: PART_BYTES }),
    options,
  );
  if (!(file instanceof Api.upload.File)) throw new RetryableError('file_elsewhere', 'the file is on a CDN');
  return Buffer.from(file.bytes);
}
