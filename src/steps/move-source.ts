import { PermanentError } from '../domain/failure.ts';
import { NETWORK_OF, type Source } from '../domain/source.ts';
import type { SourceReader } from '../ports/source-reader.ts';
import type { Needs } from './needs.ts';

export interface MovedSource {
  readonly source: Source;
  /** False when it was read in this way already. */
  readonly moved: boolean;
}

/**
 * Reads a source in another way from now on, from the position that is committed. Throws SourceRefusedError where the other
 * way does not lead there, PermanentError('another_place') where the name now belongs to another place.
 * @param reader the reader that is to read it
 */
export async function moveSource(
  needs: Pick<Needs, 'memory'> & { readonly reader: Pick<SourceReader, 'resolve'> },
  sourceId: number,
  connector: Source['connector'],
): Promise<MovedSource> {
  const before = await needs.memory.read.sources.get(sourceId);
  if (before.connector === connector) return { source: before, moved: false };
  const found = await needs.reader.resolve(before.address);
  const isSame =
    found.connector === connector &&
    NETWORK_OF[found.connector] === NETWORK_OF[before.connector] &&
    found.externalId === before.externalId;
  if (!isSame)
    throw new PermanentError(
      'another_place',
      `${before.address} is another place now than source ${sourceId}; add it as a new source.`,
    );
  const source = await needs.memory.transaction(async (tx) => {
    const { handle, openness, pts = null } = found;
    const moved = await tx.sources.move(sourceId, { connector, handle, openness, pts });
    tx.audit.append({
      action: 'source.changed',
      actorId: null,
      subject: `source:${sourceId}`,
      details: { connector, position: moved.position },
    });
    return moved;
  });
  return { source, moved: true };
}
