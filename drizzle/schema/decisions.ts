import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { FINDING_STATES } from '../../src/domain/finding.ts';
import { MEASURE_STATES } from '../../src/domain/measure.ts';
import { ROLES } from '../../src/domain/staff.ts';
import { instant, literals, worldText } from './columns.ts';
import { findings } from './findings.ts';
import { measures } from './measures.ts';
import { staff } from './staff.ts';

/** Who moved what; rows are only added (a trigger refuses the rest). A row without a person is the program's. */
export const decisions = pgTable(
  'decisions',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    findingId: integer()
      .notNull()
      .references(() => findings.id),
    measureId: integer().references(() => measures.id),
    verb: text().notNull(),
    fromState: text(),
    toState: text().notNull(),
    byId: integer().references(() => staff.id),
    byRole: text({ enum: ROLES }),
    at: instant().notNull(),
    reason: worldText(),
  },
  (t) => [
    check('decisions_actor', sql`(${t.byId} is null) = (${t.byRole} is null)`),
    check('decisions_role', sql`${t.byRole} in (${literals(ROLES)})`),
    check(
      'decisions_states',
      sql`case when ${t.measureId} is null
        then ${t.toState} in (${literals(FINDING_STATES)}) and coalesce(${t.fromState} in (${literals(FINDING_STATES)}), true)
        else ${t.toState} in (${literals(MEASURE_STATES)}) and coalesce(${t.fromState} in (${literals(MEASURE_STATES)}), true)
      end`,
    ),
    index('decisions_of_finding').on(t.findingId, t.id),
    index('decisions_by_age').on(t.at),
  ],
);
