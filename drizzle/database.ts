import { setTimeout as wait } from 'node:timers/promises';
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import type postgres from 'postgres';
import { messageOf, PermanentError, RetryableError } from '../src/domain/failure.ts';
import type { Clock } from '../src/ports/clock.ts';
import { openConnection, queryOf, type Connection, type ConnectionOptions } from './connection.ts';

/** The pool, or one transaction of it. */
export type Database = PgDatabase<PostgresJsQueryResultHKT>;

/** What every store is made of. */
export interface StoreNeeds {
  readonly db: Database;
  readonly clock: Clock;
  /** IANA name; says which day `today` is. */
  readonly timeZone: string;
  readonly inTransaction: boolean;
}

/** A step that finds no free connection in this time is tried again later. */
const FREE_TIMEOUT_MS = 20_000;
/** Transactions that run when the pool closes get this long to end. */
const CLOSE_TIMEOUT_MS = 5000;
const CLOSE_POLL_MS = 10;

export interface PoolOptions extends ConnectionOptions {
  /** Connections at most. */
  readonly poolMax: number;
}

export interface OpenPool {
  /** Each query takes a free connection; `transaction` keeps one until it has ended. */
  readonly db: Database;
  /** Waits for running transactions, not for long. */
  close(): Promise<void>;
}

/** Opens a pool; no connection is made yet. Connections that were lost are replaced when one is needed. */
export function openPool(options: PoolOptions): OpenPool {
  const connections = connectionsOf(options);
  const { use } = connections;
  const facade = {
    // Drizzle changes these when it is made; those that count belong to each connection.
    options: { parsers: {}, serializers: {} },
    unsafe: (...given: Parameters<postgres.Sql['unsafe']>) =>
      queryOf((form) =>
        use(({ client }) => (form === 'values' ? client.unsafe(...given).values() : client.unsafe(...given))),
      ),
    begin: (work: (tx: postgres.TransactionSql) => Promise<unknown>) =>
      use(({ client }) => client.begin(work)),
  };
  return {
    db: drizzle(facade as unknown as postgres.Sql, { casing: 'snake_case' }),
    close: connections.close,
  };
}

interface Waiter {
  readonly give: (connection: Connection) => void;
  readonly refuse: (error: Error) => void;
}

function connectionsOf(options: PoolOptions) {
  const all = new Set<Connection>();
  const free: Connection[] = [];
  const waiters: Waiter[] = [];
  let closing: Promise<void> | null = null;

  const open = (): Connection => {
    const connection = openConnection(options);
    all.add(connection);
    return connection;
  };
  const discard = async (connection: Connection): Promise<void> => {
    all.delete(connection);
    await connection
      .close(0)
      .catch((error: unknown) => options.log(`a lost connection: ${messageOf(error)}`));
  };
  const take = async (): Promise<Connection> => {
    if (closing !== null)
      throw new PermanentError('database_closed', 'the connections to the database are closed');
    for (let connection = free.pop(); connection !== undefined; connection = free.pop()) {
      if (!connection.isLost()) return connection;
      void discard(connection);
    }
    if (all.size < options.poolMax) return open();
    return waitForFree(waiters);
  };
  const giveBack = (connection: Connection): void => {
    if (connection.isLost()) void discard(connection);
    const waiter = waiters.shift();
    if (waiter !== undefined) waiter.give(connection.isLost() ? open() : connection);
    else if (!connection.isLost()) free.push(connection);
  };
  const use = async <T>(work: (connection: Connection) => PromiseLike<T>): Promise<T> => {
    const connection = await take();
    try {
      return await work(connection);
    } finally {
      giveBack(connection);
    }
  };
  const end = async (): Promise<void> => {
    for (const waiter of waiters.splice(0))
      waiter.refuse(new PermanentError('database_closed', 'the program ends'));
    const until = performance.now() + CLOSE_TIMEOUT_MS;
    while (free.length < all.size && performance.now() < until) await wait(CLOSE_POLL_MS);
    await Promise.all([...all].map(discard));
  };
  return { use, close: () => (closing ??= end()) };
}

/** Waits in turn; refused as busy when it takes too long. */
async function waitForFree(waiters: Waiter[]): Promise<Connection> {
  let timer: NodeJS.Timeout | undefined;
  const turn = new Promise<Connection>((resolve, reject) => {
    const waiter: Waiter = { give: resolve, refuse: reject };
    waiters.push(waiter);
    timer = setTimeout(() => {
      waiters.splice(waiters.indexOf(waiter), 1);
      reject(
        new RetryableError(
          'database_busy',
          `no connection to the database was free for ${FREE_TIMEOUT_MS} ms`,
        ),
      );
    }, FREE_TIMEOUT_MS);
  });
  try {
    return await turn;
  } finally {
    clearTimeout(timer);
  }
}
