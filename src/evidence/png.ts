import { inflateSync } from 'node:zlib';

/** What a PNG holds, as far as "is anything drawn" asks. */
export interface PngFacts {
  readonly width: number;
  readonly height: number;
  /** Share of bytes that differ from their neighbour in the filtered rows: near 0 for an empty page. */
  readonly inkShare: number;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** 4 bytes a pixel of the tallest picture that is made, with room. */
const RAW_BYTES_MAX = 256 * 1024 * 1024;

/** Reads a PNG (W3C PNG, third edition) without drawing it. Throws an Error when it is not one. */
export function readPng(png: Uint8Array): PngFacts {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.length);
  if (!bytes.subarray(0, 8).equals(SIGNATURE) || bytes.length < 33) throw new Error('not a PNG');
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const data: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const rows = inflateSync(Buffer.concat(data), { maxOutputLength: RAW_BYTES_MAX });
  const rowBytes = rows.length / height;
  let ink = 0;
  // NOTE: every row begins with its filter type, which is no ink; one byte in 16 tells enough.
  for (let at = 0; at < rows.length; at += 16) {
    const inRow = at % rowBytes;
    if (inRow !== 0 && rows[at] !== 0 && rows[at] !== 255) ink += 1;
  }
  return { width, height, inkShare: ink / Math.max(1, rows.length / 16) };
}
