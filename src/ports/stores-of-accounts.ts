export interface AccountStore {
  /** Keeps an account that signed in: it is active, whatever it was before. One account per Telegram user. */
  put(account: {
    readonly userId: string;
    readonly maskedPhone: string;
    readonly sealedSession: Uint8Array;
  }): Promise<number>;
  list(): Promise<readonly AccountRow[]>;
  /** All accounts, locked until the transaction ends: channels are spread by one at a time. */
  lock(): Promise<readonly AccountRow[]>;
  /** `restsUntil` belongs to `resting`. */
  setState(
    id: number,
    state: AccountRow['state'],
    reason: string | null,
    restsUntil?: Date | null,
  ): Promise<void>;
  /** What accounts know of channels; of one account where it is named. */
  channels(accountId?: number): Promise<readonly AccountChannel[]>;
  /** Says who reads a source from now on; null: nobody can. */
  assign(sourceId: number, accountId: number | null): Promise<void>;
  /** The account's own access hash of a source. */
  noteHandle(accountId: number, sourceId: number, accessHash: string): Promise<void>;
  /** The account joined the source; the first time counts. */
  noteJoined(accountId: number, sourceId: number, at: Date): Promise<void>;
  /** The source shut this account out; `refusal` is the reason. */
  noteRefused(accountId: number, sourceId: number, refusal: string, at: Date): Promise<void>;
  /** Every account may try the source again. */
  forgetRefusals(sourceId: number): Promise<void>;
  /** Methods that must rest beyond `at`. */
  rests(at: Date): Promise<readonly AccountRest[]>;
  /** A method is not called before; an earlier end than the one that is known changes nothing. */
  noteRest(rest: AccountRest): Promise<void>;
  /** Adds to the counters of an hour. */
  addCalls(accountId: number, hour: Date, counts: CallCount): Promise<void>;
  /** Counters from an hour on, oldest first. */
  hours(since: Date): Promise<readonly AccountHour[]>;
  forgetHoursBefore(at: Date): Promise<void>;
}

export interface AccountRow {
  readonly id: number;
  readonly userId: string;
  readonly maskedPhone: string;
  readonly sealedSession: Uint8Array;
  readonly state: 'active' | 'resting' | 'stopped';
  readonly stateReason: string | null;
  readonly restsUntil: Date | null;
}

/** What one account knows of one source. */
export interface AccountChannel {
  readonly accountId: number;
  readonly sourceId: number;
  readonly accessHash: string | null;
  readonly joinedAt: Date | null;
  readonly refusedAt: Date | null;
  readonly refusal: string | null;
}

/** FLOOD_WAIT as a schedule: the method of the account is not called before. */
export interface AccountRest {
  readonly accountId: number;
  readonly method: string;
  readonly notBefore: Date;
}

export interface CallCount {
  readonly method: string;
  readonly calls: number;
  /** Of the calls, those that were told to wait. */
  readonly floods: number;
}

export interface AccountHour extends CallCount {
  readonly accountId: number;
  readonly hour: Date;
}
