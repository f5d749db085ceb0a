import { SourceRefusedError, type Source, type SourceRefusal } from '../domain/source.ts';
import type { Backfill, Tx } from '../ports/memory.ts';
import type { ResolvedSource, SourceReader } from '../ports/source-reader.ts';
import type { Needs } from './needs.ts';
import { startBackfill } from './start-backfill.ts';

export interface AddWishes {
  /** How many of the newest ids are read too. */
  readonly last: number;
  /** What was published from then on is read too, at leisure. */
  readonly since?: Date;
  /** Whether the open discussion group of a channel is watched as well. */
  readonly discussion: boolean;
}

export interface AddedSource {
  readonly source: Source;
  /** False when it was watched already. */
  readonly added: boolean;
  readonly backfill: Backfill | null;
  /** The discussion group of the channel, as a source of its own; or why it is not watched; null where there is none. */
  readonly discussion:
    | { readonly source: Source; readonly added: boolean }
    | { readonly address: string; readonly refused: SourceRefusal }
    | null;
}

type AddNeeds = Pick<Needs, 'memory' | 'clock'> & { readonly reader: Pick<SourceReader, 'resolve'> };

/**
 * Watches a place from now on, and as much of its past as is wished. Throws SourceRefusedError for what is not open; a
 * discussion group that is not open does not stop its channel.
 */
export async function addSource(needs: AddNeeds, address: string, wishes: AddWishes): Promise<AddedSource> {
  const found = await needs.reader.resolve(address);
  const { source, added } = await needs.memory.transaction((tx) => put(tx, found, wishes.last, null));
  const backfill = wishes.since === undefined ? null : await startBackfill(needs, source.id, wishes.since);
  const discussion =
    wishes.discussion && found.discussion !== undefined
      ? await addDiscussion(needs, source, found.discussion, wishes)
      : null;
  return { source, added, backfill: backfill?.backfill ?? null, discussion };
}

async function addDiscussion(
  needs: AddNeeds,
  channel: Source,
  address: string,
  { last, since }: AddWishes,
): Promise<AddedSource['discussion']> {
  try {
    const found = await needs.reader.resolve(address);
    const group = await needs.memory.transaction((tx) => put(tx, found, last, channel.id));
    if (since !== undefined) await startBackfill(needs, group.source.id, since);
    return group;
  } catch (error) {
    if (!(error instanceof SourceRefusedError)) throw error;
    return { address, refused: error.reason };
  }
}

async function put(
  tx: Tx,
  found: ResolvedSource,
  last: number,
  linkedTo: number | null,
): Promise<{ readonly source: Source; readonly added: boolean }> {
  const { discussion: _discussion, newestId, pts, ...place } = found;
  const result = await tx.sources.add({
    ...place,
    position: Math.max(0, newestId - last),
    newestId,
    ...(pts === undefined ? {} : { pts }),
    ...(linkedTo === null ? {} : { linkedTo }),
  });
  if (result.added)
    tx.audit.append({
      action: 'source.changed',
      actorId: null,
      subject: `source:${result.source.id}`,
      details: { state: 'active', kind: found.kind },
    });
  return result;
}
