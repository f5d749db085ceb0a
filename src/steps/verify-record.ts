import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { AUDIT_GENESIS, type AuditRow, verifyRows } from '../domain/audit.ts';
import { messageOf } from '../domain/failure.ts';
import { verifySeals, type EvidenceManifest } from '../domain/seal.ts';
import type { EvidenceSet, Memory } from '../ports/memory.ts';
import type { Needs } from './needs.ts';

const PAGE = 1_000;

/** The head of the audit chain on a day, signed and kept outside the database. */
export interface AuditAnchor {
  readonly day: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
  /** Ed25519 over the other fields, base64. */
  readonly signature: string;
}

function anchorBytes(anchor: Omit<AuditAnchor, 'signature'>): Uint8Array {
  return new TextEncoder().encode(JSON.stringify([anchor.day, anchor.seq, anchor.hash, anchor.at]));
}

/** Signs the present head of the chain; the text is what is kept in a file. */
export async function makeAnchor(
  needs: Pick<Needs, 'memory' | 'clock'>,
  day: string,
  privateKeyPem: string,
): Promise<string> {
  const head = (await needs.memory.read.audit.head()) ?? { seq: 0, hash: AUDIT_GENESIS };
  const anchor = { day, ...head, at: needs.clock.now().toISOString() };
  const signature = sign(null, anchorBytes(anchor), createPrivateKey(privateKeyPem)).toString('base64');
  return `${JSON.stringify({ ...anchor, signature })}\n`;
}

export type AuditResult =
  | {
      readonly ok: true;
      readonly rows: number;
      readonly head: { readonly seq: number; readonly hash: string };
    }
  | { readonly ok: false; readonly problem: string };

/** Walks the whole chain; an anchor shows also a cut tail and a chain that was written anew. */
export async function verifyAudit(
  memory: Memory,
  anchor: { readonly text: string; readonly publicKeyPem: string } | null,
): Promise<AuditResult> {
  const anchored = anchor === null ? null : readAnchor(anchor.text, anchor.publicKeyPem);
  if (anchored !== null && 'problem' in anchored) return { ok: false, problem: anchored.problem };
  let head = { seq: 0, hash: AUDIT_GENESIS };
  let met = anchored === null || anchored.seq === 0;
  for (;;) {
    const rows = await memory.read.audit.page(head.seq, PAGE);
    if (rows.length === 0) break;
    const result = verifyRows(rows, head);
    if (!result.ok) return { ok: false, problem: `row ${result.fault.seq}: ${result.fault.kind}` };
    const row: AuditRow | undefined =
      anchored === null ? undefined : rows.find((candidate) => candidate.seq === anchored.seq);
    if (row !== undefined) {
      if (row.hash !== anchored?.hash)
        return {
          ok: false,
          problem: `row ${row.seq} is not the one that was anchored: the chain was written anew`,
        };
      met = true;
    }
    head = result.head;
  }
  if (!met)
    return {
      ok: false,
      problem: `the anchor names row ${anchored?.seq ?? 0}, but the chain ends at row ${head.seq}: its tail was cut`,
    };
  return { ok: true, rows: head.seq, head };
}

function readAnchor(text: string, publicKeyPem: string): AuditAnchor | { readonly problem: string } {
  try {
    const anchor = JSON.parse(text) as AuditAnchor;
    const good = verify(
      null,
      anchorBytes(anchor),
      createPublicKey(publicKeyPem),
      Buffer.from(anchor.signature, 'base64'),
    );
    return good
      ? anchor
      : {
          problem:
            'the signature of the anchor is not ours: the file was changed, or MASTER_KEY is another one',
        };
  } catch (error) {
    return { problem: `the anchor cannot be read: ${messageOf(error)}` };
  }
}

export type EvidenceResult =
  | { readonly ok: true; readonly sets: number; readonly files: number }
  | { readonly ok: false; readonly problem: string };

/** Reads every sealed file and checks its hash, that its row says what the manifest sealed, and the chain of seals. */
export async function verifyEvidence(needs: Pick<Needs, 'memory' | 'files'>): Promise<EvidenceResult> {
  let after = 0;
  let sets = 0;
  let files = 0;
  let previous: string | null = null;
  for (;;) {
    const page = await needs.memory.read.evidence.page(after, PAGE);
    if (page.length === 0) return { ok: true, sets, files };
    const broken = verifySeals(page, previous);
    if (broken !== null) return { ok: false, problem: `capture ${page[broken.at]?.id ?? 0}: ${broken.kind}` };
    for (const set of page) {
      if (!saysAsSealed(set)) return { ok: false, problem: `capture ${set.id}: row_changed` };
      for (const file of set.files) {
        const problem = await needs.files.get(file.sha256).then(() => null, messageOf);
        if (problem !== null)
          return { ok: false, problem: `${file.role} of seal ${set.sealSha256}: ${problem}` };
        files += 1;
      }
      sets += 1;
      after = set.id;
      previous = set.sealSha256;
    }
  }
}

/** A manifest whose hash holds can still lie beside rows that name other files, another post or another time. */
function saysAsSealed(set: EvidenceSet): boolean {
  const sealed = JSON.parse(set.manifest) as EvidenceManifest;
  const files = (of: EvidenceManifest['files']): string =>
    JSON.stringify(of.map((file) => [file.role, file.sha256, file.sizeBytes, file.contentType]));
  return (
    sealed.findingId === set.findingId &&
    sealed.postId === set.postId &&
    sealed.capturedAt === set.capturedAt.toISOString() &&
    sealed.tool === set.tool &&
    files(sealed.files) === files(set.files)
  );
}
