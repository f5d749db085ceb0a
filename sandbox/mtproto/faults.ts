/** Which calls, channels and connections a fault meets; what is absent matches all. */
export interface FaultTarget {
  /** Name of the API method, such as `messages.getHistory`. */
  readonly method?: string;
  /** Username without @, lower case, or `+<inviteHash>`. */
  readonly channel?: string;
  /** Number of the connection, counted from 1 since the server started. */
  readonly connection?: number;
  /** Of the account that is signed in with the connection, or signs in; digits only, or with + and spaces. */
  readonly phone?: string;
}

/** One fault as plain data, so that a property test can generate a schedule of them. */
export type Fault = FaultTarget & { /** How often it strikes (default 1). */ readonly times?: number } & (
    | { readonly kind: 'rpc_error'; readonly code: number; readonly message: string }
    | { readonly kind: 'flood_wait'; readonly seconds: number }
    /** A pushed update is never sent. */
    | { readonly kind: 'withhold' }
    /** A pushed update is sent twice. */
    | { readonly kind: 'duplicate' }
    /** A pushed update is kept back until the next one of that client was sent. */
    | { readonly kind: 'reorder' }
    | { readonly kind: 'delay_pong'; readonly delayMs: number }
    | { readonly kind: 'delay_answer'; readonly delayMs: number }
    /** The connection is cut at a call: before it is carried out, or after, so that only the answer is lost. */
    | { readonly kind: 'drop_at_call'; readonly when: 'before' | 'after' }
    | { readonly kind: 'difference_too_long' }
    /** One answer of getChannelDifference holds at most so many events. */
    | { readonly kind: 'short_difference'; readonly events: number }
    /** The connection is reset in the middle of the next packet to the client. */
    | { readonly kind: 'reset_in_packet' }
    /** The server asks for another salt although the client's is right. */
    | { readonly kind: 'bad_salt' }
  );

export type FaultKind = Fault['kind'];

/** One call a client made, and what came of it. */
export interface CallRecord {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly phone: string | null;
  readonly connection: number;
  readonly at: Date;
  /** `ok`, `dropped` or the error's text. */
  outcome: string;
  /** True where the call would have changed something at Telegram and was refused for it. */
  refusedAsWrite: boolean;
}

/** Enough for any test; older calls fall out, so that a demo left running does not grow. */
const MAX_CALLS = 20_000;

interface Armed {
  readonly fault: Fault;
  left: number;
}

function digits(phone: string): string {
  return phone.replace(/\D/gu, '');
}

function meets(fault: FaultTarget, met: FaultTarget): boolean {
  return (
    (fault.method === undefined || fault.method === met.method) &&
    (fault.channel === undefined || fault.channel === met.channel) &&
    (fault.connection === undefined || fault.connection === met.connection) &&
    (fault.phone === undefined || digits(fault.phone) === digits(met.phone ?? ''))
  );
}

/** The faults that are armed, in order, and the record of calls that a test asserts on. */
export class FaultScript {
  #armed: Armed[] = [];
  #calls: CallRecord[] = [];
  #refusedUntil = 0;
  #dropAll: () => void = () => undefined;
  #release: () => void = () => undefined;
  #freezeAll: (forMs: number) => void = () => undefined;
  /** One key used by two live connections that both follow updates is void from then on, as at Telegram. */
  voidsDuplicateKeys = false;

  /** Arms a fault; the function it gives takes the fault back. */
  add(fault: Fault): () => void {
    const armed = { fault, left: fault.times ?? 1 };
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter((other) => other !== armed);
    };
  }

  /** Takes back every fault and lets go of updates that were kept back. */
  clear(): void {
    this.#armed = [];
    this.#refusedUntil = 0;
    this.voidsDuplicateKeys = false;
    this.#release();
  }

  /** Faults that have not struck as often as they should. */
  pending(): readonly Fault[] {
    return this.#armed.map(({ fault }) => fault);
  }

  /** Takes the next armed fault of `kind` that meets the target. */
  strike<K extends FaultKind>(kind: K, met: FaultTarget): (Fault & { kind: K }) | undefined {
    const armed = this.#armed.find(
      (candidate) => candidate.fault.kind === kind && meets(candidate.fault, met),
    );
    if (armed === undefined) return undefined;
    armed.left -= 1;
    if (armed.left <= 0) this.#armed = this.#armed.filter((other) => other !== armed);
    return armed.fault as Fault & { kind: K };
  }

  /** Cuts every connection now. */
  dropConnections(): void {
    this.#dropAll();
  }

  /**
   * The connections of this moment stay open, but for `forMs` milliseconds nothing is read from them or written to
   * them; then everything that waited goes on. `Infinity`: until they are dropped, as when a router forgot them.
   */
  freezeConnections(forMs: number): void {
    this.#freezeAll(forMs);
  }

  /** New connections are closed at once for `forMs` milliseconds; 0 ends it. */
  refuseConnections(forMs: number): void {
    this.#refusedUntil = Date.now() + forMs;
  }

  get refusesConnections(): boolean {
    return Date.now() < this.#refusedUntil;
  }

  /** Sends the updates that `reorder` kept back. */
  releaseHeld(): void {
    this.#release();
  }

  record(call: CallRecord): void {
    this.#calls.push(call);
    if (this.#calls.length > MAX_CALLS) this.#calls = this.#calls.slice(-MAX_CALLS / 2);
  }

  /** Calls so far, oldest first; of one method where it is named. */
  calls(method?: string): readonly CallRecord[] {
    return method === undefined ? this.#calls : this.#calls.filter((call) => call.method === method);
  }

  /** Calls that would have written to Telegram: the product must never make one. */
  refusedWrites(): readonly CallRecord[] {
    return this.#calls.filter((call) => call.refusedAsWrite);
  }

  forgetCalls(): void {
    this.#calls = [];
  }

  /** Wired by the server. */
  bind(actions: { dropAll(): void; release(): void; freezeAll(forMs: number): void }): void {
    this.#dropAll = () => actions.dropAll();
    this.#release = () => actions.release();
    this.#freezeAll = (forMs) => actions.freezeAll(forMs);
  }
}
