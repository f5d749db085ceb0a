import { startMtprotoServer } from '../../sandbox/mtproto/server.ts';
import { createTelegramReader } from '../../src/sources/telegram/reader.ts';
import { signIn } from '../../src/sources/telegram/sign-in.ts';
import { startPreviewLoopback } from './preview-loopback.ts';
import { readerContract } from './reader-contract.ts';
import { API, CODE, keptLog, PHONE } from './telegram-loopback.ts';

readerContract('a reader with an account', {}, async (world) => {
  world.addAccount({ phone: PHONE, code: CODE });
  const server = await startMtprotoServer({ world });
  const { log } = keptLog();
  const address = { host: server.host, port: server.port };
  const connection = { ...API, address, publicKeyPem: server.publicKeyPem };
  const { session } = await signIn({
    ...connection,
    log,
    phone: PHONE,
    askCode: async () => CODE,
    askPassword: async () => '',
  });
  const reader = createTelegramReader({
    connection: { ...connection, session },
    log,
    clock: { now: () => new Date() },
    limits: { gatherMs: 20, callGapMs: 0, joinGapMs: 0, backoffMinMs: 50 },
    budgets: [],
  });
  return {
    reader,
    close: async () => {
      await reader.close();
      await server.close();
    },
  };
});

readerContract(
  'a reader of public pages',
  {
    forwards: 'a page shows no number of forwards',
    editTime: 'a page says that a post was edited, not when; the time when it was seen stands in',
    mediaTypes: 'a page names no types; they are told by the name of the file and by the kind of the medium',
    mediaSizes: 'a page shows no size of a video or a voice message, and that of a file in rounded units',
  },
  async (world) => {
    const loopback = await startPreviewLoopback(world);
    return { reader: loopback.reader(), close: () => loopback.close() };
  },
);
