import { pbkdf2Sync, randomBytes } from 'node:crypto';

import { sha256 } from '../auth-key.ts';
import { DH_GENERATOR, DH_PRIME, modPow, toBytes, toNumber } from '../numbers.ts';
import type { TlObject } from '../tl-schema.ts';

/** Of the protocol (core.telegram.org/api/srp); a client may refuse any other count. */
const ITERATIONS = 100_000;
const SIZE = 256;

const SALT_1 = Buffer.from('sandbox-salt-one');
const SALT_2 = Buffer.from('sandbox-salt-two');
const P_BYTES = toBytes(DH_PRIME, SIZE);
const G_BYTES = toBytes(BigInt(DH_GENERATOR), SIZE);

export const KDF: TlObject = {
  _: 'passwordKdfAlgoSHA256SHA256PBKDF2HMACSHA512iter100000SHA256ModPow',
  salt1: SALT_1,
  salt2: SALT_2,
  g: DH_GENERATOR,
  p: P_BYTES,
};

export interface Challenge {
  readonly id: bigint;
  readonly secret: bigint;
  readonly publicB: Buffer;
}

function verifier(password: string): bigint {
  const first = sha256(SALT_2, sha256(SALT_1, Buffer.from(password, 'utf8'), SALT_1), SALT_2);
  const stretched = pbkdf2Sync(first, SALT_1, ITERATIONS, 64, 'sha512');
  const x = toNumber(sha256(SALT_2, stretched, SALT_2));
  return modPow(BigInt(DH_GENERATOR), x, DH_PRIME);
}

/** The server's half of the check: B = k·v + g^b. */
export function challenge(password: string): Challenge {
  const k = toNumber(sha256(P_BYTES, G_BYTES));
  const secret = toNumber(randomBytes(SIZE));
  const power = modPow(BigInt(DH_GENERATOR), secret, DH_PRIME);
  const publicB = toBytes((k * verifier(password) + power) % DH_PRIME, SIZE);
  return { id: randomBytes(8).readBigInt64LE(), secret, publicB };
}

/** Does the client's half show that it knows the password? */
export function provesPassword(
  password: string,
  srp: Challenge,
  clientA: Uint8Array,
  proof: Uint8Array,
): boolean {
  const a = toBytes(toNumber(clientA), SIZE);
  const u = toNumber(sha256(a, srp.publicB));
  const base = (toNumber(a) * modPow(verifier(password), u, DH_PRIME)) % DH_PRIME;
  const key = sha256(toBytes(modPow(base, srp.secret, DH_PRIME), SIZE));
  const mixed = Buffer.from(sha256(P_BYTES).map((byte, i) => byte ^ (sha256(G_BYTES)[i] ?? 0)));
  return sha256(mixed, sha256(SALT_1), sha256(SALT_2), a, srp.publicB, key).equals(proof);
}
