import { Agent, type Dispatcher, request } from 'undici';
import { messageOf, PermanentError, RetryableError } from '../../domain/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import { guardedLookup, requirePublicHost } from './address-guard.ts';
import { HostPace } from './host-pace.ts';
import { HTTP_LIMITS, type HttpLimits } from './limits.ts';
import { ACCEPTED_ENCODINGS, readBody } from './read-body.ts';
import { type RobotsAnswer, RobotsRules } from './robots.ts';

export interface PoliteClientOptions {
  /** Names the program to those whose pages it reads: `product/version (+where to complain)`. */
  readonly userAgent: string;
  readonly clock: Clock;
  readonly limits?: Partial<HttpLimits>;
  /** Hosts (`127.0.0.1:8080`) that may lie in a private network: those of a test server that a person configured. */
  readonly allowedHosts?: readonly string[];
}

export interface GetOptions {
  /** Largest body wanted, in bytes. */
  readonly bytesMax?: number;
  /** What is asked for, as in the header `Accept`. */
  readonly accept?: string;
  /** `report` gives the answer 3xx back instead of going there. Default: `follow`. */
  readonly redirects?: 'follow' | 'report';
  /** Says whether a host may be asked, at each hop; without it every public one may. */
  readonly mayAsk?: (url: URL) => boolean;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  /** 2xx, 3xx or a 4xx that will not change by waiting; everything else is thrown. */
  readonly status: number;
  /** The address that answered, after redirects. */
  readonly url: URL;
  /** Where a 3xx answer points, as an absolute address. */
  readonly location: URL | null;
  /** Without parameters, in lower case; empty where the server does not say. */
  readonly contentType: string;
  readonly body: Buffer;
}

/** The one way in which pages of the open web are asked for. Asks with GET only, sends no cookies. */
export interface PoliteClient {
  /**
   * Throws PermanentError: `address_refused` (no public address, or not one that may be asked), `robots_refused`,
   * `too_large`, `encoding_unknown`, `redirects`; RetryableError: `host_rests` (429 and 503, with the time the host
   * named), `robots_unreachable`, `server_trouble`, `unreachable`, `broken_off`, `host_busy`.
   */
  get(address: string, options?: GetOptions): Promise<HttpAnswer>;
  /** Ends connections and what still runs. */
  close(): Promise<void>;
}

/** Answers that may be another one later. */
const MAY_PASS = new Set([408, 421, 425]);
/** Answers by which a host asks to be left alone. */
const ASKS_FOR_REST = new Set([429, 503]);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Ports of the open web; anything else is another service of the machine. */
const WEB_PORTS = new Set(['', '80', '443', '8080', '8443']);
/** An answer whose body is not wanted is read this far and then dropped with its connection. */
const UNWANTED_BYTES = 64 * 1024;

/** Makes the client; one for the whole process, so that the pace of a host holds for everything that asks it. */
export function createPoliteClient(options: PoliteClientOptions): PoliteClient {
  const limits: HttpLimits = { ...HTTP_LIMITS, ...options.limits };
  const own = new AbortController();
  const allowed = new Set(options.allowedHosts);
  const common = { headersTimeout: limits.totalMs, bodyTimeout: limits.totalMs, maxHeaderSize: 32 * 1024 };
  const guarded = new Agent({ ...common, connect: { lookup: guardedLookup, timeout: limits.connectMs } });
  const open = new Agent({ ...common, connect: { timeout: limits.connectMs } });
  const pace = new HostPace(limits, options.clock);
  const ask = (url: URL, gapMs: number | null, wanted: GetOptions): Promise<HttpAnswer> => {
    const signals = [own.signal, ...(wanted.signal === undefined ? [] : [wanted.signal])];
    const dispatcher = allowed.has(url.host) ? open : guarded;
    return pace.inTurn(url.host, gapMs, AbortSignal.any(signals), async () => {
      const signal = AbortSignal.any([...signals, AbortSignal.timeout(limits.totalMs)]);
      try {
        return await askOnce(url, { dispatcher, signal, userAgent: options.userAgent, limits, wanted });
      } catch (error) {
        for (const one of signals) one.throwIfAborted();
        throw rested(asFailure(url, error), url, pace);
      }
    });
  };
  const check = (url: URL, mayAsk: GetOptions['mayAsk']): void => {
    const isWeb =
      (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
    if (!isWeb || mayAsk?.(url) === false) throw refused(url);
    if (allowed.has(url.host)) return;
    if (!WEB_PORTS.has(url.port)) throw refused(url);
    requirePublicHost(url.hostname);
  };
  const robots = new RobotsRules({
    limits,
    clock: options.clock,
    agent: options.userAgent.split('/')[0] ?? options.userAgent,
    read: (address) => readRobots(address, (url, wanted) => follow(url, wanted, null), limits),
  });
  const follow = async (start: URL, wanted: GetOptions, rules: RobotsRules | null): Promise<HttpAnswer> => {
    let url = start;
    for (let hop = 0; hop <= limits.redirects; hop += 1) {
      check(url, wanted.mayAsk);
      const gapMs = rules === null ? null : await rules.requireAllowed(url);
      const answer = await ask(url, gapMs, wanted);
      if (answer.location === null || wanted.redirects === 'report') return answer;
      url = answer.location;
    }
    throw new PermanentError('redirects', `${start.host} redirects more than ${limits.redirects} times`);
  };
  return {
    get: async (address, wanted = {}) => {
      if (!URL.canParse(address)) throw new PermanentError('address_refused', 'this is not an address');
      return await follow(new URL(address), wanted, robots);
    },
    close: async () => {
      own.abort(new RetryableError('closed', 'the program stops'));
      await Promise.all([guarded.destroy(), open.destroy()]);
    },
  };
}

interface AskNeeds {
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
  readonly userAgent: string;
  readonly limits: HttpLimits;
  readonly wanted: GetOptions;
}

async function askOnce(url: URL, needs: AskNeeds): Promise<HttpAnswer> {
  const { wanted, limits } = needs;
  const answer = await request(url, {
    dispatcher: needs.dispatcher,
    signal: needs.signal,
    headers: {
      'user-agent': needs.userAgent,
      accept: wanted.accept ?? 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.5',
      'accept-language': 'en',
      'accept-encoding': ACCEPTED_ENCODINGS,
    },
  });
  const status = answer.statusCode;
  const header = (name: string): string => [answer.headers[name] ?? ''].flat()[0] ?? '';
  if (ASKS_FOR_REST.has(status) || MAY_PASS.has(status) || status >= 500) {
    await answer.body.dump({ limit: UNWANTED_BYTES }).catch(() => undefined);
    const reason = ASKS_FOR_REST.has(status) ? 'host_rests' : 'server_trouble';
    const askedMs = retryAfterMs(header('retry-after'), header('date'));
    throw new RetryableError(reason, `${url.host} answered ${status}`, { retryAfterMs: askedMs });
  }
  const location = REDIRECTS.has(status) ? targetOf(header('location'), url) : null;
  const isWanted = status >= 200 && status < 300;
  const body = await readBody(answer.body, {
    encoding: header('content-encoding'),
    length: header('content-length') || null,
    bytesMax: isWanted ? (wanted.bytesMax ?? limits.bodyBytes) : limits.bodyBytes,
  });
  const contentType = (header('content-type').split(';')[0] ?? '').trim().toLowerCase();
  return { status, url, location, contentType, body };
}

/** Seconds or a date (RFC 9110, 10.2.3); a date is compared with the server's own clock, ours may differ. */
function retryAfterMs(text: string, serverDate: string): number | null {
  if (/^\d{1,9}$/u.test(text.trim())) return Number(text) * 1000;
  const [at, now] = [Date.parse(text), Date.parse(serverDate)];
  return Number.isNaN(at) || Number.isNaN(now) ? null : Math.max(0, at - now);
}

function targetOf(text: string, url: URL): URL | null {
  return text !== '' && URL.canParse(text, url.href) ? new URL(text, url.href) : null;
}

/** What the libraries throw, in the words of the program. */
function asFailure(url: URL, error: unknown): Error {
  const causes = [error, ...(error instanceof AggregateError ? (error.errors as readonly unknown[]) : [])];
  const known = causes.find((one) => one instanceof PermanentError || one instanceof RetryableError);
  if (known instanceof Error) return known;
  return new RetryableError('unreachable', `${url.host} cannot be read (${messageOf(error)})`, {
    cause: error,
  });
}

/** A host that asked for rest gets it from everybody, not only from who was told. */
function rested(failure: Error, url: URL, pace: HostPace): Error {
  if (!(failure instanceof RetryableError) || failure.reason !== 'host_rests') return failure;
  const retryAfterMs = pace.rest(url.host, failure.retryAfterMs);
  return new RetryableError(failure.reason, failure.message, { retryAfterMs, cause: failure });
}

function refused(url: URL): PermanentError {
  return new PermanentError('address_refused', `${url.protocol}//${url.host} is not an address that is read`);
}

async function readRobots(
  address: string,
  follow: (url: URL, wanted: GetOptions) => Promise<HttpAnswer>,
  limits: HttpLimits,
): Promise<RobotsAnswer> {
  try {
    const answer = await follow(new URL(address), { accept: 'text/plain', bytesMax: limits.robotsBytes });
    if (answer.status >= 200 && answer.status < 300)
      return { kind: 'rules', text: answer.body.toString('utf8') };
    return { kind: 'none' };
  } catch (error) {
    if (error instanceof PermanentError && error.reason === 'address_refused') throw error;
    // RFC 9309, 2.3.1.2: after five redirects the file counts as not there.
    if (error instanceof PermanentError && error.reason === 'redirects') return { kind: 'none' };
    return { kind: 'unreachable', reason: messageOf(error) };
  }
}
