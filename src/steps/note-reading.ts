import { messageOf } from '../domain/failure.ts';
import type { OnReading, SourceReading } from '../ports/source-reader.ts';
import type { Needs } from './needs.ts';

/**
 * Gives the callback that keeps what readers say of their reading, for the report. One write at a time: while it runs, of
 * each source only the last word is kept, so that many busy channels do not become as many writes.
 */
export function noteReadings(needs: Pick<Needs, 'memory' | 'log'>): OnReading {
  const waiting = new Map<number, SourceReading>();
  let writing = false;
  const write = async (): Promise<void> => {
    for (const [sourceId, reading] of waiting) {
      waiting.delete(sourceId);
      try {
        await needs.memory.transaction((tx) => tx.sources.noteReading(sourceId, reading));
      } catch (error) {
        needs.log.warn({ sourceId, error: messageOf(error) }, 'how a source is read could not be noted');
      }
    }
  };
  return (sourceId, reading) => {
    const { difference } = waiting.get(sourceId) ?? {};
    waiting.set(sourceId, difference === undefined ? reading : { difference, ...reading });
    if (writing) return;
    writing = true;
    void write().finally(() => {
      writing = false;
    });
  };
}
