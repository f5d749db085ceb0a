import { Cluster, Redis } from 'ioredis';
import { PermanentError } from '../domain/failure.ts';
import type { Log } from '../log.ts';

const RECONNECT_MAX_MS = 2_000;
const RECONNECT_STEP_MS = 100;
const REDIS_PORT = 6_379;
const SENTINEL_PORT = 26_379;

/** Where Redis is; see `parseRedisAddress`. */
export type RedisAddress =
  | { readonly kind: 'standalone'; readonly url: string }
  | {
      readonly kind: 'sentinel';
      readonly hosts: readonly Host[];
      readonly master: string;
      readonly db: number;
      readonly login: Login;
    }
  | { readonly kind: 'cluster'; readonly hosts: readonly Host[]; readonly login: Login };

interface Host {
  readonly host: string;
  readonly port: number;
}
interface Login {
  readonly username?: string;
  readonly password?: string;
}

/**
 * Reads REDIS_URL: `redis://` or `rediss://` for one server, `redis+sentinel://:password@host:26379,host/master/0` for
 * Sentinel, `redis+cluster://:password@host:6379,host` for Cluster. Throws PermanentError `bad_redis_url`.
 */
export function parseRedisAddress(url: string): RedisAddress {
  if (/^rediss?:\/\//u.test(url)) return { kind: 'standalone', url };
  const parts =
    /^redis\+(?<kind>sentinel|cluster):\/\/(?:(?<user>[^:@/]*):(?<password>[^@/]*)@)?(?<hosts>[^/]+)(?<path>\/.*)?$/u.exec(
      url,
    )?.groups;
  const hostList = parts?.['hosts'];
  if (parts === undefined || hostList === undefined) throw badUrl();
  const login = loginOf(parts['user'], parts['password']);
  if (parts['kind'] === 'cluster') return { kind: 'cluster', hosts: hostsOf(hostList, REDIS_PORT), login };
  const [, master = '', db = '0'] = (parts['path'] ?? '').split('/');
  if (master === '' || !/^\d+$/u.test(db)) throw badUrl();
  return { kind: 'sentinel', hosts: hostsOf(hostList, SENTINEL_PORT), master, db: Number(db), login };
}

/** Connects, and goes on connecting for as long as the process lives. */
export function openRedis(url: string, log: Log): Redis | Cluster {
  const address = parseRedisAddress(url);
  const client = connect(address);
  client.on('error', (error: Error) => log.warn({ err: error }, 'Redis is not reachable'));
  return client;
}

function connect(address: RedisAddress): Redis | Cluster {
  // BullMQ waits on a blocking command for as long as it takes, so a command must not give up by itself.
  const shared = {
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(times * RECONNECT_STEP_MS, RECONNECT_MAX_MS),
  };
  if (address.kind === 'standalone') return new Redis(address.url, shared);
  if (address.kind === 'cluster')
    return new Cluster([...address.hosts], { redisOptions: { ...shared, ...address.login } });
  return new Redis({
    ...shared,
    ...address.login,
    sentinels: [...address.hosts],
    name: address.master,
    db: address.db,
  });
}

function hostsOf(list: string, defaultPort: number): readonly Host[] {
  return list.split(',').map((entry) => {
    const found = /^(?<host>[^:[\]]+|\[[^\]]+\])(?::(?<port>\d{1,5}))?$/u.exec(entry)?.groups;
    const host = found?.['host'];
    if (host === undefined) throw badUrl();
    return { host: host.replace(/^\[|\]$/gu, ''), port: Number(found?.['port'] ?? defaultPort) };
  });
}

function loginOf(user: string | undefined, password: string | undefined): Login {
  return {
    ...(user === undefined || user === '' ? {} : { username: decodeURIComponent(user) }),
    ...(password === undefined || password === '' ? {} : { password: decodeURIComponent(password) }),
  };
}

function badUrl(): PermanentError {
  return new PermanentError(
    'bad_redis_url',
    'REDIS_URL is not understood. One server: redis://:password@host:6379/0; ' +
      'Sentinel: redis+sentinel://:password@host:26379,host:26379/mymaster/0; Cluster: redis+cluster://:password@host:6379,host:6379',
  );
}
