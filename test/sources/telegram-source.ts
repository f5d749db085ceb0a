import type { Source } from '../../src/domain/source.ts';
import type { ResolvedSource } from '../../src/ports/source-reader.ts';

/** The stored form of a resolved source, read up to `position`. */
export function sourceOf(resolved: ResolvedSource, position = resolved.newestId, id = 1, epoch = 1): Source {
  const { newestId, discussion: _discussion, pts = null, ...rest } = resolved;
  return {
    ...rest,
    id,
    epoch,
    position,
    state: 'active',
    stateReason: null,
    pts,
    lastPostAt: null,
    lastReadAt: null,
    accountId: null,
    linkedTo: null,
    newestId,
    lastDifferenceAt: null,
    lastDifference: null,
    reading: null,
    readingReason: null,
    readingAt: null,
    quietSince: null,
  };
}
