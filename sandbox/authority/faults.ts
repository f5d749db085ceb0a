/** What goes wrong with the next call. `lose_reply` does the work, then cuts the line before the answer. */
export type AuthorityFault =
  | { readonly kind: 'refuse'; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: 'delay'; readonly delayMs: number }
  | {
      readonly kind: 'incomplete';
      readonly errors: readonly { readonly field: string; readonly message: string }[];
    }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'drop' }
  | { readonly kind: 'lose_reply' };

/** Faults wait in a row; each call of the contract takes the next one. */
export interface AuthorityFaults {
  /** The next `times` calls (1 unless told) meet this fault. */
  add(fault: AuthorityFault, times?: number): void;
  /** Takes back what has not happened yet. */
  clear(): void;
  /** How many calls will still meet a fault. */
  waiting(): number;
}

/** The row of faults, and `take`, which only the server calls. */
export function createFaults(): {
  readonly faults: AuthorityFaults;
  readonly take: () => AuthorityFault | null;
} {
  const row: AuthorityFault[] = [];
  return {
    faults: {
      add: (fault, times = 1) => {
        for (let n = 0; n < times; n += 1) row.push(fault);
      },
      clear: () => {
        row.length = 0;
      },
      waiting: () => row.length,
    },
    take: () => row.shift() ?? null,
  };
}
