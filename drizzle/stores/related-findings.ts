import { and, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { EntityKind } from '../../src/domain/detection.ts';
import type { FindingStore } from '../../src/ports/memory.ts';
import type { Database } from '../database.ts';
import { findings, occurrences } from '../schema/findings.ts';

/** Identifiers of one finding that are looked for elsewhere; a post with more is a list, not an offer. */
const ENTITIES_MAX = 30;

/** Findings of the same sources, and findings that share an identifier with this one, newest first. */
export async function relatedTo(
  db: Database,
  findingId: number,
  limit: number,
): ReturnType<FindingStore['related']> {
  const own = db
    .select({ id: occurrences.sourceId })
    .from(occurrences)
    .where(eq(occurrences.findingId, findingId));
  const neighbours = db
    .select({ id: occurrences.findingId })
    .from(occurrences)
    .where(inArray(occurrences.sourceId, own));
  const sameSource = await db
    .select({ id: findings.id, category: findings.category, state: findings.state })
    .from(findings)
    .where(and(inArray(findings.id, neighbours), ne(findings.id, findingId)))
    .orderBy(desc(findings.createdAt), desc(findings.id))
    .limit(limit);
  const sameEntities = await db.execute<{ findingId: number; kind: EntityKind; value: string }>(sql`
    with mine as (
      select distinct entity ->> 'kind' as kind, entity ->> 'value' as value
      from occurrences o
      join posts p using (source_id, message_id)
      cross join lateral jsonb_array_elements(p.detection -> 'entities') as entity
      where o.finding_id = ${findingId}
      limit ${ENTITIES_MAX}
    )
    select distinct o.finding_id as "findingId", mine.kind, mine.value
    from mine
    join posts p on (p.detection -> 'entities') @> jsonb_build_array(jsonb_build_object('kind', mine.kind, 'value', mine.value))
    join occurrences o using (source_id, message_id)
    where o.finding_id <> ${findingId}
    order by o.finding_id desc, mine.kind, mine.value
    limit ${limit}`);
  return { sameSource, sameEntities: [...sameEntities] };
}
