import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import { guardedLookup, isPublicAddress } from '../../src/sources/http/address-guard.ts';
import { createPoliteClient, type PoliteClient } from '../../src/sources/http/polite-client.ts';

let server: Server;
let root = '';
let client: PoliteClient;
const asked: { readonly url: string; readonly headers: IncomingHttpHeaders }[] = [];
const BOMB = gzipSync(Buffer.alloc(8 * 1024 * 1024));

const ANSWERS: Readonly<Record<string, RequestListener>> = {
  '/robots.txt': (_, response) => response.writeHead(404).end(),
  '/to-metadata': (_, response) =>
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
  '/to-localhost': (_, response) => response.writeHead(301, { location: 'http://localhost/' }).end(),
  '/round': (_, response) => response.writeHead(302, { location: '/round' }).end(),
  '/bomb': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB),
  '/odd-encoding': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end('x'),
  '/long': (_, response) => response.writeHead(200).end(Buffer.alloc(3_000)),
  '/never': () => undefined,
  '/busy': (_, response) => response.writeHead(503, { 'retry-after': '7' }).end(),
  '/page': (_, response) =>
    response.writeHead(200, { 'content-type': 'Text/HTML; charset=utf-8' }).end('сәлем'),
};

function newClient(allowedHosts: readonly string[]): PoliteClient {
  return createPoliteClient({
    userAgent: 'Qyraghy/test (+https://example.kz)',
    clock: { now: () => new Date() },
    allowedHosts,
    limits: { hostGapMs: 0, totalMs: 1_000, bodyBytes: 100_000, redirects: 3 },
  });
}

before(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', headers: request.headers });
    ANSWERS[request.url ?? '']?.(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  root = `http://127.0.0.1:${port}`;
  client = newClient([`127.0.0.1:${port}`]);
});
after(async () => {
  await client.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const fails = (reason: string) => (error: unknown) =>
  (error instanceof PermanentError || error instanceof RetryableError) && error.reason === reason;

test('it says who it is, sends no cookies, and reads a page', async () => {
  const answer = await client.get(`${root}/page`);
  assert.equal(answer.body.toString(), 'сәлем');
  assert.equal(answer.contentType, 'text/html');
  const headers = asked.at(-1)?.headers;
  assert.equal(headers?.['user-agent'], 'Qyraghy/test (+https://example.kz)');
  assert.equal(headers?.cookie, undefined);
});

test('no address inside a private network is asked, however it is written', async () => {
  const strict = newClient([]);
  const before = asked.length;
  const addresses = [
    root,
    'http://localhost/',
    'http://localhost./',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[fe80::1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://10.0.0.1/',
    'http://169.254.169.254/',
    'http://metadata.google.internal/',
    'http://intranet/',
    'http://8.8.8.8:22/',
    'http://user:secret@8.8.8.8/',
    'ftp://8.8.8.8/',
    'file:///etc/passwd',
    'not an address',
  ];
  for (const address of addresses)
    await assert.rejects(strict.get(address), fails('address_refused'), address);
  assert.equal(asked.length, before);
  await strict.close();
});

test('each hop of a redirect is judged anew, and hops are counted', async () => {
  await assert.rejects(client.get(`${root}/to-metadata`), fails('address_refused'));
  await assert.rejects(client.get(`${root}/to-localhost`), fails('address_refused'));
  await assert.rejects(client.get(`${root}/round`), fails('redirects'));
  const told = await client.get(`${root}/to-metadata`, { redirects: 'report' });
  assert.equal(told.location?.hostname, '169.254.169.254');
});

test('a name that leads into a private network is refused when it is resolved', async () => {
  const outcome = await new Promise<unknown>((resolve) =>
    guardedLookup('localhost', { all: true }, (error, addresses) => resolve(error ?? addresses)),
  );
  assert.ok(fails('address_refused')(outcome));
  for (const address of ['8.8.8.8', '2a00:1450:4001::1'])
    assert.equal(isPublicAddress(address), true, address);
  for (const address of ['100.64.0.1', '0.0.0.0', '224.0.0.1', 'fd00::1', '2002:7f00:1::', 'x', ''])
    assert.equal(isPublicAddress(address), false, address);
});

test('sizes are limited on the wire and after decompression, and time is', async () => {
  await assert.rejects(client.get(`${root}/bomb`), fails('too_large'));
  await assert.rejects(client.get(`${root}/long`, { bytesMax: 2_999 }), fails('too_large'));
  assert.equal((await client.get(`${root}/long`, { bytesMax: 3_000 })).body.length, 3_000);
  await assert.rejects(client.get(`${root}/odd-encoding`), fails('encoding_unknown'));
  await assert.rejects(client.get(`${root}/never`), fails('unreachable'));
});

test('a host that asks for rest is not asked by anybody until its time is over', async () => {
  const { host } = new URL(root);
  const other = newClient([host]);
  await assert.rejects(
    other.get(`${root}/busy`),
    (error) => error instanceof RetryableError && error.retryAfterMs === 7_000,
  );
  const before = asked.length;
  await assert.rejects(other.get(`${root}/page`), fails('host_rests'));
  assert.equal(asked.length, before);
  await other.close();
});
