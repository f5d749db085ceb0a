import { and, desc, gte, inArray, lte, sql } from 'drizzle-orm';
import type { FindingStore } from '../../src/ports/memory.ts';
import type { Database } from '../database.ts';
import { signatureBands, signatures } from '../schema/signatures.ts';
import { inserted } from './rows.ts';

/** Texts of one finding that are offered for comparison; more would crowd out other findings. */
const TEXTS_OF_FINDING = 3;

interface NewSignature {
  readonly findingId: number;
  readonly postId: number;
  readonly signature: Parameters<FindingStore['addSignature']>[2];
  readonly at: Date;
}

/** The same text of the same finding is kept once, dated by its newest post. */
export async function addSignature(
  db: Database,
  { findingId, postId, signature, at }: NewSignature,
): Promise<void> {
  const { exact, shingles } = signature;
  const rows = await db
    .insert(signatures)
    .values({ findingId, postId, exact, shingles, at })
    .onConflictDoUpdate({
      target: [signatures.findingId, signatures.exact],
      set: { postId, at: sql`greatest(${signatures.at}, excluded.at)` },
    })
    .returning({ id: signatures.id });
  const signatureId = inserted(rows).id;
  const bands = [...new Set(signature.bands)].map((band) => ({ band, signatureId }));
  if (bands.length > 0) await db.insert(signatureBands).values(bands).onConflictDoNothing();
}

export async function candidates(
  db: Database,
  bands: readonly string[],
  since: Date,
  limit: number,
): ReturnType<FindingStore['candidates']> {
  if (bands.length === 0) return [];
  const keys = [...new Set(bands)];
  const byBand = db
    .select({ id: signatureBands.signatureId })
    .from(signatureBands)
    .where(inArray(signatureBands.band, keys));
  const byText = db.select({ id: signatures.id }).from(signatures).where(inArray(signatures.exact, keys));
  const ranked = db
    .select({
      id: signatures.id,
      findingId: signatures.findingId,
      exact: signatures.exact,
      shingles: signatures.shingles,
      at: signatures.at,
      rank: sql<number>`row_number() over (partition by ${signatures.findingId} order by ${signatures.at} desc, ${signatures.id} desc)`.as(
        'rank',
      ),
    })
    .from(signatures)
    .where(and(inArray(signatures.id, byBand.union(byText)), gte(signatures.at, since)))
    .as('ranked');
  const rows = await db
    .select()
    .from(ranked)
    .where(lte(ranked.rank, TEXTS_OF_FINDING))
    .orderBy(desc(ranked.at), desc(ranked.id))
    .limit(limit);
  return rows.map(({ findingId, exact, shingles }) => ({ findingId, exact, shingles }));
}
