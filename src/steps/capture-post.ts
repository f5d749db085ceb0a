import { messageOf, PermanentError, RetryableError } from '../domain/failure.ts';
import type { Post } from '../domain/post.ts';
import { sealManifest, type EvidenceManifest } from '../domain/seal.ts';
import type { CapturedPicture } from '../ports/evidence-capturer.ts';
import type { EvidenceFileRow, StoredPost, Tx } from '../ports/memory.ts';
import { POST_SEAL } from './keep-post.ts';
import type { Needs } from './needs.ts';
import { peopleOf, tellPeople } from './record.ts';

type CaptureNeeds = Pick<
  Needs,
  'memory' | 'clock' | 'capturer' | 'files' | 'box' | 'office' | 'reach' | 'log'
>;

/**
 * Captures one version of a post: a picture by a real browser, a masked copy for the chat, the platform's own object;
 * seals them, and tells the analysts that a finding waits. Without a browser the finding says so and stays locked.
 * @param last this is the last try: a failure that would be retried is recorded instead
 */
export async function capturePost(
  needs: CaptureNeeds,
  job: { readonly findingId: number; readonly postId: number },
  last: boolean,
): Promise<void> {
  if ((await needs.memory.read.evidence.ofPost(job.postId)) !== null) return;
  const post = await needs.memory.read.posts.get(job.postId);
  try {
    await sealCapture(needs, job.findingId, post);
  } catch (error) {
    const retryable = error instanceof RetryableError && !last;
    if (retryable || !(error instanceof RetryableError || error instanceof PermanentError)) throw error;
    needs.log.warn(
      { findingId: job.findingId, postId: job.postId, reason: error.reason, error: messageOf(error) },
      'capture failed',
    );
    await recordProblem(needs, job, error.reason);
  }
}

async function recordProblem(
  needs: CaptureNeeds,
  job: { readonly findingId: number; readonly postId: number },
  problem: string,
): Promise<void> {
  await needs.memory.transaction(async (tx) => {
    await tx.findings.change(job.findingId, { captureProblem: problem });
    await announce(tx, job.findingId, needs.clock.now());
    await tellPeople(tx, {
      people: await peopleOf(tx, ['admin']),
      kind: 'alarm',
      params: { reason: problem, findingId: job.findingId },
      key: `capture-${problem}-${job.postId}`,
      at: needs.clock.now(),
    });
  });
}

async function sealCapture(needs: CaptureNeeds, findingId: number, stored: StoredPost): Promise<void> {
  const post = openPost(needs, stored);
  const source = await needs.memory.read.sources.get(stored.sourceId);
  const capturedAt = needs.clock.now();
  const marks = stored.detection.matches
    .filter((match) => match.category !== null && match.weight > 0)
    .map(({ start, end }) => ({ start, end }));
  const request = { post, channelTitle: source.title, capturedAt, timeZone: needs.office.timeZone, marks };
  const [original, masked] = await Promise.all([
    needs.capturer.capture(request),
    needs.capturer.capture({ ...request, maskedText: stored.maskedText }),
  ]);
  const files = [
    await keepPicture(needs, 'screenshot', original),
    await keepPicture(needs, 'masked', masked),
    await keepRaw(needs, post.raw),
  ];
  const manifest: EvidenceManifest = {
    findingId,
    postId: stored.id,
    sourceAddress: source.address,
    url: stored.url,
    capturedAt: capturedAt.toISOString(),
    tool: original.tool,
    versions: { rules: stored.detection.rulesVersion },
    files: files.map(({ role, sha256, sizeBytes, contentType }) => ({
      role,
      sha256,
      sizeBytes,
      contentType,
    })),
  };
  await needs.memory.transaction(async (tx) => {
    // The lock first: of two captures at once the second must see the first one's seal.
    const previous = await tx.evidence.lockHead();
    if ((await tx.evidence.ofPost(stored.id)) !== null) return;
    const seal = sealManifest(manifest, previous);
    await tx.evidence.add({
      findingId,
      postId: stored.id,
      capturedAt,
      tool: original.tool,
      manifest: seal.manifest,
      manifestSha256: seal.manifestSha256,
      previousSealSha256: previous,
      sealSha256: seal.sealSha256,
      files,
    });
    await tx.findings.change(findingId, { captureProblem: null });
    tx.audit.append({
      action: 'evidence.sealed',
      actorId: null,
      subject: `finding:${findingId}`,
      details: { post: stored.id, seal: seal.sealSha256 },
    });
    await announce(tx, findingId, needs.clock.now());
    needs.reach('capture.before-commit');
  });
  needs.reach('capture.after-commit');
}

async function keepPicture(
  needs: CaptureNeeds,
  role: 'screenshot' | 'masked',
  { png, width, height }: CapturedPicture,
): Promise<EvidenceFileRow> {
  const sha256 = await needs.files.put(png);
  return { role, sha256, sizeBytes: png.byteLength, contentType: 'image/png', width, height };
}

async function keepRaw(needs: CaptureNeeds, raw: string): Promise<EvidenceFileRow> {
  const bytes = new TextEncoder().encode(raw);
  const sha256 = await needs.files.put(bytes);
  const sizeBytes = bytes.byteLength;
  return { role: 'raw', sha256, sizeBytes, contentType: 'application/json', width: null, height: null };
}

/** The unmasked post from its sealed bytes. */
export function openPost(needs: Pick<Needs, 'box'>, stored: Pick<StoredPost, 'sealedContent'>): Post {
  return JSON.parse(new TextDecoder().decode(needs.box.open(POST_SEAL, stored.sealedContent))) as Post;
}

async function announce(tx: Tx, findingId: number, at: Date): Promise<void> {
  const finding = await tx.findings.get(findingId);
  if (finding.state !== 'new') return;
  await tellPeople(tx, {
    people: await peopleOf(tx, ['analyst']),
    kind: 'queue',
    params: { findingId },
    key: String(findingId),
    at,
  });
}
