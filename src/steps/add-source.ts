import type { Source } from '../domain/source.ts';
import type { SourceReader } from '../ports/source-reader.ts';
import type { Needs } from './needs.ts';

/**
 * Watches a place from now on, with `last` posts before. Throws SourceRefusedError for what is not open.
 * @param last how many of the newest ids are read too
 */
export async function addSource(
  needs: Pick<Needs, 'memory'> & { readonly reader: Pick<SourceReader, 'resolve'> },
  address: string,
  last: number,
): Promise<{ readonly source: Source; readonly added: boolean }> {
  const found = await needs.reader.resolve(address);
  return await needs.memory.transaction(async (tx) => {
    const result = await tx.sources.add({
      kind: found.kind,
      connector: found.connector,
      address: found.address,
      externalId: found.externalId,
      handle: found.handle,
      title: found.title,
      openness: found.openness,
      position: Math.max(0, found.newestId - last),
    });
    if (result.added)
      tx.audit.append({
        action: 'source.changed',
        actorId: null,
        subject: `source:${result.source.id}`,
        details: { state: 'active', kind: found.kind },
      });
    return result;
  });
}
