import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { MEDIA_BYTES_MAX, type PostMedia } from '../domain/post.ts';

/** First bytes of what counts as a picture; the name of a file says nothing. */
const PICTURES: readonly (readonly [mimeType: string, start: string])[] = [
  ['image/jpeg', 'ffd8ff'],
  ['image/png', '89504e47'],
  ['image/gif', '47494638'],
  ['image/webp', '52494646'],
];

/** The files beside an export. What lies outside its folder is not opened, by whatever path or link it is named. */
export class ExportFiles {
  private readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async beside(exportFile: string): Promise<ExportFiles> {
    return new ExportFiles(await realpath(path.dirname(path.resolve(exportFile))));
  }

  /** The medium with the bytes of its picture, or with the note why it has none. */
  async fill(about: PostMedia, file: string | null): Promise<PostMedia> {
    // Telegram Desktop writes a sentence in brackets where a file was not exported.
    if (file === null || file.startsWith('(')) return about;
    const bytes = await this.read(file);
    if (typeof bytes === 'string') return { ...about, skipped: bytes };
    const start = bytes.subarray(0, 4).toString('hex');
    const type = PICTURES.find(([, magic]) => start.startsWith(magic))?.[0];
    if (type === undefined) return { ...about, skipped: 'failed' };
    const data = bytes.toString('base64');
    if (about.kind === 'photo') return { ...about, mimeType: type, sizeBytes: bytes.length, data };
    return about.mimeType === type ? { ...about, data } : { ...about, data, dataType: type };
  }

  private async read(file: string): Promise<Buffer | 'too_large' | 'failed'> {
    try {
      const place = await realpath(path.resolve(this.folder, file));
      if (!place.startsWith(`${this.folder}${path.sep}`)) return 'failed';
      const handle = await open(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        const stat = await handle.stat();
        if (!stat.isFile()) return 'failed';
        if (stat.size > MEDIA_BYTES_MAX) return 'too_large';
        return await handle.readFile();
      } finally {
        await handle.close();
      }
    } catch {
      // A picture that is not there is noted; the text beside it counts.
      return 'failed';
    }
  }
}
