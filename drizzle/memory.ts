import type { Log } from '../src/log.ts';
import { messageOf } from '../src/domain/failure.ts';
import type { Memory, Tx } from '../src/ports/memory.ts';
import type { Database, StoreNeeds } from './database.ts';
import { databaseFailure, isCollision } from './failures.ts';
import { accountStore } from './stores/account-store.ts';
import { actStore } from './stores/act-store.ts';
import { auditStore } from './stores/audit-store.ts';
import { deadLetterStore } from './stores/dead-letter-store.ts';
import { digestStore } from './stores/digest-store.ts';
import { evidenceStore } from './stores/evidence-store.ts';
import { findingStore } from './stores/finding-store.ts';
import { learningStore } from './stores/learning-store.ts';
import { leaseStore } from './stores/lease-store.ts';
import { measureStore } from './stores/measure-store.ts';
import { noticeStore } from './stores/notice-store.ts';
import { outboxStore } from './stores/outbox-store.ts';
import { pictureStore } from './stores/picture-store.ts';
import { postStore } from './stores/post-store.ts';
import { readingOnly } from './reading-only.ts';
import { sourceStore } from './stores/source-store.ts';
import { staffStore } from './stores/staff-store.ts';

/** A transaction that collides this often is in the way of something else than bad luck. */
const COLLISIONS_MAX = 5;

export interface MemoryParts extends Omit<StoreNeeds, 'inTransaction'> {
  readonly close: () => Promise<void>;
  /** Where the database is, for messages; from `placeOf`. */
  readonly place: string;
  readonly log: Pick<Log, 'debug'> | null;
}

/** The memory over an open pool. */
export function memoryOver(parts: MemoryParts): Memory {
  const { close, place, log, ...needs } = parts;
  const failure = (error: unknown): unknown => databaseFailure(error, place);
  return {
    async transaction(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await runOnce(needs, work);
        } catch (error) {
          if (!isCollision(error) || attempt === COLLISIONS_MAX) throw failure(error);
          log?.debug({ attempt, error: messageOf(failure(error)) }, 'transaction collided, runs again');
        }
      }
    },
    read: readingOnly(storesOf({ ...needs, inTransaction: false }).tx, failure),
    close,
  };
}

/** Audit entries are written last: the chain is one row after another, and nobody waits for it longer than a commit. */
async function runOnce<T>(
  needs: Omit<StoreNeeds, 'inTransaction'>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return needs.db.transaction(async (db: Database) => {
    const { tx, writeAudit } = storesOf({ ...needs, db, inTransaction: true });
    const result = await work(tx);
    await writeAudit();
    return result;
  });
}

function storesOf(needs: StoreNeeds): { readonly tx: Tx; readonly writeAudit: () => Promise<void> } {
  const audit = auditStore(needs);
  const tx: Tx = {
    sources: sourceStore(needs),
    accounts: accountStore(needs),
    posts: postStore(needs),
    pictures: pictureStore(needs),
    findings: findingStore(needs),
    measures: measureStore(needs),
    evidence: evidenceStore(needs),
    acts: actStore(needs),
    staff: staffStore(needs),
    notices: noticeStore(needs),
    digests: digestStore(needs),
    audit: audit.store,
    outbox: outboxStore(needs),
    leases: leaseStore(needs),
    deadLetters: deadLetterStore(needs),
    learning: learningStore(needs),
  };
  return { tx, writeAudit: () => audit.writeBuffered() };
}
