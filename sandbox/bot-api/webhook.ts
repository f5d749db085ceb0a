import { requireLoopback } from '../journal.ts';
import { badRequest } from './api-error.ts';
import { type Call, callFromWebhookReply } from './call.ts';
import type { ChatState } from './chat-state.ts';
import type { UpdateQueue } from './update-queue.ts';

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 10_000;
/** The real one gives an endpoint about a minute. */
const DELIVERY_TIMEOUT_MS = 60_000;
const MAX_REPLY_CHARACTERS = 1_000_000;

/** Delivers updates to the bot's endpoint, oldest first, and tries again until it answers 2xx. */
export class Webhook {
  readonly #state: ChatState;
  readonly #updates: UpdateQueue;
  readonly #now: () => Date;
  readonly #runReply: (call: Call) => Promise<void>;
  readonly #ended = new AbortController();
  #lastError: { readonly date: number; readonly message: string } | null = null;
  #delivering = false;
  #retryTimer: NodeJS.Timeout | null = null;
  #failures = 0;

  /** `runReply` carries out a method that the endpoint puts into its answer. */
  constructor(
    state: ChatState,
    updates: UpdateQueue,
    now: () => Date,
    runReply: (call: Call) => Promise<void>,
  ) {
    this.#state = state;
    this.#updates = updates;
    this.#now = now;
    this.#runReply = runReply;
    updates.whenPushed(() => this.wake());
  }

  /** Sets or, with an empty address, removes the webhook. Throws 400 for an address off loopback. */
  set(url: string, secretToken: string | null, maxConnections: number): void {
    if (url !== '') requireLoopbackUrl(url);
    this.#lastError = null;
    this.#failures = 0;
    if (url !== '' || this.#state.webhook !== null) {
      this.#state.commit({
        kind: 'webhook',
        webhook: url === '' ? null : { url, secretToken, maxConnections },
      });
    }
    this.wake();
  }

  info(): Record<string, unknown> {
    const webhook = this.#state.webhook;
    return {
      url: webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: this.#updates.pendingCount,
      ...(webhook === null ? {} : { max_connections: webhook.maxConnections }),
      ...(this.#updates.allowed.length === 0 ? {} : { allowed_updates: this.#updates.allowed }),
      ...(this.#lastError === null
        ? {}
        : { last_error_date: this.#lastError.date, last_error_message: this.#lastError.message }),
    };
  }

  /** Starts delivering unless it is under way or nothing waits. */
  wake(): void {
    if (this.#delivering || this.#retryTimer !== null || this.#ended.signal.aborted) return;
    if (this.#state.webhook === null || this.#updates.oldest() === undefined) return;
    this.#delivering = true;
    void this.#deliverAll().finally(() => {
      this.#delivering = false;
      if (this.#failures === 0) this.wake();
    });
  }

  close(): void {
    this.#ended.abort();
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
  }

  async #deliverAll(): Promise<void> {
    for (let update = this.#updates.oldest(); update !== undefined; update = this.#updates.oldest()) {
      if (this.#state.webhook === null || this.#ended.signal.aborted) return;
      const problem = await this.#deliver(JSON.stringify(update));
      if (problem === null) {
        this.#failures = 0;
        this.#updates.confirm(update.update_id + 1);
        continue;
      }
      this.#lastError = { date: Math.floor(this.#now().getTime() / 1000), message: problem };
      this.#retryLater();
      return;
    }
  }

  #retryLater(): void {
    if (this.#ended.signal.aborted) return;
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, MAX_RETRY_MS);
    this.#failures += 1;
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = null;
      this.wake();
    }, delayMs);
  }

  /** One attempt; null when it went well, otherwise the words for `last_error_message`. */
  async #deliver(body: string): Promise<string | null> {
    const webhook = this.#state.webhook;
    if (webhook === null) return null;
    const secret: Record<string, string> =
      webhook.secretToken === null ? {} : { 'x-telegram-bot-api-secret-token': webhook.secretToken };
    let reply: Call | null;
    try {
      const response = await fetch(webhook.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...secret },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([this.#ended.signal, AbortSignal.timeout(DELIVERY_TIMEOUT_MS)]),
      });
      const text = (await response.text()).slice(0, MAX_REPLY_CHARACTERS);
      if (!response.ok) return `Wrong response from the webhook: ${response.status} ${response.statusText}`;
      reply = callFromWebhookReply(text);
    } catch (error) {
      const refused =
        error instanceof Error && error.cause instanceof Error && /REFUSED/u.test(error.cause.message);
      return refused ? 'Connection refused' : `Read error: ${String(error)}`;
    }
    // The real one does not tell the endpoint how its inline call went either.
    if (reply !== null) await this.#runReply(reply);
    return null;
  }
}

function requireLoopbackUrl(url: string): void {
  if (!URL.canParse(url)) throw badRequest('bad webhook: invalid URL');
  try {
    requireLoopback(new URL(url).hostname.replace(/^\[|\]$/gu, ''));
  } catch (error) {
    throw badRequest(`bad webhook: ${error instanceof Error ? error.message : String(error)}`);
  }
}
