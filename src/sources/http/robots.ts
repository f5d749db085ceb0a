import robotsParser from 'robots-parser';
import { PermanentError, RetryableError } from '../../domain/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpLimits } from './limits.ts';

/** What a site's robots.txt was when it was asked for. */
export type RobotsAnswer =
  | { readonly kind: 'rules'; readonly text: string }
  /** RFC 9309, 2.3.1.3: a 4xx answer means that there are no rules. */
  | { readonly kind: 'none' }
  /** RFC 9309, 2.3.1.4: while it cannot be read, everything is forbidden. */
  | { readonly kind: 'unreachable'; readonly reason: string };

interface Rules {
  isAllowed(address: string, agent: string): boolean | undefined;
  getCrawlDelay(agent: string): number | undefined;
}

/** The library's types say `default` where its CommonJS module is the function itself. */
const parseRules = robotsParser as unknown as (address: string, text: string) => Rules;

interface Known {
  readonly rules: Rules | null;
  readonly until: number;
}

/** The rules that sites give to robots (RFC 9309), kept for a day. */
export class RobotsRules {
  private readonly known = new Map<string, Promise<Known>>();
  private readonly limits: Pick<HttpLimits, 'robotsAgeMs' | 'hosts' | 'restMs'>;
  private readonly clock: Clock;
  private readonly agent: string;
  private readonly read: (address: string) => Promise<RobotsAnswer>;

  /** @param agent the product name that rules may name, without a version */
  constructor(options: {
    readonly limits: Pick<HttpLimits, 'robotsAgeMs' | 'hosts' | 'restMs'>;
    readonly clock: Clock;
    readonly agent: string;
    readonly read: (address: string) => Promise<RobotsAnswer>;
  }) {
    this.limits = options.limits;
    this.clock = options.clock;
    this.agent = options.agent;
    this.read = options.read;
  }

  /**
   * Gives the pause that the site asks for, in milliseconds, or null. Throws PermanentError('robots_refused') where the
   * rules forbid the address, RetryableError('robots_unreachable') while they cannot be read.
   */
  async requireAllowed(url: URL): Promise<number | null> {
    const { rules } = await this.rulesOf(url.origin);
    if (rules === null) return null;
    if (rules.isAllowed(url.href, this.agent) === false)
      throw new PermanentError(
        'robots_refused',
        `robots.txt of ${url.host} forbids ${url.pathname} to robots`,
      );
    const delayS = rules.getCrawlDelay(this.agent);
    return delayS === undefined ? null : delayS * 1000;
  }

  private async rulesOf(origin: string): Promise<Known> {
    const before = this.known.get(origin);
    const known = before === undefined ? null : await before.catch(() => null);
    if (known !== null && known.until > this.clock.now().getTime()) return known;
    if (this.known.get(origin) !== before) return await this.rulesOf(origin);
    while (this.known.size >= this.limits.hosts) this.known.delete(this.known.keys().next().value ?? '');
    const fresh = this.ask(origin);
    this.known.set(origin, fresh);
    try {
      return await fresh;
    } catch (error) {
      if (this.known.get(origin) === fresh) this.known.delete(origin);
      throw error;
    }
  }

  private async ask(origin: string): Promise<Known> {
    const address = `${origin}/robots.txt`;
    const answer = await this.read(address);
    if (answer.kind === 'unreachable')
      throw new RetryableError('robots_unreachable', `${address} cannot be read (${answer.reason})`, {
        retryAfterMs: this.limits.restMs,
      });
    const until = this.clock.now().getTime() + this.limits.robotsAgeMs;
    return { rules: answer.kind === 'none' ? null : parseRules(address, answer.text), until };
  }
}
