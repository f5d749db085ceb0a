import { and, asc, desc, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { EvidenceSet, EvidenceStore } from '../../src/ports/memory.ts';
import type { Database, StoreNeeds } from '../database.ts';
import { evidenceFiles, evidenceSets } from '../schema/evidence.ts';
import { findings, occurrences } from '../schema/findings.ts';
import { posts } from '../schema/posts.ts';
import { inserted, lockNamed } from './rows.ts';

type SetRow = typeof evidenceSets.$inferSelect;
type FileRow = typeof evidenceFiles.$inferSelect;

function toEvidenceSet(row: SetRow, files: readonly FileRow[]): EvidenceSet {
  return { ...row, files: files.map(({ setId: _set, position: _position, ...file }) => file) };
}

export function evidenceStore({ db }: StoreNeeds): EvidenceStore {
  return {
    async lockHead() {
      await lockNamed(db, 'seal', 'head');
      const [head] = await db
        .select({ seal: evidenceSets.sealSha256 })
        .from(evidenceSets)
        .orderBy(desc(evidenceSets.id))
        .limit(1);
      return head?.seal ?? null;
    },
    async add({ files, ...set }) {
      const row = inserted(await db.insert(evidenceSets).values(set).returning());
      const rows = files.map((file, position) => ({ ...file, setId: row.id, position }));
      const stored = rows.length === 0 ? [] : await db.insert(evidenceFiles).values(rows).returning();
      return toEvidenceSet(row, stored);
    },
    async ofPost(postId) {
      const rows = await db.select().from(evidenceSets).where(eq(evidenceSets.postId, postId));
      return (await withFiles(db, rows))[0] ?? null;
    },
    async ofFinding(findingId) {
      const rows = await db
        .select()
        .from(evidenceSets)
        .where(eq(evidenceSets.findingId, findingId))
        .orderBy(asc(evidenceSets.id));
      return withFiles(db, rows);
    },
    async uncaptured(limit) {
      return db
        .select({ findingId: occurrences.findingId, postId: posts.id })
        .from(occurrences)
        .innerJoin(
          posts,
          and(eq(posts.sourceId, occurrences.sourceId), eq(posts.messageId, occurrences.messageId)),
        )
        .innerJoin(findings, eq(findings.id, occurrences.findingId))
        .leftJoin(evidenceSets, eq(evidenceSets.postId, posts.id))
        .where(and(isNull(evidenceSets.id), isNull(findings.captureProblem)))
        .orderBy(asc(posts.id))
        .limit(limit);
    },
    async page(afterId, limit) {
      const rows = await db
        .select()
        .from(evidenceSets)
        .where(gt(evidenceSets.id, afterId))
        .orderBy(asc(evidenceSets.id))
        .limit(limit);
      return withFiles(db, rows);
    },
  };
}

async function withFiles(db: Database, sets: readonly SetRow[]): Promise<readonly EvidenceSet[]> {
  if (sets.length === 0) return [];
  const ids = sets.map((set) => set.id);
  const files = await db
    .select()
    .from(evidenceFiles)
    .where(inArray(evidenceFiles.setId, ids))
    .orderBy(asc(evidenceFiles.setId), asc(evidenceFiles.position));
  return sets.map((set) =>
    toEvidenceSet(
      set,
      files.filter((file) => file.setId === set.id),
    ),
  );
}
