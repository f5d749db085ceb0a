import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import { createEvidenceFiles } from '../../src/evidence/evidence-files.ts';

describe('evidence files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qyraghy-evidence-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const bytesOf = (text: string) => new TextEncoder().encode(text);
  const names = (at: string) =>
    readdirSync(at, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const permanent = (reason: string) => (error: unknown) =>
    error instanceof PermanentError && error.reason === reason;

  it('gives back what was put, named by its SHA-256', async () => {
    const files = createEvidenceFiles(folder);
    const bytes = bytesOf('дәлелдеме');

    const name = await files.put(bytes);

    assert.equal(name, createHash('sha256').update(bytes).digest('hex'));
    assert.deepEqual(Buffer.from(await createEvidenceFiles(folder).get(name)), Buffer.from(bytes));
  });

  it('keeps one file and no litter when the same bytes are put at the same time', async () => {
    const at = join(folder, 'same');
    const files = createEvidenceFiles(at);

    const put = await Promise.all(Array.from({ length: 8 }, () => files.put(bytesOf('same'))));

    assert.equal(new Set(put).size, 1);
    assert.deepEqual(
      names(at).map((entry) => entry.name),
      [put[0]],
    );
  });

  it('says evidence_changed for a file whose bytes have changed, and does not write over it', async () => {
    const files = createEvidenceFiles(folder);
    const bytes = bytesOf('original');
    const name = await files.put(bytes);
    const path = join(folder, name.slice(0, 2), name);
    chmodSync(path, 0o600);
    writeFileSync(path, 'forged');

    await assert.rejects(files.get(name), permanent('evidence_changed'));
    await assert.rejects(files.put(bytes), permanent('evidence_changed'));
  });

  it('says evidence_missing for what is not there, also for a name that would leave the folder', async () => {
    const files = createEvidenceFiles(folder);

    await assert.rejects(files.get('0'.repeat(64)), permanent('evidence_missing'));
    await assert.rejects(files.get('../../etc/passwd'), permanent('evidence_missing'));
  });

  it('says which folder cannot be used when something else stands in its place', async () => {
    const inTheWay = join(folder, 'a-file');
    writeFileSync(inTheWay, '');

    await assert.rejects(
      createEvidenceFiles(inTheWay).put(bytesOf('x')),
      (error: Error) => error instanceof RetryableError && error.message.includes(inTheWay),
    );
  });
});
