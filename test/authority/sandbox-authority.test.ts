import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { startAuthority } from '../../sandbox/authority/authority.ts';
import type { DeskEntry } from '../../sandbox/authority/desk.ts';
import { canonicalJson, type NotificationJson } from '../../src/domain/notification.ts';
import { multipartBody } from '../../src/authority/http/multipart-body.ts';
import type { NotificationParcel } from '../../src/ports/authority-gateway.ts';
import { type HttpBench, keyPair, startHttpBench, TOKEN } from './http-bench.ts';
import { oneNotification, oneParcel, PICTURE, PICTURE_SHA256 } from './sample-notification.ts';

describe('the sandbox authority', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qyraghy-authority-'));
  let url = '';
  let open: Awaited<ReturnType<typeof startAuthority>>;
  before(async () => {
    open = await startAuthority({ token: TOKEN, journalPath: null });
    ({ url } = open);
  });
  after(async () => {
    await open.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Posts past the gateway, as another sender would. */
  async function post(parcel: NotificationParcel, headers: Record<string, string> = {}) {
    const body = multipartBody(parcel);
    const response = await fetch(`${url}/notifications`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'idempotency-key': parcel.idempotencyKey,
        'content-type': body.contentType,
        ...headers,
      },
      body: body.bytes,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const fields = (body: Record<string, unknown>) =>
    (body['errors'] as { field: string }[]).map((error) => error.field);
  const parcelOf = (key: string, notification: object): NotificationParcel => ({
    ...oneParcel(key),
    notification: canonicalJson(notification as never),
  });

  it('answers 202, then 200 with the same id, then 409', async () => {
    const first = await post(oneParcel('a'));
    const again = await post(oneParcel('a'));
    const other = await post(
      oneParcel('a', { related: { criminalReport: '26-1', administrativeReferral: null } }),
    );

    assert.deepEqual([first.status, again.status, other.status], [202, 200, 409]);
    assert.equal(again.body['id'], first.body['id']);
    assert.equal(open.desk.get(String(first.body['id']))?.timesReceived, 2);
  });

  it('answers 401 to a wrong token and to none', async () => {
    assert.equal((await post(oneParcel('b'), { authorization: 'Bearer other' })).status, 401);
    assert.equal((await post(oneParcel('b'), { authorization: '' })).status, 401);
  });

  const { header, items, lawfulness, justification, screenshots, ...others } = oneNotification();
  const { court: _court, ...courtless } = lawfulness as Extract<
    NotificationJson['lawfulness'],
    { basis: 'court_act' }
  >;
  const rest = { header, items, lawfulness, justification, screenshots, ...others };
  const incomplete = [
    ['without lawfulness', { ...rest, lawfulness: undefined }, ['lawfulness']],
    ['with a court act without its court', { ...rest, lawfulness: courtless }, ['lawfulness.court']],
    [
      'with a court act not in force',
      { ...rest, lawfulness: { ...lawfulness, inForceDate: '2099-01-01' } },
      ['lawfulness.inForceDate'],
    ],
    [
      'with empty facts',
      { ...rest, justification: { ...justification, facts: '  ' } },
      ['justification.facts'],
    ],
    ['without screenshots', { ...rest, screenshots: [] }, ['screenshots']],
    [
      'with a time of another zone',
      { ...rest, header: { ...header, dateTime: '2026-11-20T10:15:00Z' } },
      ['header.dateTime'],
    ],
    ['with a field of its own', { ...rest, hurry: true }, ['notification']],
    [
      'with a domain and no check of what it would hit',
      {
        ...rest,
        items: [
          {
            ...items[0],
            scope: { kind: 'domain', target: 'demo.example', collateral: null, platformLetter: false },
          },
        ],
      },
      ['items[0].scope.collateral'],
    ],
    [
      'with a screenshot that is not attached',
      { ...rest, screenshots: [{ ...screenshots[0], sha256: 'c'.repeat(64) }] },
      ['screenshots[0].sha256'],
    ],
  ] as const;
  for (const [name, notification, expected] of incomplete) {
    it(`returns a notification ${name}, naming the field`, async () => {
      const answer = await post(parcelOf(`incomplete ${name}`.replaceAll(' ', '-'), notification));

      assert.equal(answer.status, 422);
      assert.deepEqual(fields(answer.body), expected);
    });
  }

  it('returns a picture whose bytes do not have its name', async () => {
    const answer = await post({
      ...oneParcel('false-name'),
      attachments: [{ sha256: PICTURE_SHA256, contentType: 'image/png', bytes: new Uint8Array([1, 2]) }],
    });

    assert.equal(answer.status, 422);
    assert.deepEqual(fields(answer.body), [PICTURE_SHA256, 'screenshots[0].sha256']);
  });

  it('answers 400 without a key, 415 to another body, 404 and 405 elsewhere', async () => {
    const authorization = `Bearer ${TOKEN}`;
    const call = async (path: string, init: RequestInit) => (await fetch(`${url}${path}`, init)).status;

    assert.equal((await post(oneParcel('c'), { 'idempotency-key': '' })).status, 400);
    assert.equal((await post(oneParcel('c'), { 'content-type': 'text/plain' })).status, 415);
    assert.equal(await call('/elsewhere', { headers: { authorization } }), 404);
    assert.equal(
      await call('/notifications/2026-000001', { method: 'PUT', headers: { authorization } }),
      405,
    );
  });

  it('answers 403 to a signature that is missing, of another form or over other bytes', async () => {
    const bench = await startHttpBench();
    try {
      const send = (signature: Record<string, string>) => {
        url = bench.authority.url;
        return post(oneParcel('d'), signature);
      };
      const none = await send({});
      const attached = await send({ 'x-signature': 'e30.e30.AAAA' });
      const other = await send({
        'x-signature': `${Buffer.from('{"alg":"none"}').toString('base64url')}..AAAA`,
      });

      assert.deepEqual([none.status, attached.status, other.status], [403, 403, 403]);
      assert.equal(bench.authority.desk.list().length, 0);
    } finally {
      url = open.url;
      await bench.authority.close();
    }
  });

  it('keeps records, pictures, outcomes and withdrawals over a restart', async () => {
    const journalPath = join(folder, 'authority.jsonl');
    const keys = keyPair();
    const earlier: HttpBench = await startHttpBench(journalPath, keys);
    const kept = await earlier.gateway().send(oneParcel('kept'));
    const gone = await earlier.gateway().send(oneParcel('gone'));
    assert.ok(kept.kind === 'received' && gone.kind === 'received');
    earlier.authority.desk.setOutcome(kept.authorityId, 1, {
      outcome: 'in_processing',
      comment: 'Проверяем',
    });
    await earlier.gateway().withdraw(gone.authorityId, 'Ошибка');
    const list = earlier.authority.desk.list();
    await earlier.authority.close();

    const later = await startHttpBench(journalPath, keys);
    try {
      assert.deepEqual(later.authority.desk.list(), list);
      assert.deepEqual(
        Buffer.from(later.authority.desk.attachment(PICTURE_SHA256) ?? []),
        Buffer.from(PICTURE),
      );
      assert.deepEqual(
        readdirSync(`${journalPath}.files`),
        [PICTURE_SHA256],
        'one picture, no half-written file',
      );
      assert.deepEqual(await later.gateway().send(oneParcel('kept')), kept);
      const status = await later.gateway().status(kept.authorityId);
      assert.deepEqual([status.status, status.items[0]?.comment], ['in_processing', 'Проверяем']);
    } finally {
      await later.authority.close();
    }
  });

  it('tells a listener of an arrival and of an outcome, and refuses an outcome for nothing', async () => {
    const seen: string[] = [];
    const stop = open.desk.onChange((entry: DeskEntry) =>
      seen.push(`${entry.idempotencyKey} ${entry.status}`),
    );
    const { body } = await post(oneParcel('watched'));
    const id = String(body['id']);
    open.desk.setOutcome(id, 1, { outcome: 'returned', comment: 'Нет адреса' });
    stop();
    open.desk.setOutcome(id, 1, { outcome: 'no_violation' });

    assert.deepEqual(seen, ['watched received', 'watched closed']);
    assert.throws(() => open.desk.setOutcome(id, 2, { outcome: 'blocked' }), /has no item 2/u);
    assert.throws(() => open.desk.setOutcome('nobody', 1, { outcome: 'blocked' }), /no notification/u);
  });

  it('stops while a call is delayed', async () => {
    const stopping = await startAuthority({ token: TOKEN, journalPath: null });
    stopping.faults.add({ kind: 'delay', delayMs: 600_000 });
    const asked = fetch(`${stopping.url}/notifications/x`).then(
      () => 'answered',
      () => 'cut',
    );
    while (stopping.faults.waiting() > 0) await nextTurn();
    await stopping.close();

    assert.equal(await asked, 'cut');
  });

  it('listens on loopback only', async () => {
    await assert.rejects(
      startAuthority({ host: '0.0.0.0', token: TOKEN, journalPath: null }),
      /loopback only/u,
    );
  });
});
