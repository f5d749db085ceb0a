import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, FlattenedSign } from 'jose';

/** Makes the `X-Signature` of a notification. */
export type SignNotification = (notification: Uint8Array) => Promise<string>;

/**
 * Detached JWS over the exact bytes of the notification part: EdDSA (Ed25519, RFC 8037), unencoded payload (`b64: false`,
 * RFC 7797), `protected..signature`. `kid` is the thumbprint of the public key (RFC 7638). The same bytes give the same signature.
 *
 * @throws Error when the key is not an Ed25519 private key in PEM (PKCS #8), with how to make one
 */
export function createNotificationSigner(signingKeyPem: string): SignNotification {
  const privateKey = readKey(signingKeyPem);
  const kid = exportJWK(createPublicKey(privateKey)).then((jwk) => calculateJwkThumbprint(jwk));
  // NOTE: awaited at each use; this only keeps an early failure from being reported as unhandled.
  kid.catch(() => undefined);
  return async (notification) => {
    const signed = await new FlattenedSign(notification)
      .setProtectedHeader({ alg: 'EdDSA', kid: await kid, b64: false, crit: ['b64'] })
      .sign(privateKey);
    return `${signed.protected ?? ''}..${signed.signature}`;
  };
}

function readKey(pem: string): KeyObject {
  const remedy = 'make one with: openssl genpkey -algorithm ed25519 -out authority-key.pem';
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error) {
    throw new Error(`The signing key for the authority is not a private key in PEM; ${remedy}`, {
      cause: error,
    });
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new Error(
      `The signing key for the authority is ${key.asymmetricKeyType ?? 'unknown'}, not ed25519; ${remedy}`,
    );
  }
  return key;
}
