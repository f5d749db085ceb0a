import { validate } from 'multicoin-address-validator';
import type { Entity, EntityKind } from '../domain/detection.ts';

const EDGE_BEFORE = '(?<![A-Za-z0-9_-])';
const EDGE_AFTER = '(?![A-Za-z0-9_-])';

const WALLETS: readonly {
  readonly kind: EntityKind;
  readonly shape: RegExp;
  readonly valid: (address: string) => boolean;
  /** Addresses without a checksum count only in a text that names their network. */
  readonly named?: RegExp;
}[] = [
  {
    kind: 'wallet_trc20',
    shape: edged('T[1-9A-HJ-NP-Za-km-z]{33}'),
    valid: (address) => validate(address, 'trx'),
  },
  { kind: 'wallet_eth', shape: edged('0x[0-9a-fA-F]{40}'), valid: (address) => validate(address, 'eth') },
  {
    kind: 'wallet_btc',
    shape: edged('(?:bc1[a-z0-9]{11,87}|[13][1-9A-HJ-NP-Za-km-z]{25,34})'),
    valid: (address) => validate(address, 'btc'),
  },
  {
    kind: 'wallet_sol',
    shape: edged('[1-9A-HJ-NP-Za-km-z]{32,44}'),
    valid: isSolanaAddress,
    named: /sol\b|solana|солан|phantom|фантом/i,
  },
  { kind: 'wallet_ton', shape: edged('[EUk0]Q[A-Za-z0-9_-]{46}'), valid: hasTonChecksum },
];

function edged(shape: string): RegExp {
  return new RegExp(`${EDGE_BEFORE}${shape}${EDGE_AFTER}`, 'g');
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** An address of Solana is 32 bytes in base58 and has no checksum. */
function isSolanaAddress(address: string): boolean {
  let value = 0n;
  for (const letter of address) value = value * 58n + BigInt(BASE58.indexOf(letter));
  const leading = /^1*/.exec(address)?.[0].length ?? 0;
  const bytes = value === 0n ? 0 : Math.ceil(value.toString(16).length / 2);
  return leading + bytes === 32;
}

/** CRC-16/XMODEM, which TON puts behind its addresses. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = (crc & 0x8000) === 0 ? (crc << 1) & 0xffff : ((crc << 1) ^ 0x1021) & 0xffff;
  }
  return crc;
}

/** Tags of a friendly TON address: bounceable or not, test network or not. */
const TON_TAGS = new Set([0x11, 0x51, 0x91, 0xd1]);

/** A friendly TON address: tag, work chain, 32 bytes of account, two bytes of checksum; 48 letters in base64url. */
export function hasTonChecksum(address: string): boolean {
  if (!/^[A-Za-z0-9_-]{48}$/.test(address)) return false;
  const bytes = Buffer.from(address, 'base64url');
  if (bytes.length !== 36 || !TON_TAGS.has(bytes[0] ?? 0)) return false;
  return crc16(bytes.subarray(0, 34)) === bytes.readUInt16BE(34);
}

/** Wallets whose checksum holds. */
export function findWallets(text: string): readonly Entity[] {
  const found: Entity[] = [];
  for (const { kind, shape, valid, named } of WALLETS) {
    if (named?.test(text) === false) continue;
    for (const match of text.matchAll(shape)) {
      const value = match[0];
      if (!valid(value) || found.some((other) => other.start === match.index)) continue;
      found.push({
        kind,
        value: kind === 'wallet_eth' ? value.toLowerCase() : value,
        start: match.index,
        end: match.index + value.length,
      });
    }
  }
  return found;
}
