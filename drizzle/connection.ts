import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

/** How long a connection may take to open. */
const CONNECT_TIMEOUT_S = 10;
/** A step that holds a transaction longer than this has lost its way; its locks are let go. */
const IDLE_IN_TRANSACTION_MS = 120_000;
/** An idle connection is closed: a quiet installation holds none. Longer than any pause within a transaction. */
const IDLE_TIMEOUT_S = 300;
/** The server ends a slow statement; a server that says nothing is given up so much later. */
const SILENCE_MS = 5000;

export interface ConnectionOptions {
  readonly url: string;
  readonly statementTimeoutMs: number;
  /** Told of notices of the server. */
  readonly log: (line: string) => void;
}

/** One connection, used by one step at a time. Once it is lost it stays so and is thrown away. */
export interface Connection {
  readonly client: postgres.Sql;
  isLost(): boolean;
  close(timeoutMs: number): Promise<void>;
}

/**
 * A client of a single connection, opened with its first query. The pool and the transactions of postgres.js 3.4.9 are
 * not used: when a connection dies in a transaction they write to the closed socket, which ends the process, or wait
 * for ever (porsager/postgres#1208). Here the loss is known at once, and nothing is sent afterwards.
 */
export function openConnection(options: ConnectionOptions): Connection {
  const state: State = { lost: false, asked: new Set() };
  const client = postgres(options.url, {
    max: 1,
    connect_timeout: CONNECT_TIMEOUT_S,
    idle_timeout: IDLE_TIMEOUT_S,
    // The end of a life time could fall between two queries of a transaction.
    max_lifetime: null,
    // Its query of array types rejects unheard when the connection dies in it; drizzle reads arrays itself.
    fetch_types: false,
    onclose: () => {
      state.lost = true;
      for (const refuse of state.asked) refuse(lostError('the connection was lost'));
    },
    onnotice: (notice) => options.log(notice['message'] ?? notice['code'] ?? 'notice'),
    connection: {
      application_name: 'qyraghy',
      statement_timeout: options.statementTimeoutMs,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    },
  });
  // Making it a database of drizzle switches off the driver's own reading of times and JSON, as drizzle expects.
  drizzle(client);
  return {
    client: guard(client, state, options.statementTimeoutMs + SILENCE_MS + CONNECT_TIMEOUT_S * 1000),
    isLost: () => state.lost,
    close: (timeoutMs) => client.end({ timeout: timeoutMs / 1000 }),
  };
}

interface State {
  lost: boolean;
  /** Queries without an answer: what is sent between the error of a socket and its close gets none from the driver. */
  readonly asked: Set<(error: Error) => void>;
}

/** A query as drizzle awaits it, as rows or as values; asked when it is awaited. */
export function queryOf(ask: (form: 'rows' | 'values') => Promise<unknown>): unknown {
  const get = (_: object, name: string | symbol): unknown => {
    if (name === 'values') return () => ask('values');
    if (name !== 'then') return undefined;
    const answer = ask('rows');
    return answer.then.bind(answer);
  };
  return new Proxy({}, { get });
}

/** The client with queries that end in any case, and with transactions that stop when the connection is lost. */
function guard(client: postgres.Sql, state: State, deadlineMs: number): postgres.Sql {
  const unsafe = (...given: Parameters<postgres.Sql['unsafe']>): unknown => {
    if (state.lost) throw lostError('the connection was lost in the middle of a step');
    const query = client.unsafe(...given);
    return queryOf((form) => inTime(form === 'values' ? query.values() : query, state, deadlineMs));
  };
  const begin = (work: (tx: postgres.Sql) => Promise<unknown>): Promise<unknown> =>
    inTransaction(
      (statement) => inTime(client.unsafe(statement), state, deadlineMs),
      state,
      () => work(guarded),
    );
  const guarded: postgres.Sql = new Proxy(client, {
    get(target, name) {
      if (name === 'unsafe') return unsafe;
      return name === 'begin' ? begin : Reflect.get(target, name);
    },
  });
  return guarded;
}

async function inTransaction(
  send: (statement: string) => Promise<postgres.RowList<postgres.Row[]>>,
  state: State,
  work: () => Promise<unknown>,
): Promise<unknown> {
  await send('begin');
  try {
    const result = await work();
    if (state.lost) throw lostError('the connection was lost before the commit');
    const ended = await send('commit');
    if (ended.command !== 'COMMIT')
      throw new Error('nothing was saved: an error of a query was not passed on');
    return result;
  } catch (error) {
    // A connection whose transaction cannot be ended is thrown away, and the server ends it.
    if (!state.lost) await send('rollback').catch(() => void (state.lost = true));
    throw error;
  }
}

function lostError(message: string): Error {
  return Object.assign(new Error(message), { code: 'CONNECTION_CLOSED' });
}

async function inTime<T>(answer: PromiseLike<T>, state: State, deadlineMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let refuse: (error: Error) => void = () => undefined;
  const refused = new Promise<never>((_, reject) => {
    refuse = reject;
    timer = setTimeout(() => {
      state.lost = true;
      reject(lostError(`the database said nothing for ${deadlineMs} ms`));
    }, deadlineMs);
  });
  state.asked.add(refuse);
  try {
    return await Promise.race([answer, refused]);
  } finally {
    clearTimeout(timer);
    state.asked.delete(refuse);
  }
}
