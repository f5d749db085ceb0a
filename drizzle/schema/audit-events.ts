import { sql } from 'drizzle-orm';
import { bigint, check, integer, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { AUDIT_ACTIONS, type AuditEntry } from '../../src/domain/audit.ts';
import { document, instant, isSha256, oneOf } from './columns.ts';
import { staff } from './staff.ts';

/** The audit chain; rows are only added (a trigger refuses the rest), and two rows cannot follow the same one. */
export const auditEvents = pgTable(
  'audit_events',
  {
    seq: bigint({ mode: 'number' }).primaryKey(),
    at: instant().notNull(),
    action: text({ enum: AUDIT_ACTIONS }).notNull(),
    actorId: integer().references(() => staff.id),
    subject: text().notNull(),
    details: document().$type<AuditEntry['details']>().notNull(),
    previous: text().notNull(),
    hash: text().notNull(),
  },
  (t) => [
    unique('audit_events_previous').on(t.previous),
    unique('audit_events_hash').on(t.hash),
    oneOf('audit_events_action', t.action, AUDIT_ACTIONS),
    isSha256('audit_events_previous_form', t.previous),
    isSha256('audit_events_hash_form', t.hash),
    check('audit_events_seq', sql`${t.seq} >= 1`),
  ],
);
