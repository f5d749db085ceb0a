import { sql } from 'drizzle-orm';
import type { DigestNumbers } from '../src/domain/digest.ts';
import type { Database } from './database.ts';

const DAYS = 30;
/** Fewer hits say nothing about a rule. */
const HITS_MIN = 5;
/** Rules named in a digest. */
const RULES_MAX = 20;

/** Rules whose findings of the last 30 days were, more than half of them, decided as no violation; worst first. */
export async function noisyRules(db: Database, now: Date): Promise<DigestNumbers['noisyRules']> {
  const since = new Date(now.getTime() - DAYS * 86_400_000).toISOString();
  const rows = await db.execute<{ rule: string; hits: number; dismissed: number }>(sql`
    with hit as (
      select distinct f.id, f.state, found ->> 'rule' as rule
      from findings f
      join posts p on p.id = f.first_post_id
      cross join lateral jsonb_array_elements(p.detection -> 'matches') as found
      where f.created_at >= ${since}::timestamptz and f.created_at <= ${now.toISOString()}::timestamptz
    )
    select rule, count(*)::int as hits, count(*) filter (where state = 'dismissed')::int as dismissed
    from hit
    group by rule
    having count(*) >= ${HITS_MIN} and 2 * count(*) filter (where state = 'dismissed') > count(*)
    order by dismissed desc, rule
    limit ${RULES_MAX}`);
  return rows.map(({ rule, hits, dismissed }) => ({ rule, hits, dismissed }));
}
