import { asc, desc, gt } from 'drizzle-orm';
import { AUDIT_GENESIS, auditHash, type AuditEntry, type AuditRow } from '../../src/domain/audit.ts';
import type { AuditStore } from '../../src/ports/memory.ts';
import type { Database, StoreNeeds } from '../database.ts';
import { auditEvents } from '../schema/audit-events.ts';
import { lockNamed } from './rows.ts';

function toAuditRow(row: typeof auditEvents.$inferSelect): AuditRow {
  return { ...row, at: row.at.toISOString() };
}

/** Entries wait in memory until `writeBuffered`: the chain is locked for the shortest time, and a rollback leaves none. */
export interface BufferedAudit {
  readonly store: AuditStore;
  writeBuffered(): Promise<void>;
}

export function auditStore({ db, clock }: StoreNeeds): BufferedAudit {
  const buffered: AuditEntry[] = [];
  return {
    store: {
      append: (entry) => void buffered.push(entry),
      async page(afterSeq, limit) {
        const rows = await db
          .select()
          .from(auditEvents)
          .where(gt(auditEvents.seq, afterSeq))
          .orderBy(asc(auditEvents.seq))
          .limit(limit);
        return rows.map(toAuditRow);
      },
      head: () => auditHead(db),
    },
    async writeBuffered() {
      if (buffered.length === 0) return;
      await lockNamed(db, 'audit', 'chain');
      let { seq, hash } = (await auditHead(db)) ?? { seq: 0, hash: AUDIT_GENESIS };
      const at = clock.now();
      const rows: (typeof auditEvents.$inferInsert)[] = [];
      for (const entry of buffered.splice(0)) {
        const row = { ...entry, seq: seq + 1, at: at.toISOString(), previous: hash };
        seq = row.seq;
        hash = auditHash(row);
        rows.push({ ...row, at, hash });
      }
      await db.insert(auditEvents).values(rows);
    },
  };
}

/** The newest row of the chain; null while it is empty. */
export async function auditHead(
  db: Database,
): Promise<{ readonly seq: number; readonly hash: string } | null> {
  const [row] = await db
    .select({ seq: auditEvents.seq, hash: auditEvents.hash })
    .from(auditEvents)
    .orderBy(desc(auditEvents.seq))
    .limit(1);
  return row ?? null;
}
