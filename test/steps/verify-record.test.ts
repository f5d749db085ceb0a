import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { chmod, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import type postgres from 'postgres';
import { auditHash, type AuditRow } from '../../src/domain/audit.ts';
import { makeAnchor, verifyAudit, verifyEvidence } from '../../src/steps/verify-record.ts';
import { aCase, openFlow } from './flow-bench.ts';

const flow = await openFlow();
const keyPair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
};
const ours = keyPair();
for (let n = 0; n < 3; n += 1) await aCase(flow);
const text = await makeAnchor(flow.needs, '2026-11-24', ours.privatePem);
const anchor = { text, publicKeyPem: ours.publicKeyPem };

const [first] = await flow.memory.read.evidence.page(0, 1);
assert.ok(first !== undefined);
const picture = first.files.find(({ role }) => role === 'raw');
assert.ok(picture !== undefined);
const file = path.join(flow.folder, picture.sha256.slice(0, 2), picture.sha256);

/** What an attacker with all rights on the database does, seen by `look`, and taken back afterwards. */
async function tampered<T>(
  table: 'audit_events' | 'evidence_sets' | 'evidence_files',
  work: (sql: postgres.Sql) => Promise<unknown>,
  look: () => Promise<T>,
): Promise<T> {
  await flow.sql.unsafe(`create table saved as table ${table}`);
  const past = (sql: postgres.TransactionSql): Promise<unknown> =>
    sql`set local session_replication_role = replica`;
  try {
    await flow.sql.begin(async (sql) => {
      await past(sql);
      await work(sql as unknown as postgres.Sql);
    });
    return await look();
  } finally {
    await flow.sql.begin(async (sql) => {
      await past(sql);
      await sql.unsafe(`delete from ${table}`);
      await sql.unsafe(`insert into ${table} overriding system value select * from saved`);
      await sql.unsafe('drop table saved');
    });
  }
}

async function auditProblem(
  work: (sql: postgres.Sql) => Promise<unknown>,
  withAnchor = false,
): Promise<string> {
  const result = await tampered('audit_events', work, () =>
    verifyAudit(flow.memory, withAnchor ? anchor : null),
  );
  return result.ok ? 'whole' : result.problem;
}

describe('the audit trail', () => {
  test('is whole, with and without its anchor', async () => {
    const head = await flow.memory.read.audit.head();
    const plain = await verifyAudit(flow.memory, null);
    assert.deepEqual(plain, { ok: true, rows: head?.seq, head });
    assert.deepEqual(await verifyAudit(flow.memory, anchor), plain);
  });

  test('shows a changed row, a row taken out and rows that changed places', async () => {
    const change = await auditProblem(
      (sql) => sql`update audit_events set subject = 'finding:9' where seq = 2`,
    );
    assert.equal(change, 'row 2: changed');
    const gap = await auditProblem((sql) => sql`delete from audit_events where seq = 3`);
    assert.equal(gap, 'row 4: gap');
    const swap = await auditProblem((sql) =>
      sql`update audit_events set seq = case seq when 2 then 1002 else 1003 end where seq in (2, 3)`.then(
        () =>
          sql`update audit_events set seq = case seq when 1002 then 3 else 2 end where seq in (1002, 1003)`,
      ),
    );
    assert.equal(swap, 'row 2: broken_link');
  });

  test('shows by its anchor that its tail was cut, which the chain alone cannot', async () => {
    const cut = (sql: postgres.Sql) => sql`delete from audit_events where seq > 4`;
    assert.equal(await auditProblem(cut), 'whole');
    assert.match(await auditProblem(cut, true), /the chain ends at row 4: its tail was cut/u);
    assert.match(await auditProblem((sql) => sql`delete from audit_events`, true), /ends at row 0/u);
  });

  test('shows by its anchor that it was written anew, which the chain alone cannot', async () => {
    const rewrite = async (sql: postgres.Sql): Promise<void> => {
      const rows = await flow.memory.read.audit.page(0, 1_000);
      let previous = rows[0]?.previous ?? '';
      for (const row of rows) {
        const changed: Omit<AuditRow, 'hash'> = {
          ...row,
          previous,
          subject: row.seq === 2 ? 'finding:9' : row.subject,
        };
        const hash = auditHash(changed);
        await sql`update audit_events set previous = ${previous}, hash = ${hash}, subject = ${changed.subject} where seq = ${row.seq}`;
        previous = hash;
      }
    };
    assert.equal(await auditProblem(rewrite), 'whole');
    assert.match(await auditProblem(rewrite, true), /the chain was written anew/u);
  });

  test('takes no anchor of another key, none that was changed, and says when it cannot be read', async () => {
    const problem = async (of: string, publicKeyPem = ours.publicKeyPem): Promise<string> => {
      const result = await verifyAudit(flow.memory, { text: of, publicKeyPem });
      return result.ok ? 'whole' : result.problem;
    };
    const foreign = await makeAnchor(flow.needs, '2026-11-24', keyPair().privatePem);
    assert.match(await problem(foreign), /signature of the anchor is not ours/u);
    assert.match(await problem(text, keyPair().publicKeyPem), /signature of the anchor is not ours/u);
    assert.match(
      await problem(text.replace(/"seq":\d+/u, '"seq":1')),
      /signature of the anchor is not ours/u,
    );
    assert.match(await problem('{"day":'), /cannot be read/u);
    assert.match(await problem('{}'), /anchor/u);
  });
});

describe('the evidence', () => {
  const problemOf = async (): Promise<string> => {
    const result = await verifyEvidence(flow.needs);
    return result.ok ? 'whole' : result.problem;
  };
  test('is whole', async () => {
    assert.deepEqual(await verifyEvidence(flow.needs), { ok: true, sets: 3, files: 9 });
  });

  test('shows a file with other bytes, and a file that is gone', async () => {
    const bytes = await flow.needs.files.get(picture.sha256);
    await chmod(file, 0o600);
    await writeFile(file, 'other');
    assert.match(await problemOf(), /^raw of seal [0-9a-f]{64}: .*other bytes than were sealed/u);
    await rm(file);
    assert.match(await problemOf(), /is not in/u);
    await flow.needs.files.put(bytes);
    assert.equal(await problemOf(), 'whole');
  });

  test('shows a changed manifest, a set taken out, and rows that say another thing than was sealed', async () => {
    const sets = (work: (sql: postgres.Sql) => Promise<unknown>) =>
      tampered('evidence_sets', work, problemOf);
    const { id } = first;
    assert.match(
      await sets((sql) => sql`update evidence_sets set manifest = manifest || ' ' where id = ${id}`),
      /manifest_changed/u,
    );
    assert.match(await sets((sql) => sql`delete from evidence_sets where id = ${id}`), /broken_link/u);
    assert.match(
      await sets(
        (sql) => sql`update evidence_sets set captured_at = captured_at - interval '1 day' where id = ${id}`,
      ),
      /row_changed/u,
    );
    const swapped = await tampered(
      'evidence_files',
      (
        sql,
      ) => sql`update evidence_files set sha256 = (select sha256 from evidence_files where role = 'raw' and set_id <> ${id} limit 1)
        where set_id = ${id} and role = 'raw'`,
      problemOf,
    );
    assert.match(swapped, /row_changed/u);
    assert.equal(await problemOf(), 'whole');
  });
});
