import { crc32 } from 'node:zlib';

/** Longest packet a client may send: far above any call of a reader, far below a flood. */
const MAX_PACKET = 2 * 1024 * 1024;

export interface Framing {
  readonly name: string;
  /** Takes one packet off the front of `buffer`; null while it is incomplete. */
  read(buffer: Buffer): { packet: Buffer; rest: Buffer } | null;
  wrap(packet: Buffer): Buffer;
}

function bounded(length: number): number {
  if (length <= 0 || length > MAX_PACKET) throw new Error(`A packet of ${length} bytes is out of bounds.`);
  return length;
}

function cut(buffer: Buffer, head: number, length: number): { packet: Buffer; rest: Buffer } | null {
  if (buffer.length < head + length) return null;
  return { packet: buffer.subarray(head, head + length), rest: buffer.subarray(head + length) };
}

/** Length in words of four bytes: one byte, or 0x7f and three. */
const abridged: Framing = {
  name: 'abridged',
  read(buffer) {
    if (buffer.length < 4) return null;
    const first = (buffer[0] ?? 0) & 0x7f;
    return first < 0x7f
      ? cut(buffer, 1, bounded(first * 4))
      : cut(buffer, 4, bounded(buffer.readUIntLE(1, 3) * 4));
  },
  wrap(packet) {
    const words = packet.length / 4;
    const head =
      words < 0x7f
        ? Buffer.from([words])
        : Buffer.from([0x7f, words & 0xff, (words >> 8) & 0xff, words >> 16]);
    return Buffer.concat([head, packet]);
  },
};

function intermediate(padded: boolean): Framing {
  return {
    name: padded ? 'padded intermediate' : 'intermediate',
    read(buffer) {
      if (buffer.length < 4) return null;
      return cut(buffer, 4, bounded(buffer.readUInt32LE() & 0x7fffffff));
    },
    wrap(packet) {
      const head = Buffer.alloc(4);
      head.writeUInt32LE(packet.length);
      return Buffer.concat([head, packet]);
    },
  };
}

/** Length, sequence number, packet and CRC-32; no tag in front. */
function full(): Framing {
  let sent = 0;
  return {
    name: 'full',
    read(buffer) {
      if (buffer.length < 12) return null;
      const whole = bounded(buffer.readInt32LE());
      const taken = cut(buffer, 0, whole);
      if (taken === null) return null;
      if (crc32(taken.packet.subarray(0, -4)) !== taken.packet.readUInt32LE(whole - 4))
        throw new Error('The checksum of a packet is wrong.');
      return { packet: taken.packet.subarray(8, -4), rest: taken.rest };
    },
    wrap(packet) {
      const framed = Buffer.alloc(packet.length + 12);
      framed.writeInt32LE(framed.length, 0);
      framed.writeInt32LE(sent, 4);
      packet.copy(framed, 8);
      framed.writeUInt32LE(crc32(framed.subarray(0, -4)), framed.length - 4);
      sent += 1;
      return framed;
    },
  };
}

/** Tells the transport by the first bytes of a connection; null while too few have come. */
export function detectFraming(first: Buffer): { framing: Framing; rest: Buffer } | null {
  if (first[0] === 0xef) return { framing: abridged, rest: first.subarray(1) };
  if (first.length < 4) return null;
  const tag = first.readUInt32BE();
  if (tag === 0xeeeeeeee) return { framing: intermediate(false), rest: first.subarray(4) };
  if (tag === 0xdddddddd) return { framing: intermediate(true), rest: first.subarray(4) };
  if (first.length < 8) return null;
  if (first.readInt32LE(4) === 0) return { framing: full(), rest: first };
  throw new Error('The first bytes belong to no known transport (abridged, intermediate, full).');
}
