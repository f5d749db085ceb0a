import type { QueueBackend } from '../../src/queue/backend.ts';
import type { TelegramConnectionOptions } from '../../src/sources/telegram/connect.ts';

/** What a child process of the fault suite is told, as JSON in its environment. */
export interface Told {
  readonly databaseUrl: string;
  readonly backend: QueueBackend;
  readonly prefix: string;
  readonly masterKey: string;
  readonly connection: Omit<TelegramConnectionOptions, 'log'>;
  /** Given by the test, so that a child of another schedule reads nothing. */
  readonly sourceId: number;
}

const TOLD = 'FAULTS_CHILD';

/** The environment that tells it. */
export function toldEnvironment(told: Told): Readonly<Record<string, string>> {
  return { [TOLD]: JSON.stringify(told) };
}

export function readTold(): Told {
  return JSON.parse(process.env[TOLD] ?? '{}') as Told;
}
