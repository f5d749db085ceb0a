import { asc, eq } from 'drizzle-orm';
import type { Decision } from '../../src/domain/decision.ts';
import type { Actor } from '../../src/domain/staff.ts';
import type { NewDecision } from '../../src/ports/memory.ts';
import type { Database } from '../database.ts';
import { decisions } from '../schema/decisions.ts';
import { staff } from '../schema/staff.ts';
import { inserted } from './rows.ts';

function toDecision(row: typeof decisions.$inferSelect, name: string | null): Decision {
  const { byId, byRole } = row;
  const by: Actor =
    byId === null || byRole === null
      ? { kind: 'system' }
      : { kind: 'person', id: byId, role: byRole, name: name ?? '' };
  return {
    id: row.id,
    findingId: row.findingId,
    measureId: row.measureId,
    subject: row.measureId === null ? 'finding' : 'measure',
    verb: row.verb,
    from: row.fromState,
    to: row.toState,
    by,
    byName: by.kind === 'person' ? by.name : null,
    at: row.at,
    reason: row.reason,
  };
}

/** Adds a row; it can never be changed. The role is kept as it was, the name is looked up when read. */
export async function addDecision(
  db: Database,
  { from, to, by, ...decision }: NewDecision,
): Promise<Decision> {
  const person = by.kind === 'person' ? by : null;
  const rows = await db
    .insert(decisions)
    .values({
      ...decision,
      fromState: from,
      toState: to,
      byId: person?.id ?? null,
      byRole: person?.role ?? null,
    })
    .returning();
  return toDecision(inserted(rows), person?.name ?? null);
}

/** The decisions on a finding and its measures, in order. */
export async function decisionsOf(db: Database, findingId: number): Promise<readonly Decision[]> {
  const rows = await db
    .select({ decision: decisions, name: staff.name })
    .from(decisions)
    .leftJoin(staff, eq(staff.id, decisions.byId))
    .where(eq(decisions.findingId, findingId))
    .orderBy(asc(decisions.id));
  return rows.map((row) => toDecision(row.decision, row.name));
}
