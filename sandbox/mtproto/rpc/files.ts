import type { WorldFile, WorldPhoto } from '../../telegram-world.ts';
import type { TlObject, TlValue } from '../tl-schema.ts';
import type { Call, Handler } from './call.ts';
import { accessHash, accountOf, DC_ID, now, RpcError, text } from './call.ts';
import { fileReference, PHOTO_SIZE, THUMBNAIL_SIZE } from './media-objects.ts';

/** Rules of core.telegram.org/api/files: parts are multiples of 4 KB (1 KB where `precise`), at most 1 MB. */
const PART_STEP = 4096;
const PRECISE_STEP = 1024;
const MAX_PART = 1024 * 1024;

const FILE_TYPE: Readonly<Record<string, string>> = {
  'image/jpeg': 'storage.fileJpeg',
  'image/png': 'storage.filePng',
  'image/gif': 'storage.fileGif',
  'image/webp': 'storage.fileWebp',
  'application/pdf': 'storage.filePdf',
  'audio/mpeg': 'storage.fileMp3',
  'video/mp4': 'storage.fileMp4',
};

/** What a download reads from; without bytes only the size is known, and the content is zeros. */
interface Content {
  readonly mimeType: string;
  readonly bytes: Uint8Array | undefined;
  readonly sizeBytes: number;
}

const contentOf = (mimeType: string, bytes: Uint8Array): Content => ({
  mimeType,
  bytes,
  sizeBytes: bytes.length,
});

function photoContent(photo: WorldPhoto, letter: string): Content | undefined {
  if (letter === PHOTO_SIZE) return contentOf(photo.mimeType, photo.bytes);
  const rendition = photo.renditions?.find((one) => one.letter === letter);
  return rendition && contentOf('image/jpeg', rendition.bytes);
}

function fileContent(file: WorldFile, letter: string): Content | undefined {
  if (letter === '') return { mimeType: file.mimeType, bytes: file.bytes, sizeBytes: file.sizeBytes };
  const { thumbnail } = file;
  return letter === THUMBNAIL_SIZE && thumbnail ? contentOf('image/jpeg', thumbnail.bytes) : undefined;
}

/** The bytes behind a location; FILE_MIGRATE_x where another data centre keeps them. */
function locate(location: TlObject, call: Call): Content {
  const account = accountOf(call);
  const isPhoto = location._ === 'inputPhotoFileLocation';
  if (!isPhoto && location._ !== 'inputDocumentFileLocation') throw new RpcError(400, 'LOCATION_INVALID');
  const id = (location['id'] as bigint).toString();
  const [photo, file] = [call.world.photo(id), call.world.file(id)];
  const found = isPhoto ? photo : file;
  if (found === undefined || location['access_hash'] !== accessHash(account, isPhoto ? 'photo' : 'file', id))
    throw new RpcError(400, 'LOCATION_INVALID');
  if (!fileReference(found).equals(location['file_reference'] as Buffer))
    throw new RpcError(400, 'FILE_REFERENCE_EXPIRED');
  const home = found.dcId ?? DC_ID;
  if (home !== call.dcId) throw new RpcError(303, `FILE_MIGRATE_${home}`);
  const letter = text(location['thumb_size']);
  const content = isPhoto ? photo && photoContent(photo, letter) : file && fileContent(file, letter);
  if (content === undefined) throw new RpcError(400, 'LOCATION_INVALID');
  return content;
}

function getFile(params: TlObject, call: Call): TlValue {
  const { bytes, sizeBytes, mimeType } = locate(params['location'] as TlObject, call);
  const offset = Number(params['offset']);
  const limit = Number(params['limit']);
  const step = params['precise'] === true ? PRECISE_STEP : PART_STEP;
  if (offset < 0 || offset % step !== 0) throw new RpcError(400, 'OFFSET_INVALID');
  if (limit <= 0 || limit > MAX_PART || limit % step !== 0) throw new RpcError(400, 'LIMIT_INVALID');
  const end = Math.max(offset, Math.min(offset + limit, sizeBytes));
  return {
    _: 'upload.file',
    type: { _: FILE_TYPE[mimeType] ?? 'storage.fileUnknown' },
    mtime: now(),
    bytes: bytes === undefined ? Buffer.alloc(end - offset) : Buffer.from(bytes.subarray(offset, end)),
  };
}

export const FILES: Readonly<Record<string, Handler>> = { 'upload.getFile': getFile };
