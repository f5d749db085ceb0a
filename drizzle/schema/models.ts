import { sql } from 'drizzle-orm';
import { check, date, integer, pgTable, primaryKey, text, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import { bytes, document, instant, oneOf } from './columns.ts';

export const MODEL_STATES = ['candidate', 'live', 'retired'] as const;

/** Trained models: advice beside the rules, never a decision. */
export const models = pgTable(
  'models',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    version: text().notNull(),
    state: text({ enum: MODEL_STATES }).notNull(),
    rulesVersion: text().notNull(),
    trainedAt: instant().notNull(),
    weights: bytes().notNull(),
    /** What it was trained on and how well it did, as the model's own code wrote it. */
    statistics: document().notNull(),
  },
  (t) => [
    unique('models_version').on(t.version),
    uniqueIndex('models_live').on(t.state).where(sql`${t.state} = 'live'`),
    oneOf('models_state', t.state, MODEL_STATES),
  ],
);

export const RULE_HIT_KINDS = ['live', 'shadow'] as const;

/** How often a rule fired in a day; shadow rules are counted and not shown. */
export const ruleDays = pgTable(
  'rule_days',
  {
    day: date({ mode: 'string' }).notNull(),
    rule: text().notNull(),
    kind: text({ enum: RULE_HIT_KINDS }).notNull(),
    hits: integer().notNull(),
  },
  (t) => [
    primaryKey({ name: 'rule_days_key', columns: [t.day, t.rule, t.kind] }),
    oneOf('rule_days_kind', t.kind, RULE_HIT_KINDS),
    check('rule_days_hits', sql`${t.hits} >= 0`),
  ],
);
