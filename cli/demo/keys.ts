import { generateKeyPairSync, randomBytes, randomInt } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Secrets of one demo folder: made at the first start, kept so that a second start continues where it was. */
export interface DemoKeys {
  readonly masterKey: string;
  readonly botToken: string;
  readonly authorityToken: string;
  readonly signingKeyPem: string;
  readonly verifyKeyPem: string;
  readonly apiHash: string;
  readonly loginCode: string;
}

/** Reads or makes the keys of the demo. */
export async function demoKeys(folder: string): Promise<DemoKeys> {
  const file = path.join(folder, 'keys.json');
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (kept !== null) return JSON.parse(kept) as DemoKeys;
  const pair = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const keys: DemoKeys = {
    masterKey: randomBytes(32).toString('base64'),
    botToken: `${randomInt(100_000_000, 999_999_999)}:${randomBytes(26).toString('base64url').slice(0, 35)}`,
    authorityToken: randomBytes(24).toString('base64url'),
    signingKeyPem: pair.privateKey,
    verifyKeyPem: pair.publicKey,
    apiHash: randomBytes(16).toString('hex'),
    loginCode: String(randomInt(10_000, 99_999)),
  };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, JSON.stringify(keys), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return keys;
}
