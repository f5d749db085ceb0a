export interface AccountStore {
  /** `session` and `phone` are sealed bytes. One account per Telegram user. */
  put(account: {
    readonly userId: string;
    readonly maskedPhone: string;
    readonly sealedSession: Uint8Array;
  }): Promise<number>;
  list(): Promise<readonly AccountRow[]>;
  setState(id: number, state: AccountRow['state'], reason: string | null): Promise<void>;
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
