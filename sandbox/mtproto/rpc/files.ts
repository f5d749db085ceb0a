import type { TlObject, TlValue } from '../tl-schema.ts';
import type { Call, Handler } from './call.ts';
import { accessHash, accountOf, now, RpcError } from './call.ts';
import { PHOTO_SIZE, photoReference } from './objects.ts';

/** Rules of core.telegram.org/api/files: parts are multiples of 4 KB (1 KB where `precise`), at most 1 MB. */
const PART_STEP = 4096;
const PRECISE_STEP = 1024;
const MAX_PART = 1024 * 1024;

function getFile(params: TlObject, call: Call): TlValue {
  const account = accountOf(call);
  const location = params['location'] as TlObject;
  if (location._ !== 'inputPhotoFileLocation') throw new RpcError(400, 'LOCATION_INVALID');
  const photo = call.world.photo((location['id'] as bigint).toString());
  if (photo === undefined || location['access_hash'] !== accessHash(account, 'photo', photo.id))
    throw new RpcError(400, 'LOCATION_INVALID');
  if (!photoReference(photo).equals(location['file_reference'] as Buffer))
    throw new RpcError(400, 'FILE_REFERENCE_EXPIRED');
  if (location['thumb_size'] !== PHOTO_SIZE) throw new RpcError(400, 'LOCATION_INVALID');
  const offset = Number(params['offset']);
  const limit = Number(params['limit']);
  const step = params['precise'] === true ? PRECISE_STEP : PART_STEP;
  if (offset < 0 || offset % step !== 0) throw new RpcError(400, 'OFFSET_INVALID');
  if (limit <= 0 || limit > MAX_PART || limit % step !== 0) throw new RpcError(400, 'LIMIT_INVALID');
  return {
    _: 'upload.file',
    type: { _: photo.mimeType === 'image/png' ? 'storage.filePng' : 'storage.fileJpeg' },
    mtime: now(),
    bytes: Buffer.from(photo.bytes.subarray(offset, offset + limit)),
  };
}

export const FILES: Readonly<Record<string, Handler>> = { 'upload.getFile': getFile };
