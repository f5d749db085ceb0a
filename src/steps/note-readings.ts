import type { SourceReading } from '../ports/source-reader.ts';
import type { Needs } from './needs.ts';

/** Gathers what a reader says of its sources, and writes it together: hundreds of them may change in one moment. */
export class ReadingNotes {
  private readonly needs: Pick<Needs, 'memory'>;
  private waiting = new Map<number, SourceReading>();

  constructor(needs: Pick<Needs, 'memory'>) {
    this.needs = needs;
  }

  note(sourceId: number, reading: SourceReading): void {
    const { difference, newestId } = this.waiting.get(sourceId) ?? { newestId: null };
    this.waiting.set(sourceId, {
      ...(difference === undefined ? {} : { difference }),
      ...reading,
      newestId: reading.newestId ?? newestId,
    });
  }

  /** Writes what was gathered; what cannot be written is kept for the next time. */
  async flush(): Promise<void> {
    const batch = this.waiting;
    if (batch.size === 0) return;
    this.waiting = new Map();
    try {
      await this.needs.memory.transaction(async (tx) => {
        // In order, so that two writers of the same rows do not wait for each other in a ring.
        for (const [id, reading] of [...batch].sort(([a], [b]) => a - b))
          await tx.sources.noteReading(id, reading);
      });
    } catch (error) {
      this.waiting = new Map([...batch, ...this.waiting]);
      throw error;
    }
  }
}
