import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';

import { clientLayer } from '../../sandbox/mtproto/api-schema.ts';
import { SERVICE } from '../../sandbox/mtproto/protocol-schema.ts';
import type { TlObject } from '../../sandbox/mtproto/tl-schema.ts';
import { encodeBytes, encodeObject } from '../../sandbox/mtproto/tl-writer.ts';
import type { Loopback } from './loopback-telegram.ts';
import { loopback, until } from './loopback-telegram.ts';
import { container, RawClient } from './raw-client.ts';

const GZIP_PACKED = Buffer.from('a1cf7230', 'hex');
const PING = (ping_id: bigint): Buffer => encodeObject(SERVICE, { _: 'ping', ping_id });

async function raw(context: TestContext, tag?: Buffer): Promise<Loopback & { client: RawClient }> {
  const made = await loopback(context);
  const client = await RawClient.connect(made.server, tag);
  context.after(() => client.close());
  await client.shakeHands(made.server);
  return { ...made, client };
}

/** Messages of the next packets, until one of that name has come. */
async function awaited(client: RawClient, name: string): Promise<TlObject> {
  for (;;) {
    const found = (await client.objects()).find((object) => object._ === name);
    if (found !== undefined) return found;
  }
}

test('a key the server does not know is answered with -404 alone', async (context) => {
  const { server } = await loopback(context);
  const client = await RawClient.connect(server);
  context.after(() => client.close());
  client.write(Buffer.concat([randomBytes(24), randomBytes(64)]));
  assert.equal((await client.next()).readInt32LE(), -404);
});

test('a new session is announced once, and a wrong salt is answered with the right one', async (context) => {
  const { client } = await raw(context);
  const right = client.salt;
  client.salt = 0n;
  const id = client.send(PING(1n));
  const bad = await awaited(client, 'bad_server_salt');
  assert.deepEqual([bad['bad_msg_id'], bad['error_code'], bad['new_server_salt']], [id, 48, right]);
  client.salt = right;
  const second = client.send(PING(2n));
  const answers = await client.objects();
  assert.deepEqual(
    answers.map((answer) => answer._),
    ['new_session_created', 'pong'],
  );
  assert.deepEqual([answers[1]?.['msg_id'], answers[1]?.['ping_id']], [second, 2n]);
  client.send(PING(3n));
  assert.deepEqual(
    (await client.objects()).map((answer) => answer._),
    ['pong'],
  );
});

test('a message of an hour ago is refused as too old', async (context) => {
  const { client } = await raw(context);
  const id = client.send(PING(1n), client.messageId(3600));
  const bad = await awaited(client, 'bad_msg_notification');
  assert.deepEqual([bad['bad_msg_id'], bad['error_code']], [id, 16]);
});

test('messages in a container and packed ones are read, and a repeated one is not carried out twice', async (context) => {
  const { client } = await raw(context);
  const [first, second] = [client.messageId(), client.messageId()];
  const packed = Buffer.concat([GZIP_PACKED, encodeBytes(gzipSync(PING(8n)))]);
  client.send(
    container([
      { messageId: first, body: PING(7n) },
      { messageId: first, body: PING(7n) },
      { messageId: second, body: packed },
    ]),
  );
  const pongs = (await client.objects()).filter((object) => object._ === 'pong');
  assert.deepEqual(
    pongs.map((pong) => pong['ping_id']),
    [7n, 8n],
  );
  client.sendObject({ _: 'msgs_state_req', msg_ids: [first, 4n] });
  const info = await awaited(client, 'msgs_state_info');
  assert.deepEqual([...(info['info'] as Buffer)], [4, 1]);
});

test('salts, the end of a session and a dropped answer are answered', async (context) => {
  const { client } = await raw(context);
  const asked = client.sendObject({ _: 'get_future_salts', num: 1 });
  const salts = await awaited(client, 'future_salts');
  assert.equal(salts['req_msg_id'], asked);
  assert.equal((salts['salts'] as readonly TlObject[])[0]?.['salt'], client.salt);
  client.sendObject({ _: 'destroy_session', session_id: 5n });
  assert.equal((await awaited(client, 'destroy_session_none'))['session_id'], 5n);
});

test('sixty thousand messages may be acknowledged at once', async (context) => {
  const { client, server, log } = await raw(context);
  const msg_ids = Array.from({ length: 60_001 }, (_, i) => BigInt(i));
  client.sendObject({ _: 'msgs_ack', msg_ids });
  await until('the acknowledgement', () => server.sessions()[0]?.acknowledged === 60_001);
  assert.deepEqual(log, []);
});

test('a call before initConnection, of an unknown layer or of an unknown method is refused by name', async (context) => {
  const { client } = await raw(context);
  const { schema } = clientLayer();
  const error = async (body: Buffer): Promise<string> => {
    client.send(body);
    for (;;)
      for (const answer of await client.receive())
        if (answer.readUInt32LE() === 0xf35c6d01) return answer.subarray(20).toString('utf8');
  };
  const config = encodeObject(schema, { _: 'help.getConfig' });
  assert.match(await error(config), /CONNECTION_NOT_INITED/u);
  const layer = Buffer.from('0d0d9bda01000000', 'hex');
  assert.match(await error(Buffer.concat([layer, config])), /CONNECTION_LAYER_INVALID/u);
  assert.match(await error(Buffer.from('efbeadde', 'hex')), /INPUT_METHOD_INVALID/u);
});

test('the padded transport is understood, and bytes of no transport end the connection', async (context) => {
  const { client, server } = await raw(context, Buffer.alloc(4, 0xdd));
  client.send(PING(1n), client.messageId(), 7);
  assert.equal((await awaited(client, 'pong'))['ping_id'], 1n);
  assert.equal(server.sessions()[0]?.transport, 'padded intermediate');
  const stranger = await RawClient.connect(server, Buffer.from('GET / HTTP/1.1\r\n\r\n'));
  await until('the end of the connection', () => stranger.isClosed);
});

test('a message that was changed on its way ends the connection, and the log says why', async (context) => {
  const { client, log } = await raw(context);
  const packet = client.seal(PING(1n), client.messageId());
  packet[40] = (packet[40] ?? 0) ^ 1;
  client.write(packet);
  await until('the end of the connection', () => client.isClosed);
  assert.match(log.join(), /message key does not match/u);
});
