import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import { MEASURE_END_STATES, MEASURE_KINDS, MEASURE_STATES, SCOPE_KINDS } from '../../src/domain/measure.ts';
import { ITEM_OUTCOMES } from '../../src/domain/outcome.ts';
import { instant, literals, oneOf, worldText } from './columns.ts';
import { findings } from './findings.ts';
import { legalActs } from './legal-acts.ts';
import { staff } from './staff.ts';

/**
 * Measures as prepared. The checks repeat what must hold whatever program writes here: second pair of eyes, lawfulness.
 * That criminal and administrative exclude each other is an exclusion constraint, which only the SQL of a migration can say.
 */
export const measures = pgTable(
  'measures',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    findingId: integer()
      .notNull()
      .references(() => findings.id),
    kind: text({ enum: MEASURE_KINDS }).notNull(),
    state: text({ enum: MEASURE_STATES }).notNull().default('draft'),
    version: integer().notNull().default(1),
    authorId: integer()
      .notNull()
      .references(() => staff.id),
    approverId: integer().references(() => staff.id),
    legalActId: integer().references(() => legalActs.id),
    justification: worldText(),
    scope: text({ enum: SCOPE_KINDS }).notNull().default('post'),
    scopeTarget: worldText().notNull(),
    collateral: worldText(),
    returnComment: worldText(),
    outgoingNumber: worldText(),
    idempotencyKey: text(),
    authorityId: worldText(),
    outcome: text({ enum: ITEM_OUTCOMES }),
    outcomeComment: worldText(),
    prescriptionNumber: worldText(),
    prescriptionDate: worldText(),
    createdAt: instant().notNull(),
    submittedAt: instant(),
    approvedAt: instant(),
    sentAt: instant(),
    outcomeAt: instant(),
  },
  (t) => [
    uniqueIndex('measures_one_open_of_kind')
      .on(t.findingId, t.kind)
      .where(sql`${t.state} not in (${literals(MEASURE_END_STATES)})`),
    unique('measures_idempotency_key').on(t.idempotencyKey),
    oneOf('measures_kind', t.kind, MEASURE_KINDS),
    oneOf('measures_state', t.state, MEASURE_STATES),
    oneOf('measures_scope', t.scope, SCOPE_KINDS),
    oneOf('measures_outcome', t.outcome, ITEM_OUTCOMES),
    check('measures_second_pair_of_eyes', sql`${t.approverId} <> ${t.authorId}`),
    check(
      'measures_approved',
      sql`${t.state} in ('draft', 'submitted', 'withdrawn') or ${t.approverId} is not null`,
    ),
    check('measures_justified', sql`${t.state} in ('draft', 'withdrawn') or ${t.justification} is not null`),
    check(
      'measures_lawful',
      sql`${t.state} in ('draft', 'withdrawn') or ${t.kind} <> 'blocking_notification' or ${t.legalActId} is not null`,
    ),
    check('measures_outcome_known', sql`${t.state} <> 'outcome' or ${t.outcome} is not null`),
    check('measures_prescription', sql`(${t.prescriptionNumber} is null) = (${t.prescriptionDate} is null)`),
    index('measures_of_finding').on(t.findingId),
    index('measures_by_state').on(t.state, t.id),
    index('measures_by_outcome').on(t.outcomeAt),
  ],
);

/** Last outgoing number given in a year. */
export const outgoingNumbers = pgTable('outgoing_numbers', {
  year: integer().primaryKey(),
  last: integer().notNull(),
});
