import { readFile } from 'node:fs/promises';
import type { Config } from '../src/config.ts';
import { messageOf, PermanentError } from '../src/domain/failure.ts';
import type { Log } from '../src/log.ts';
import type { AccountRow, Memory } from '../src/ports/memory.ts';
import type { SealedBox } from '../src/ports/sealed-box.ts';
import type { TelegramReader } from '../src/sources/telegram/reader.ts';
import { AccountBook } from '../src/steps/account-book.ts';
import { ReadingNotes } from '../src/steps/note-readings.ts';
import { readWithAccount, reportAccountTrouble } from '../src/steps/read-with-account.ts';
import type { OpenedReading } from '../workers/held-reading.ts';
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

/** What readers of accounts are made of. */
export interface AccountParts {
  readonly config: Config;
  readonly memory: Memory;
  readonly box: SealedBox;
  readonly log: Log;
}

/** A reader for a command: it looks places up with the first account that works; null while none has signed in. */
export async function openReader(
  config: Config,
  memory: Memory,
  box: SealedBox,
  log: Log,
): Promise<TelegramReader | null> {
  const accounts = (await memory.read.accounts.list()).filter(({ state }) => state === 'active');
  const leases = await memory.read.leases.list('account:');
  const isHeld = ({ id }: AccountRow): boolean =>
    leases.some(({ name, holder }) => name === `account:${id}` && holder !== null);
  // An account that no collector holds is looked up with first: two places of one session displease Telegram.
  const account = accounts.find((candidate) => !isHeld(candidate)) ?? accounts[0];
  if (account === undefined) return null;
  const { reader, opened } = await openAccountReader({ config, memory, box, log }, account);
  return {
    ...opened.reader,
    rewind: (...given) => reader.rewind(...given),
    status: (sourceId) => reader.status(sourceId),
    ping: () => opened.check(),
    close: async () => {
      await opened.reader.close();
      await opened.settle();
    },
  };
}

/** The reading of one account, as the collect role holds it. */
export async function openAccount(parts: AccountParts, account: AccountRow): Promise<OpenedReading> {
  return (await openAccountReader(parts, account)).opened;
}

async function openAccountReader(
  parts: AccountParts,
  account: AccountRow,
): Promise<{ readonly reader: TelegramReader; readonly opened: OpenedReading }> {
  const { config, memory, box, log } = parts;
  const { createTelegramReader } = await import('../src/sources/telegram/reader.ts');
  const { endsAccount } = await import('../src/sources/telegram/failures.ts');
  const session = new TextDecoder().decode(box.open('session', account.sealedSession));
  const connection = await telegramConnection(config);
  const needs = { memory, clock: systemClock, office: config, log };
  const book = await AccountBook.open(needs, account);
  const notes = new ReadingNotes(needs);
  const report = async (sourceId: number | null, error: PermanentError): Promise<void> => {
    await reportAccountTrouble(needs, account, sourceId, error).catch((failure: unknown) =>
      log.error({ error: messageOf(failure) }, 'trouble of the collector could not be recorded'),
    );
  };
  const reader = createTelegramReader({
    connection: { ...connection, session },
    log,
    clock: systemClock,
    // Pace and budgets are kept for Telegram's sake; a test server does not mind.
    ...(connection.address === undefined ? {} : { limits: { joinGapMs: 0 }, budgets: [] }),
    handleOf: (source) => book.handleOf(source),
    onHandle: (sourceId, accessHash) => book.noteHandle(sourceId, accessHash),
    joinedAlready: (sourceId) => book.mustNotJoin(sourceId),
    onJoined: (sourceId) => book.noteJoined(sourceId),
    onJoinsFull: (sourceId) => book.noteJoinsFull(sourceId),
    onCall: (method, outcome, waitMs) => book.noteCall(method, outcome, waitMs),
    rests: book.rests,
    onReading: (sourceId, reading) => notes.note(sourceId, reading),
    onTrouble: (sourceId, error) => void report(sourceId, error),
  });
  const check = async (): Promise<void> => {
    try {
      await reader.ping();
    } catch (error) {
      if (endsAccount(error)) await report(null, error as PermanentError);
      throw error;
    }
  };
  const sources = async (): Promise<Awaited<ReturnType<OpenedReading['sources']>>> => {
    const active = await memory.read.sources.list({ state: 'active' });
    return active.filter(({ connector, accountId }) => connector === 'telegram' && accountId === account.id);
  };
  const settle = async (): Promise<void> => {
    await book.flush();
    await notes.flush();
  };
  return { reader, opened: { reader: readWithAccount(needs, account, reader), sources, check, settle } };
}
