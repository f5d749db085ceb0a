import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { retryAfterMs } from '../../src/authority/http/answers.ts';
import { createHttpAuthority } from '../../src/authority/http/http-authority.ts';
import { multipartBody } from '../../src/authority/http/multipart-body.ts';
import { RetryableError } from '../../src/domain/failure.ts';
import { describeAuthorityGateway, permanent, retryable } from './gateway-contract.ts';
import { clock, type HttpBench, keyPair, NOW, startHttpBench, TOKEN } from './http-bench.ts';
import { oneNotification, oneParcel, PICTURE_SHA256 } from './sample-notification.ts';

const SLOW_MS = 60_000;

describeAuthorityGateway('the HTTP gateway', async () => {
  const bench = await startHttpBench();
  const { desk, faults } = bench.authority;
  return {
    gateway: bench.gateway({ timeoutMs: 700 }),
    strangerGateway: bench.gateway({ token: 'somebody-else' }),
    records: () => desk.list().map((entry) => ({ ...entry, attachments: entry.attachments.length })),
    decide: (id, item, outcome, prescription) =>
      void desk.setOutcome(id, item, { outcome, ...(prescription === undefined ? {} : { prescription }) }),
    withdrawnReason: (id) => desk.get(id)?.withdrawn?.reason ?? null,
    next: {
      loseReply: () => faults.add({ kind: 'lose_reply' }),
      cutLine: () => faults.add({ kind: 'drop' }),
      beSlow: () => faults.add({ kind: 'delay', delayMs: SLOW_MS }),
      sayIncomplete: (errors) => faults.add({ kind: 'incomplete', errors }),
      beBusy: (status, seconds) => faults.add({ kind: 'refuse', status, retryAfter: String(seconds) }),
    },
    calm: () => faults.clear(),
    close: () => bench.authority.close(),
  };
});

describe('the HTTP gateway', () => {
  let bench: HttpBench;
  before(async () => {
    bench = await startHttpBench();
  });
  after(() => bench.authority.close());
  beforeEach(() => bench.authority.faults.clear());

  it('makes the same bytes for the same parcel, and another boundary for another key', () => {
    const once = multipartBody(oneParcel('k-1'));
    const twice = multipartBody(oneParcel('k-1'));
    const other = multipartBody(oneParcel('k-2'));

    assert.deepEqual(twice, once);
    assert.notEqual(other.contentType, once.contentType);
  });

  it('picks another boundary when the content holds the first one', () => {
    const plain = multipartBody(oneParcel('k-1'));
    const boundary = plain.contentType.split('boundary=')[1] ?? '';
    const hostile = { ...oneParcel('k-1'), notification: Buffer.from(`{"quote":"--${boundary}"}`) };

    const body = multipartBody(hostile);

    assert.notEqual(body.contentType, plain.contentType);
    assert.deepEqual(multipartBody(hostile), body);
  });

  it('signs so that the addressee can check it, and is refused with the key of somebody else', async () => {
    await bench.gateway().send(oneParcel('signed'));
    const stranger = bench.gateway({ signingKeyPem: keyPair().privatePem });

    await assert.rejects(stranger.send(oneParcel('forged')), permanent('authority_refused_us'));

    const entries = bench.authority.desk.list();
    assert.deepEqual(
      entries.map((entry) => [entry.idempotencyKey, entry.signature]),
      [['signed', 'verified']],
    );
  });

  it('does not send what the schema refuses, and names the fields', async () => {
    const { header } = oneNotification();
    const wrong = oneParcel('wrong', {
      header: { ...header, dateTime: '2026-11-20T10:15:00Z', executor: ' ' },
    });

    const answer = await bench.gateway().send(wrong);

    assert.ok(answer.kind === 'incomplete');
    assert.deepEqual(answer.errors.map((error) => error.field).sort(), [
      'header.dateTime',
      'header.executor',
    ]);
    assert.ok(!bench.authority.desk.list().some((entry) => entry.idempotencyKey === 'wrong'));
  });

  it('does not send without the file of a screenshot', async () => {
    const answer = await bench.gateway().send({ ...oneParcel('bare'), attachments: [] });

    assert.deepEqual(answer, {
      kind: 'incomplete',
      errors: [{ field: 'screenshots[0].sha256', message: 'its file is not attached' }],
    });
  });

  it('does not send a picture whose bytes have changed', async () => {
    const changed = {
      ...oneParcel('changed'),
      attachments: [{ sha256: PICTURE_SHA256, contentType: 'image/png', bytes: new Uint8Array([1]) }],
    };

    await assert.rejects(bench.gateway().send(changed), permanent('evidence_changed'));
  });

  const odd = [
    ['an answer that is not JSON', { status: 202, body: '<html>' }, 'bad_answer'],
    ['an answer without an id', { status: 202, body: '{"status":"received"}' }, 'bad_answer'],
    [
      'an id that would leave the path',
      { status: 202, body: '{"id":"../x","status":"received"}' },
      'bad_answer',
    ],
    ['an endless answer', { status: 202, body: ' '.repeat(2_000_000) }, 'bad_answer'],
    ['a redirect', { status: 302, body: '', headers: { location: 'http://127.0.0.1:9/' } }, 'rejected'],
    ['400', { status: 400, body: '{}' }, 'rejected'],
    ['403', { status: 403, body: '{}' }, 'authority_refused_us'],
  ] as const;
  for (const [name, answer, reason] of odd) {
    it(`stops at ${name}`, async () => {
      bench.authority.faults.add({ kind: 'answer', ...answer });

      await assert.rejects(bench.gateway().send(oneParcel('odd')), permanent(reason));
      assert.equal(bench.authority.faults.waiting(), 0, 'it was asked once');
    });
  }

  for (const status of [408, 425, 429, 500, 502, 503, 504]) {
    it(`may be tried again after ${status}`, async () => {
      bench.authority.faults.add({ kind: 'refuse', status });

      await assert.rejects(bench.gateway().status('2026-000001'), RetryableError);
    });
  }

  it('may be tried again when nobody listens', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as AddressInfo;
    await new Promise((resolve) => silent.close(resolve));

    const gateway = bench.gateway({ baseUrl: `http://127.0.0.1:${port}` });

    await assert.rejects(gateway.send(oneParcel('nobody')), retryable('network'));
  });

  it('reads Retry-After as seconds and as a date, and never waits longer than a day', () => {
    assert.equal(retryAfterMs('120', NOW), 120_000);
    assert.equal(retryAfterMs('Fri, 20 Nov 2026 05:16:00 GMT', NOW), 60_000);
    assert.equal(retryAfterMs('Fri, 20 Nov 2026 05:00:00 GMT', NOW), 0);
    assert.equal(retryAfterMs('999999999', NOW), 86_400_000);
    assert.equal(retryAfterMs('soon', NOW), null);
    assert.equal(retryAfterMs(null, NOW), null);
  });

  it('refuses a configuration that could not work, saying what to do', () => {
    const { privatePem } = keyPair();
    const make =
      (baseUrl: string, signingKeyPem = privatePem, token = TOKEN) =>
      () =>
        createHttpAuthority({ baseUrl, token, signingKeyPem, clock });

    assert.throws(make('authority.example'), /must look like https:\/\//u);
    assert.throws(make('http://authority.example'), /must begin with https/u);
    assert.throws(make('https://authority.example', 'not a key'), /openssl genpkey/u);
    assert.throws(make('https://authority.example', privatePem, 'two words'), /printable ASCII/u);
    assert.doesNotThrow(make('https://authority.example/api/v1/'));
  });
});
