import { asc, desc, eq, gt, gte, sql, sum } from 'drizzle-orm';
import type { LearningStore } from '../../src/ports/memory.ts';
import type { StoreNeeds } from '../database.ts';
import { findings } from '../schema/findings.ts';
import { models, ruleDays } from '../schema/models.ts';
import { posts } from '../schema/posts.ts';
import { toPost } from './post-store.ts';
import { found } from './rows.ts';

export function learningStore({ db }: StoreNeeds): LearningStore {
  return {
    async addModel(model) {
      await db
        .insert(models)
        .values({ ...model, state: 'candidate' })
        .onConflictDoNothing({ target: models.version });
    },
    async useModel(version) {
      await db.update(models).set({ state: 'retired' }).where(eq(models.state, 'live'));
      const rows = await db
        .update(models)
        .set({ state: 'live' })
        .where(eq(models.version, version))
        .returning({ id: models.id });
      found(rows[0], `model ${version}`);
    },
    async liveModel() {
      const [row] = await db.select().from(models).where(eq(models.state, 'live'));
      return row ?? null;
    },
    async models() {
      const { id, version, state, rulesVersion, trainedAt, statistics } = models;
      return await db
        .select({ id, version, state, rulesVersion, trainedAt, statistics })
        .from(models)
        .orderBy(desc(models.trainedAt), desc(models.id));
    },
    async judged(afterId, limit) {
      const rows = await db
        .select({ id: findings.id, category: findings.category, state: findings.state, post: posts })
        .from(findings)
        .innerJoin(posts, eq(posts.id, findings.firstPostId))
        .where(gt(findings.id, afterId))
        .orderBy(asc(findings.id))
        .limit(limit);
      return rows.map((row) => ({ ...row, post: toPost(row.post) }));
    },
    async countRules(day, rules) {
      if (rules.length === 0) return;
      // In one order everywhere, so that two writers never wait for each other in a ring.
      const values = rules
        .map(({ rule, kind, hits }) => ({ day, rule, kind, hits }))
        .sort((a, b) => (a.rule < b.rule ? -1 : 1));
      await db
        .insert(ruleDays)
        .values(values)
        .onConflictDoUpdate({
          target: [ruleDays.day, ruleDays.rule, ruleDays.kind],
          set: { hits: sql`${ruleDays.hits} + excluded.hits` },
        });
    },
    async ruleHits(sinceDay) {
      const rows = await db
        .select({ rule: ruleDays.rule, kind: ruleDays.kind, hits: sum(ruleDays.hits).mapWith(Number) })
        .from(ruleDays)
        .where(gte(ruleDays.day, sinceDay))
        .groupBy(ruleDays.rule, ruleDays.kind)
        .orderBy(asc(ruleDays.rule), asc(ruleDays.kind));
      return rows;
    },
  };
}
