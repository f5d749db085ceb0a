import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type EvidenceManifest, type SealRecord, sealManifest, verifySeals } from '../../src/domain/seal.ts';

function oneManifest(postId: number): EvidenceManifest {
  return {
    findingId: 7,
    postId,
    sourceAddress: 'https://t.me/tez_aqsha_demo',
    url: `https://t.me/tez_aqsha_demo/${postId}`,
    capturedAt: '2026-11-19T22:31:15+05:00',
    files: [{ role: 'screenshot', sha256: 'a'.repeat(64), sizeBytes: 10, contentType: 'image/png' }],
    tool: 'Chromium 156.0.8078.79',
    versions: { qyraghy: '0.1.0', rules: 'r1' },
  };
}

function chainOf(length: number): SealRecord[] {
  const records: SealRecord[] = [];
  for (let n = 1; n <= length; n += 1) {
    const previousSealSha256 = records.at(-1)?.sealSha256 ?? null;
    records.push({ ...sealManifest(oneManifest(n), previousSealSha256), previousSealSha256 });
  }
  return records;
}

describe('the chain of seals', () => {
  it('seals the same manifest to the same hashes, whatever the order of its fields', () => {
    const { findingId, ...rest } = oneManifest(1);

    assert.deepEqual(sealManifest({ ...rest, findingId }, null), sealManifest(oneManifest(1), null));
    assert.notEqual(
      sealManifest(oneManifest(1), 'b'.repeat(64)).sealSha256,
      sealManifest(oneManifest(1), null).sealSha256,
    );
  });

  it('holds as a whole and page by page', () => {
    const chain = chainOf(5);

    assert.equal(verifySeals(chain), null);
    assert.equal(verifySeals([]), null);
    assert.equal(verifySeals(chain.slice(2), chain[1]?.sealSha256), null);
  });

  const attacks: readonly [string, (chain: SealRecord[]) => unknown[], unknown][] = [
    [
      'a changed manifest',
      (c) => [c[0], { ...c[1], manifest: '{}' }, c[2]],
      { at: 1, kind: 'manifest_changed' },
    ],
    [
      'a manifest changed with its hash',
      (c) => [c[0], { ...c[1], ...pick(sealManifest(oneManifest(99), null)) }, c[2]],
      { at: 1, kind: 'seal_changed' },
    ],
    [
      'a record sealed anew',
      (c) => [c[0], { ...c[1], ...sealManifest(oneManifest(99), c[0]?.sealSha256 ?? null) }, c[2]],
      { at: 2, kind: 'broken_link' },
    ],
    ['a record taken out', (c) => [c[0], c[2]], { at: 1, kind: 'broken_link' }],
    ['two records in another order', (c) => [c[1], c[0], c[2]], { at: 0, kind: 'broken_link' }],
    ['the first record taken out', (c) => [c[1], c[2]], { at: 0, kind: 'broken_link' }],
  ];
  for (const [name, attack, expected] of attacks) {
    it(`finds ${name}`, () => {
      assert.deepEqual(verifySeals(attack(chainOf(3)) as SealRecord[]), expected);
    });
  }
});

function pick(seal: { manifest: string; manifestSha256: string }): {
  manifest: string;
  manifestSha256: string;
} {
  return { manifest: seal.manifest, manifestSha256: seal.manifestSha256 };
}
