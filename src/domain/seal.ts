import { createHash } from 'node:crypto';
import { canonicalText } from './canonical-json.ts';

/** What each sealed file is. */
export const SEALED_ROLES = ['screenshot', 'masked', 'raw', 'text'] as const;
export type SealedRole = (typeof SEALED_ROLES)[number];

export interface SealedFile {
  readonly role: SealedRole;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly contentType: string;
}

/** What one capture of one version of a post consists of. Plain JSON. */
export interface EvidenceManifest {
  readonly findingId: number;
  readonly postId: number;
  /** Address of the source, e.g. `https://t.me/name`. */
  readonly sourceAddress: string;
  /** Address of the post. */
  readonly url: string;
  /** ISO 8601 with an offset. */
  readonly capturedAt: string;
  readonly files: readonly SealedFile[];
  /** e.g. `Chromium 156.0.8078.79`. */
  readonly tool: string;
  /** Versions of what took part, e.g. `{ qyraghy: "0.1.0", rules: "3f2a…" }`. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface Seal {
  /** Canonical JSON of the manifest: store these very characters. */
  readonly manifest: string;
  readonly manifestSha256: string;
  /** SHA-256 over the previous seal and this manifest: a link of the chain. */
  readonly sealSha256: string;
}

/** What the chain is checked on; the rows of the memory have this shape. */
export interface SealRecord extends Seal {
  readonly previousSealSha256: string | null;
}

/** Where and how the chain breaks. `at` counts from 0 in the records given. */
export interface BrokenSeal {
  readonly at: number;
  readonly kind: 'manifest_changed' | 'seal_changed' | 'broken_link';
}

/** Stands for "the seal before the first". */
const GENESIS = '0'.repeat(64);

/** Seals a manifest onto the chain. `previousSealSha256` is null for the first of all. Pure. */
export function sealManifest(manifest: EvidenceManifest, previousSealSha256: string | null): Seal {
  const versions = { ...manifest.versions };
  const text = canonicalText({ ...manifest, files: manifest.files.map((file) => ({ ...file })), versions });
  const manifestSha256 = sha256(text);
  return { manifest: text, manifestSha256, sealSha256: link(previousSealSha256, manifestSha256) };
}

/**
 * Checks records in the order of the chain. `after` is the seal before the first record, so that a long chain is checked a
 * page at a time; null: the records begin with the first of all. Gives the first broken link, or null when all hold.
 */
export function verifySeals(records: Iterable<SealRecord>, after: string | null = null): BrokenSeal | null {
  let previous = after;
  let at = 0;
  for (const record of records) {
    if (record.previousSealSha256 !== previous) return { at, kind: 'broken_link' };
    if (sha256(record.manifest) !== record.manifestSha256) return { at, kind: 'manifest_changed' };
    if (link(previous, record.manifestSha256) !== record.sealSha256) return { at, kind: 'seal_changed' };
    previous = record.sealSha256;
    at += 1;
  }
  return null;
}

function link(previousSealSha256: string | null, manifestSha256: string): string {
  return sha256(`${previousSealSha256 ?? GENESIS}\n${manifestSha256}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
