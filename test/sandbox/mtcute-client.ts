import { MemoryStorage, TelegramClient } from '@mtcute/node';
import { addPublicKey } from '@mtcute/core/utils.js';
import { createHash } from 'node:crypto';
import type { TestContext } from 'node:test';

import type { MtprotoServer } from '../../sandbox/mtproto/server.ts';
import type { TelegramWorld } from '../../sandbox/telegram-world.ts';

const PHONE = '+77000000003';
const CODE = '33333';
const PASSWORD = 'екінші құпия';

/** A signed-in client of a second library, with its own cryptography and schema, which is no mirror of the first. */
export async function secondClient(
  context: TestContext,
  { server, world }: { readonly server: MtprotoServer; readonly world: TelegramWorld },
): Promise<TelegramClient> {
  world.addAccount({ phone: PHONE, code: CODE, password: PASSWORD });
  const sha1 = (data: Uint8Array): Uint8Array => createHash('sha1').update(data).digest();
  addPublicKey({ sha1 } as Parameters<typeof addPublicKey>[0], server.publicKeyPem);
  const dc = { id: 2, ipAddress: server.host, port: server.port };
  const client = new TelegramClient({
    apiId: 1,
    apiHash: 'sandbox',
    storage: new MemoryStorage(),
    defaultDcs: { main: dc, media: dc },
    logLevel: 0,
  });
  context.after(() => client.destroy());
  await client.start({
    phone: PHONE,
    code: () => CODE,
    password: PASSWORD,
    codeSentCallback: () => undefined,
  });
  return client;
}
