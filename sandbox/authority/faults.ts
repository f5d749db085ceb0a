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
  /** The next `times` calls (1 unless told) meet this fault; with `method` only calls of it, the others pass by. */
  add(fault: AuthorityFault, times?: number, method?: 'POST' | 'GET' | 'DELETE'): void;
  /** Takes back what has not happened yet. */
  clear(): void;
  /** How many calls will still meet a fault. */
  waiting(): number;
}

/** The row of faults, and `take`, which only the server calls. */
export function createFaults(): {
  readonly faults: AuthorityFaults;
  readonly take: (method: string | undefined) => AuthorityFault | null;
} {
  const row: { readonly fault: AuthorityFault; readonly method: string | null }[] = [];
  return {
    faults: {
      add: (fault, times = 1, method) => {
        for (let n = 0; n < times; n += 1) row.push({ fault, method: method ?? null });
      },
      clear: () => {
        row.length = 0;
      },
      waiting: () => row.length,
    },
    take: (method) => {
      const at = row.findIndex((waiting) => waiting.method === null || waiting.method === method);
      return at === -1 ? null : (row.splice(at, 1)[0]?.fault ?? null);
    },
  };
}
