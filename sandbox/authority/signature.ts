import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** The sender's public key (PEM); throws when it is not Ed25519. */
export function readPublicKey(pem: string): KeyObject {
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('The public key of the sender must be ed25519.');
  return key;
}

/**
 * Checks a detached JWS with an unencoded payload (RFC 7797): signing input is the protected header, a dot, the bytes.
 * Gives null when it holds, or what is wrong with it.
 */
export function signatureProblem(
  jws: string | undefined,
  payload: Uint8Array,
  key: KeyObject,
): string | null {
  if (jws === undefined) return 'X-Signature is missing';
  const [, header, signature] = /^([\w-]+)\.\.([\w-]+)$/u.exec(jws) ?? [];
  if (header === undefined || signature === undefined) return 'X-Signature is not a detached JWS';
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
  } catch {
    return 'the protected header of X-Signature is not JSON';
  }
  const { alg, b64, crit } = (claims ?? {}) as { alg?: unknown; b64?: unknown; crit?: unknown };
  if (alg !== 'EdDSA') return 'alg must be EdDSA';
  if (b64 !== false || !Array.isArray(crit) || crit.length !== 1 || crit[0] !== 'b64') {
    return 'b64 must be false, and crit must name it and nothing else';
  }
  const input = Buffer.concat([Buffer.from(`${header}.`, 'latin1'), payload]);
  return verify(null, input, key, Buffer.from(signature, 'base64url'))
    ? null
    : 'the signature does not fit the notification';
}
