import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import postgres from 'postgres';
import { connectMemory } from '../../drizzle/connect.ts';
import { AUDIT_GENESIS, verifyRows, type AuditRow } from '../../src/domain/audit.ts';
import { replay } from '../../src/domain/decision.ts';
import { asActor, SYSTEM } from '../../src/domain/staff.ts';
import { until } from '../support/until.ts';
import { aFinding, aPerson, aSource, gate, later, MORNING, openBench, sealedSet } from './memory-bench.ts';

const bench = await openBench();
const { memory } = bench;
const source = await aSource(bench, 'transactions');
const sql = postgres(bench.url, { max: 1, onnotice: () => undefined });
after(() => sql.end());
const event = (subject: string) =>
  ({
    action: 'finding.moved',
    actorId: null,
    subject,
    details: { to: 'new', from: null, n: 1, b: true },
  }) as const;

async function wholeChain(): Promise<readonly AuditRow[]> {
  return memory.read.audit.page(0, 1000);
}

test('audit entries of many transactions form one chain that verifies', async () => {
  const person = await aPerson(bench, 'analyst');
  await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      memory.transaction(async (tx) => {
        tx.audit.append({ ...event(`finding:${index}`), actorId: person.id });
        await tx.staff.get(person.id);
        tx.audit.append(event(`finding:${index}b`));
      }),
    ),
  );

  const rows = await wholeChain();
  const verdict = verifyRows(rows, { seq: 0, hash: AUDIT_GENESIS });

  assert.equal(rows.length, 24);
  assert.deepEqual(verdict, { ok: true, head: await memory.read.audit.head() });
  assert.equal(rows[0]?.at, MORNING.toISOString());
  assert.deepEqual(rows.slice(3, 4), await memory.read.audit.page(3, 1));
});

test('a transaction that fails leaves nothing, neither rows nor audit nor jobs', async () => {
  const before = await memory.read.audit.head();
  const waiting = await memory.read.outbox.waiting();

  const failed = memory.transaction(async (tx) => {
    await tx.sources.setState(source.id, 'paused', 'never');
    tx.audit.append(event('finding:1'));
    await tx.outbox.add([{ name: 'tell', key: 'tell-1', payload: { noticeId: 1 } }]);
    throw new Error('changed my mind');
  });

  await assert.rejects(failed, { message: 'changed my mind' });
  assert.deepEqual(await memory.read.audit.head(), before);
  assert.equal(await memory.read.outbox.waiting(), waiting);
  assert.equal((await memory.read.sources.get(source.id)).state, 'active');
});

test('what was recorded, decided or sealed cannot be changed or deleted', async () => {
  const finding = await aFinding(bench, source, 1);
  await sealedSet(bench, finding.id, finding.firstPostId);
  const refused = { code: '23001', message: /append-only/ };

  const columns = {
    audit_events: 'hash',
    decisions: 'reason',
    evidence_sets: 'tool',
    evidence_files: 'role',
    parcels: 'measure_id',
  };

  for (const [table, column] of Object.entries(columns)) {
    await assert.rejects(
      sql`update ${sql(table)} set ${sql(column)} = ${sql(column)}`,
      refused,
      `update ${table}`,
    );
    await assert.rejects(sql`delete from ${sql(table)}`, refused, `delete ${table}`);
    await assert.rejects(sql`truncate ${sql(table)} cascade`, refused, `truncate ${table}`);
  }
});

test('a row that is changed behind our back is found by its hash', async () => {
  const rows = await wholeChain();
  const forged = rows.map((row) => (row.seq === 5 ? { ...row, subject: 'finding:666' } : row));

  assert.deepEqual(verifyRows(forged, { seq: 0, hash: AUDIT_GENESIS }), {
    ok: false,
    fault: { kind: 'changed', seq: 5 },
  });
});

test('two transactions in each other’s way both end well', async () => {
  const [one, two] = [await aFinding(bench, source, 21), await aFinding(bench, source, 22)];
  const [first, second] = [gate(), gate()];
  let runs = 0;
  const cross = (from: number, to: number, mine: ReturnType<typeof gate>, other: ReturnType<typeof gate>) =>
    memory.transaction(async (tx) => {
      runs += 1;
      await tx.findings.lock(from);
      mine.open();
      await other.opened;
      await tx.findings.lock(to);
      tx.audit.append(event(`finding:${from}`));
      return from;
    });
  const before = (await memory.read.audit.head())?.seq ?? 0;

  const done = await Promise.all([
    cross(one.id, two.id, first, second),
    cross(two.id, one.id, second, first),
  ]);

  assert.deepEqual(done, [one.id, two.id]);
  assert.ok(runs >= 3, 'one ran again');
  assert.equal(
    (await memory.read.audit.head())?.seq,
    before + 2,
    'the run that was undone left no audit row',
  );
});

test('writing or locking outside a transaction is refused by name', async () => {
  const { read } = memory;

  assert.throws(() => read.audit.append(event('finding:1')), {
    name: 'NotInTransactionError',
    message: /audit\.append/,
  });
  assert.throws(() => read.findings.lock(1), { message: /findings\.lock writes or locks/ });
  assert.throws(() => read.findings.lockBands(['x']), { name: 'NotInTransactionError' });
  assert.throws(() => read.leases.take('bot', 'me', 1000), { name: 'NotInTransactionError' });
  assert.throws(() => read.outbox.add([]), { name: 'NotInTransactionError' });
});

test('decisions replay to the state, and name who made them', async () => {
  const analyst = await aPerson(bench, 'analyst', 'Дана');
  const finding = await aFinding(bench, source, 30);
  const base = { findingId: finding.id, measureId: null, reason: null };
  await memory.transaction(async (tx) => {
    await tx.findings.addDecision({ ...base, verb: 'open', from: null, to: 'new', by: SYSTEM, at: MORNING });
    await tx.findings.change(finding.id, { state: 'dismissed' });
    await tx.findings.addDecision({
      ...base,
      verb: 'dismiss',
      from: 'new',
      to: 'dismissed',
      by: asActor(analyst),
      at: later(MORNING, 1),
      reason: 'news',
    });
  });

  const rows = await memory.read.findings.decisions(finding.id);

  assert.equal(replay(rows), (await memory.read.findings.get(finding.id)).state);
  assert.deepEqual(
    rows.map((row) => [row.subject, row.verb, row.by, row.byName, row.reason]),
    [
      ['finding', 'open', SYSTEM, null, null],
      ['finding', 'dismiss', asActor(analyst), 'Дана', 'news'],
    ],
  );
});

test('a state that the domain does not know cannot be decided', async () => {
  const finding = await aFinding(bench, source, 31);
  const base = {
    findingId: finding.id,
    measureId: null,
    verb: 'open',
    from: null,
    by: SYSTEM,
    at: MORNING,
    reason: null,
  };

  const unknown = memory.transaction((tx) => tx.findings.addDecision({ ...base, to: 'sent' }));

  await assert.rejects(unknown, { name: 'DatabaseRefusedError', constraint: 'decisions_states' });
});

test('an error of the database carries no value that was written', async () => {
  const secret = 'ЖСН 900101300123';
  const failed = memory.transaction((tx) =>
    tx.findings.change(1_999_999, { captureProblem: secret, claimedUntil: MORNING }),
  );
  await assert.rejects(failed, { reason: 'not_found' });
  const finding = await aFinding(bench, source, 32);

  const refused = memory.transaction((tx) =>
    tx.findings.change(finding.id, { captureProblem: secret, claimedUntil: MORNING }),
  );

  await assert.rejects(refused, (error: Error & { constraint?: string }) => {
    assert.equal(error.constraint, 'findings_claim');
    const everything = `${error.message} ${error.stack} ${String(error.cause)} ${JSON.stringify(error)}`;
    assert.ok(!everything.includes('900101300123'), everything);
    return true;
  });
});

test('a query that takes too long may be tried again', async () => {
  const slow = await connectMemory({
    url: bench.url,
    clock: bench.clock,
    statementTimeoutMs: 100,
    poolMax: 2,
  });
  const finding = await aFinding(bench, source, 33);
  const release = gate();
  const locked = gate();
  const holder = memory.transaction(async (tx) => {
    await tx.findings.lock(finding.id);
    locked.open();
    await release.opened;
  });
  await locked.opened;

  await assert.rejects(
    slow.transaction((tx) => tx.findings.lock(finding.id)),
    { name: 'RetryableError', reason: 'database_slow' },
  );

  release.open();
  await holder;
  await slow.close();
});

test('a connection that is cut is an outage, and the memory works again after it', async () => {
  const cut = await connectMemory({ url: bench.url, clock: bench.clock, poolMax: 1 });
  const running = cut.transaction(async (tx) => {
    await tx.sources.get(source.id);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
      and application_name = 'qyraghy' and state = 'idle in transaction'`;
    await tx.sources.get(source.id);
  });

  await assert.rejects(running, { name: 'RetryableError', reason: 'database_unreachable' });
  const read = await until(() => cut.read.sources.get(source.id), { what: 'the memory answers again' });
  assert.equal(read.id, source.id);
  await cut.close();
});

test('a database that does not exist asks for a person', async () => {
  const url = new URL(bench.url);
  url.pathname = '/not_there';

  await assert.rejects(connectMemory({ url: url.href, clock: bench.clock }), {
    name: 'PermanentError',
    reason: 'database_denied',
  });
});
