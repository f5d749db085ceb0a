import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ItemOutcome } from '../../src/domain/outcome.ts';
import { openJournal } from '../journal.ts';
import type { ReceivedNotification } from './notification-rules.ts';

export interface Prescription {
  readonly number: string;
  /** YYYY-MM-DD. */
  readonly date: string;
}

export interface DeskOutcome {
  readonly outcome: ItemOutcome;
  readonly comment: string | null;
  readonly prescription: Prescription | null;
  readonly at: string;
}

/** One notification on the desk of the addressee. */
export interface DeskEntry {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly status: 'received' | 'in_processing' | 'closed';
  readonly receivedAt: string;
  /** How many times the same key came with the same body, the first included. */
  readonly timesReceived: number;
  readonly notification: ReceivedNotification;
  readonly signature: 'verified' | 'not_checked';
  readonly attachments: readonly {
    readonly sha256: string;
    readonly contentType: string;
    readonly sizeBytes: number;
  }[];
  /** Every item; `decided` is null until there is an outcome. */
  readonly items: readonly { readonly number: number; readonly decided: DeskOutcome | null }[];
  readonly withdrawn: { readonly at: string; readonly reason: string } | null;
}

/** The desk of the addressee's officer: what arrived, and the outcome of each item. */
export interface AuthorityDesk {
  /** Oldest first. */
  list(): readonly DeskEntry[];
  get(id: string): DeskEntry | null;
  /** Bytes of an attachment, or null when the desk does not have it. */
  attachment(sha256: string): Uint8Array | null;
  /** Throws an Error when there is no such item, or the notification was withdrawn. */
  setOutcome(
    id: string,
    itemNumber: number,
    decision: {
      readonly outcome: ItemOutcome;
      readonly comment?: string | null;
      readonly prescription?: Prescription | null;
    },
  ): DeskEntry;
  /** Told of every change; the answer stops it. */
  onChange(listener: (entry: DeskEntry) => void): () => void;
}

export interface Arrival {
  readonly idempotencyKey: string;
  /** SHA-256 over the notification and the names of its attachments: what "the same body" means. */
  readonly bodySha256: string;
  readonly notification: ReceivedNotification;
  readonly signature: DeskEntry['signature'];
  readonly attachments: readonly {
    readonly sha256: string;
    readonly contentType: string;
    readonly bytes: Uint8Array;
  }[];
}

type DeskEvent =
  | (Omit<Arrival, 'attachments'> & {
      readonly kind: 'received';
      readonly id: string;
      readonly at: string;
      readonly attachments: DeskEntry['attachments'];
    })
  | { readonly kind: 'repeated'; readonly id: string }
  | ({ readonly kind: 'outcome'; readonly id: string; readonly number: number } & DeskOutcome)
  | { readonly kind: 'withdrawn'; readonly id: string; readonly at: string; readonly reason: string };

/** What the server does with the desk; `desk` is the officer's side. */
export interface Registry {
  readonly desk: AuthorityDesk;
  /** Takes a notification in: new, known (same key and body), or a conflict (same key, another body). */
  take(arrival: Arrival): { readonly kind: 'new' | 'known' | 'conflict'; readonly entry: DeskEntry };
  /** Withdrawing twice is withdrawing once. Gives null when there is no such notification. */
  withdraw(id: string, reason: string): DeskEntry | null;
  close(): void;
}

/** Outcomes after which an item needs nothing more. */
const ENDS: readonly ItemOutcome[] = ['blocked', 'unavailable', 'no_violation', 'returned'];

/** Opens the desk; with `journalPath` it keeps all in that file, and attachments in the folder `<journalPath>.files`. */
export function openRegistry(journalPath: string | null, now: () => Date): Registry {
  const entries = new Map<string, DeskEntry>();
  const keys = new Map<string, { readonly id: string; readonly bodySha256: string }>();
  const listeners = new Set<(entry: DeskEntry) => void>();
  const files = openFiles(journalPath === null ? null : `${journalPath}.files`);
  const journal = openJournal<DeskEvent>(journalPath);

  function apply(event: DeskEvent): DeskEntry {
    const entry = event.kind === 'received' ? opened(event) : changed(mustGet(event.id), event);
    if (event.kind === 'received')
      keys.set(event.idempotencyKey, { id: event.id, bodySha256: event.bodySha256 });
    entries.set(entry.id, entry);
    return entry;
  }
  function mustGet(id: string): DeskEntry {
    const entry = entries.get(id);
    if (entry === undefined) throw new Error(`There is no notification ${id} on the desk.`);
    return entry;
  }
  function record(event: DeskEvent): DeskEntry {
    journal.append(event);
    const entry = apply(event);
    for (const listener of listeners) listener(entry);
    return entry;
  }
  for (const event of journal.past) apply(event);

  const desk: AuthorityDesk = {
    list: () => [...entries.values()],
    get: (id) => entries.get(id) ?? null,
    attachment: files.read,
    setOutcome: (id, number, decision) => {
      const entry = mustGet(id);
      if (entry.withdrawn !== null) throw new Error(`Notification ${id} was withdrawn.`);
      if (!entry.items.some((item) => item.number === number))
        throw new Error(`${id} has no item ${number}.`);
      const { outcome, comment = null, prescription = null } = decision;
      return record({ kind: 'outcome', id, number, outcome, comment, prescription, at: now().toISOString() });
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    desk,
    take: (arrival) => {
      const known = keys.get(arrival.idempotencyKey);
      if (known !== undefined) {
        if (known.bodySha256 !== arrival.bodySha256) return { kind: 'conflict', entry: mustGet(known.id) };
        return { kind: 'known', entry: record({ kind: 'repeated', id: known.id }) };
      }
      for (const file of arrival.attachments) files.write(file.sha256, file.bytes);
      const at = now().toISOString();
      const id = `${at.slice(0, 4)}-${String(entries.size + 1).padStart(6, '0')}`;
      const attachments = arrival.attachments.map(({ bytes, ...rest }) => ({
        ...rest,
        sizeBytes: bytes.length,
      }));
      return { kind: 'new', entry: record({ ...arrival, kind: 'received', id, at, attachments }) };
    },
    withdraw: (id, reason) => {
      const entry = entries.get(id);
      if (entry === undefined || entry.withdrawn !== null) return entry ?? null;
      return record({ kind: 'withdrawn', id, at: now().toISOString(), reason });
    },
    close: () => journal.close(),
  };
}

function opened(event: Extract<DeskEvent, { kind: 'received' }>): DeskEntry {
  const { kind: _kind, bodySha256: _body, at, ...rest } = event;
  const items = event.notification.items.map(({ number }) => ({ number, decided: null }));
  return { ...rest, status: 'received', receivedAt: at, timesReceived: 1, items, withdrawn: null };
}

function changed(entry: DeskEntry, event: Exclude<DeskEvent, { kind: 'received' }>): DeskEntry {
  if (event.kind === 'repeated') return { ...entry, timesReceived: entry.timesReceived + 1 };
  if (event.kind === 'withdrawn') {
    return { ...entry, status: 'closed', withdrawn: { at: event.at, reason: event.reason } };
  }
  const { outcome, comment, prescription, at } = event;
  const decided = { outcome, comment, prescription, at };
  const items = entry.items.map((item) => (item.number === event.number ? { ...item, decided } : item));
  const done = items.every((item) => item.decided !== null && ENDS.includes(item.decided.outcome));
  return { ...entry, items, status: done ? 'closed' : 'in_processing' };
}

/** Attachments by their hash: a file each, or in memory when `folder` is null. */
function openFiles(folder: string | null): {
  readonly write: (sha256: string, bytes: Uint8Array) => void;
  readonly read: (sha256: string) => Uint8Array | null;
} {
  const kept = new Map<string, Uint8Array>();
  if (folder === null) {
    return {
      write: (sha256, bytes) => void kept.set(sha256, bytes),
      read: (sha256) => kept.get(sha256) ?? null,
    };
  }
  mkdirSync(folder, { recursive: true });
  return {
    write: (sha256, bytes) => {
      const path = join(folder, sha256);
      if (existsSync(path)) return;
      const file = openSync(`${path}.part`, 'w');
      writeSync(file, bytes);
      fsyncSync(file);
      closeSync(file);
      renameSync(`${path}.part`, path);
    },
    read: (sha256) => {
      const path = join(folder, sha256);
      return /^[0-9a-f]{64}$/u.test(sha256) && existsSync(path) ? readFileSync(path) : null;
    },
  };
}

/** What "the same body" means for an idempotency key: the notification and which attachments came with it. */
export function bodyHash(
  notification: Uint8Array,
  attachments: readonly { readonly sha256: string }[],
): string {
  const hash = createHash('sha256').update(notification);
  for (const file of attachments) hash.update(`\n${file.sha256}`);
  return hash.digest('hex');
}
