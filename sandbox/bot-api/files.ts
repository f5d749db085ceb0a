import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { badRequest } from './api-error.ts';
import type { ChatState } from './chat-state.ts';
import type { StoredFile } from './events.ts';
import { mimeTypeOf, pictureSize } from './pictures.ts';

/** Limits of the Bot API for uploads and for `getFile`. */
const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
const MAX_PHOTO_SIDES = 10_000;
const MAX_PHOTO_RATIO = 20;

/** Bytes of uploads: beside the journal when there is one, in memory otherwise. */
export class FileShelf {
  readonly #folder: string | null;
  readonly #inMemory = new Map<string, Buffer>();
  readonly #state: ChatState;

  constructor(state: ChatState, journalPath: string | null) {
    this.#state = state;
    this.#folder = journalPath === null ? null : `${journalPath}.files`;
    if (this.#folder !== null) mkdirSync(this.#folder, { recursive: true });
  }

  /** Takes a picture. Throws 400 when the bytes are no PNG or JPEG, or larger than Telegram takes. */
  savePhoto(bytes: Buffer): StoredFile {
    if (bytes.length === 0) throw badRequest('file must be non-empty');
    if (bytes.length > MAX_PHOTO_BYTES) {
      throw badRequest(
        `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${MAX_PHOTO_BYTES} bytes`,
      );
    }
    const size = pictureSize(bytes);
    if (size === null) throw badRequest('IMAGE_PROCESS_FAILED');
    const { width, height, mimeType } = size;
    if (width + height > MAX_PHOTO_SIDES || Math.max(width / height, height / width) > MAX_PHOTO_RATIO) {
      throw badRequest('PHOTO_INVALID_DIMENSIONS');
    }
    const number = this.#state.files.size + 1;
    const fileName = `file_${number}.${mimeType === 'image/png' ? 'png' : 'jpg'}`;
    return this.#save(bytes, {
      kind: 'photo',
      path: `photos/${fileName}`,
      fileName,
      mimeType,
      width,
      height,
    });
  }

  saveDocument(bytes: Buffer, fileName: string): StoredFile {
    if (bytes.length === 0) throw badRequest('file must be non-empty');
    const extension = /\.[A-Za-z0-9]{1,8}$/u.exec(fileName)?.[0] ?? '';
    return this.#save(bytes, {
      kind: 'document',
      path: `documents/file_${this.#state.files.size + 1}${extension}`,
      fileName: fileName === '' ? 'file' : fileName,
      mimeType: mimeTypeOf(bytes, fileName),
      width: 0,
      height: 0,
    });
  }

  bytes(file: StoredFile): Buffer {
    const inMemory = this.#inMemory.get(file.id);
    if (inMemory !== undefined) return inMemory;
    if (this.#folder === null) throw new Error(`The bytes of ${file.path} are gone.`);
    return readFileSync(join(this.#folder, file.uniqueId));
  }

  byPath(path: string): StoredFile | undefined {
    return [...this.#state.files.values()].find((file) => file.path === path);
  }

  #save(bytes: Buffer, about: Omit<StoredFile, 'id' | 'uniqueId' | 'size'>): StoredFile {
    const id = `${about.kind === 'photo' ? 'AgACAgI' : 'BQACAgI'}${randomBytes(30).toString('base64url')}`;
    const uniqueId = randomBytes(9).toString('hex');
    const file: StoredFile = { id, uniqueId, size: bytes.length, ...about };
    if (this.#folder === null) this.#inMemory.set(id, bytes);
    else writeFileSync(join(this.#folder, uniqueId), bytes);
    this.#state.commit({ kind: 'file', file });
    return file;
  }
}
