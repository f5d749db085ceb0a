import { generateKeyPairSync } from 'node:crypto';
import { createHttpAuthority, type HttpAuthorityOptions } from '../../src/authority/http/http-authority.ts';
import type { AuthorityGateway } from '../../src/ports/authority-gateway.ts';
import { type AuthoritySandbox, startAuthority } from '../../sandbox/authority/authority.ts';

export const TOKEN = 'token-of-the-test';
export const NOW = new Date('2026-11-20T05:15:00.000Z');
export const clock = { now: () => NOW };

/** A fresh Ed25519 pair in PEM. */
export function keyPair(): { readonly privatePem: string; readonly publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

export interface HttpBench {
  readonly authority: AuthoritySandbox;
  readonly keys: ReturnType<typeof keyPair>;
  gateway(changes?: Partial<HttpAuthorityOptions>): AuthorityGateway;
}

/** The sandbox authority that checks signatures, and gateways to it. */
export async function startHttpBench(
  journalPath: string | null = null,
  keys = keyPair(),
): Promise<HttpBench> {
  const authority = await startAuthority({
    token: TOKEN,
    journalPath,
    publicKeyPem: keys.publicPem,
    now: () => NOW,
  });
  return {
    authority,
    keys,
    gateway: (changes = {}) =>
      createHttpAuthority({
        baseUrl: authority.url,
        token: TOKEN,
        signingKeyPem: keys.privatePem,
        timeoutMs: 5000,
        clock,
        ...changes,
      }),
  };
}
