import { deflateSync } from 'node:zlib';
import type { Post } from '../../src/domain/post.ts';
import type { CaptureRequest } from '../../src/ports/evidence-capturer.ts';

export const KAZAKH_LETTERS = 'Ә Ғ Қ Ң Ө Ұ Ү Һ І ә ғ қ ң ө ұ ү һ і № ₸';

const TEXT = `ТЕЗ АҚША! Күніне 3 % – кепілдікпен.
Досыңды шақыр – әр адамнан 30 % бонус.
${KAZAKH_LETTERS}
Жазыл: +7 701 555 01 02 немесе осында
<script>document.title = 'owned'</script><img src=x onerror="alert(1)"> & "ок"`;

/** Where `words` are in the text of the sample. */
export function inText(words: string, text = TEXT): { readonly start: number; readonly end: number } {
  const start = text.indexOf(words);
  if (start < 0) throw new Error(`the sample has no ${words}`);
  return { start, end: start + words.length };
}

/** A suspicious post with a hidden link, a button, a picture and a video that was too large. */
export function onePost(changes: Partial<Post> = {}): Post {
  const picture = plainPng(40, 30);
  return {
    sourceId: 1,
    messageId: 1284,
    url: 'https://t.me/tez_aqsha_demo/1284',
    publishedAt: '2026-11-19T16:04:09.000Z',
    editedAt: '2026-11-19T17:30:00.000Z',
    text: TEXT,
    links: [
      { url: 'https://wa.me/77015550102?text=hi', ...inText('осында'), how: 'hidden' },
      { url: 'https://tez-aqsha.example/join?a=1&b="2"', start: 0, end: 0, how: 'button' },
    ],
    media: [
      {
        kind: 'photo',
        mimeType: 'image/png',
        sizeBytes: picture.length,
        fileName: null,
        data: picture.toString('base64'),
      },
      {
        kind: 'video',
        mimeType: 'video/mp4',
        sizeBytes: 52_000_000,
        fileName: 'otzyv.mp4',
        skipped: 'too_large',
      },
    ],
    forwardedFrom: { title: 'Табыс көзі 8 701 555-01-02', url: 'https://t.me/tabys_kozi_demo' },
    author: 'Айдос Қ.',
    views: 15230,
    raw: '{"id":1284}',
    ...changes,
  };
}

export function oneRequest(changes: Partial<CaptureRequest> = {}): CaptureRequest {
  return {
    post: onePost(),
    channelTitle: 'Тез ақша & <Быстрый доход>',
    capturedAt: new Date('2026-11-19T17:31:15.000Z'),
    timeZone: 'Asia/Almaty',
    marks: [inText('кепілдікпен'), inText('әр адамнан 30 % бонус')],
    ...changes,
  };
}

/** The text of the sample with its phone number masked, as long as before. */
export const MASKED_TEXT = TEXT.replace('+7 701 555 01 02', '+7 70• ••• •• ••');

/** A PNG of one red, without a library. */
export function plainPng(width: number, height: number): Buffer {
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([200, 30, 30]))]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.concat(Array.from({ length: height }, () => row));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
