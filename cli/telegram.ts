import { readFile } from 'node:fs/promises';
import type { Config } from '../src/config.ts';
import { PermanentError } from '../src/domain/failure.ts';
import type { Log } from '../src/log.ts';
import type { Memory } from '../src/ports/memory.ts';
import type { SealedBox } from '../src/ports/sealed-box.ts';
import type { TelegramReader } from '../src/sources/telegram/reader.ts';
import { reportTrouble } from '../src/steps/report-trouble.ts';
import { systemClock } from './parts.ts';

/** Longest wait for Telegram to answer one call. */
const TELEGRAM_TIMEOUT_MS = 20_000;

/** What is needed to reach Telegram, without a session. */
export async function telegramConnection(config: Config): Promise<{
  readonly apiId: number;
  readonly apiHash: string;
  readonly timeoutMs: number;
  readonly address?: { readonly host: string; readonly port: number };
  readonly publicKeyPem?: string;
}> {
  const { telegramApiId, telegramApiHash, mtproto } = config.connections;
  const own = { apiId: telegramApiId, apiHash: telegramApiHash.reveal(), timeoutMs: TELEGRAM_TIMEOUT_MS };
  if (mtproto === null) return own;
  return {
    ...own,
    address: { host: mtproto.host, port: mtproto.port },
    publicKeyPem: await readFile(mtproto.publicKeyFile, 'utf8').catch((error: Error) => {
      throw new PermanentError(
        'no_public_key',
        `TELEGRAM_MTPROTO_PUBLIC_KEY: the file cannot be read (${error.message}).`,
        { cause: error },
      );
    }),
  };
}

/** Opens the reader with the stored account; null while no account has signed in. */
export async function openReader(
  config: Config,
  memory: Memory,
  box: SealedBox,
  log: Log,
): Promise<TelegramReader | null> {
  const accounts = await memory.read.accounts.list();
  const account = accounts.find((candidate) => candidate.state === 'active');
  if (account === undefined) return null;
  const session = new TextDecoder().decode(box.open('session', account.sealedSession));
  const { createTelegramReader } = await import('../src/sources/telegram/reader.ts');
  const connection = await telegramConnection(config);
  return createTelegramReader({
    connection: { ...connection, session },
    log,
    clock: systemClock,
    // Joins are paced for Telegram's sake; a test server does not mind.
    ...(connection.address === undefined ? {} : { limits: { joinGapMs: 0 } }),
    onTrouble: (sourceId, error) => {
      reportTrouble({ memory, clock: systemClock, office: config }, account.id, sourceId, error).catch(
        (failure: unknown) => log.error({ error: failure }, 'trouble of the collector could not be recorded'),
      );
    },
  });
}
