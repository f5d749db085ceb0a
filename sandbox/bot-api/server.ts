import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openJournal, requireLoopback } from '../journal.ts';
import { CallDesk, type RecordedCall } from './call-desk.ts';
import { ChatState } from './chat-state.ts';
import type { BotApiEvent } from './events.ts';
import type { Faults } from './faults.ts';
import { FileShelf } from './files.ts';
import { PressDesk } from './press-desk.ts';
import { SendLimiter, type SendLimits, TELEGRAM_LIMITS } from './send-limits.ts';
import { StaffChats } from './staff-chats.ts';
import { UpdateQueue } from './update-queue.ts';
import { Webhook } from './webhook.ts';

export interface BotApiOptions {
  /** The one bot's token, `<id>:<secret>`. */
  readonly token: string;
  /** Loopback only. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Where chats, files and offsets outlive a restart; null keeps all in memory. */
  readonly journalPath: string | null;
  readonly botUsername?: string;
  readonly botName?: string;
  readonly now?: () => Date;
  /** `off` for fast tests; single numbers replace Telegram's. */
  readonly limits?: Partial<SendLimits> | 'off';
  /** How long a person's press waits for the bot. */
  readonly pressTimeoutMs?: number;
  /** How long the bot may answer a press before it is "too old". */
  readonly pressLifetimeMs?: number;
}

export interface BotApiSandbox {
  /** For `TELEGRAM_BOT_API_ROOT`, such as `http://127.0.0.1:40123`. */
  readonly apiRoot: string;
  readonly port: number;
  readonly chats: StaffChats;
  readonly faults: Faults;
  /** What the bot called, oldest first; the last 10,000. */
  calls(method?: string): readonly RecordedCall[];
  /** Updates that the bot has not confirmed. */
  pendingUpdates(): number;
  close(): Promise<void>;
}

const DEFAULT_PRESS_TIMEOUT_MS = 15_000;
const DEFAULT_PRESS_LIFETIME_MS = 60_000;

/** Starts the loopback Bot API. Throws when the host is not loopback or the port is taken. */
export async function startBotApi(options: BotApiOptions): Promise<BotApiSandbox> {
  const host = options.host ?? '127.0.0.1';
  requireLoopback(host);
  if (!/^\d+:[\w-]+$/u.test(options.token)) throw new Error('A bot token looks like 123456:secret.');
  const now = options.now ?? ((): Date => new Date());
  const journal = openJournal<BotApiEvent>(options.journalPath);
  const state = new ChatState(
    {
      id: Number(options.token.split(':')[0]),
      is_bot: true,
      first_name: options.botName ?? 'Qyraghy',
      username: options.botUsername ?? 'qyraghy_bot',
    },
    journal,
  );
  const updates = new UpdateQueue(state, journal, now);
  const presses = new PressDesk(state, journal, now, options.pressLifetimeMs ?? DEFAULT_PRESS_LIFETIME_MS);
  const files = new FileShelf(state, options.journalPath);
  const limiter = new SendLimiter(
    options.limits === 'off' ? 'off' : { ...TELEGRAM_LIMITS, ...options.limits },
    now,
  );
  const desk = new CallDesk(options.token, now);
  const webhook = new Webhook(state, updates, now, (call) => desk.runQuietly(call));
  desk.needs = { state, files, updates, webhook, presses, limiter, now };
  const server = createServer((request, response) => void desk.handle(request, response));
  try {
    await listen(server, host, options.port ?? 0);
  } catch (error) {
    journal.close();
    throw error;
  }
  webhook.wake();
  const { port } = server.address() as AddressInfo;
  const pressTimeoutMs = options.pressTimeoutMs ?? DEFAULT_PRESS_TIMEOUT_MS;
  return {
    apiRoot: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    chats: new StaffChats({ state, files, updates, presses, now, pressTimeoutMs }),
    faults: desk.faults,
    calls: (method) => desk.calls.filter((call) => method === undefined || call.method === method),
    pendingUpdates: () => updates.pendingCount,
    close: async () => {
      webhook.close();
      updates.close();
      presses.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      journal.close();
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
