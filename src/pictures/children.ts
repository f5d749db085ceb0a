import { RetryableError } from '../domain/failure.ts';
import type { PictureLimits } from './limits.ts';
import type { ReadingChild } from './reading-child.ts';

/** The processes that read: started when they are needed, used again, replaced when they are worn out or dead. */
export interface Children {
  /** Works with one of them. Throws RetryableError('picture_reader_failed') when none can be had. */
  use<T>(work: (child: ReadingChild) => Promise<T>): Promise<T>;
  close(): void;
  closed(): boolean;
}

export function createChildren(
  limits: Pick<PictureLimits, 'picturesPerProcess' | 'idleMs'>,
  start: () => Promise<ReadingChild>,
): Children {
  const idle: ReadingChild[] = [];
  const working = new Set<ReadingChild>();
  let closed = false;
  let idleTimer: NodeJS.Timeout | null = null;

  async function take(): Promise<ReadingChild> {
    for (let child = idle.pop(); child !== undefined; child = idle.pop()) if (child.alive()) return child;
    return await start();
  }

  function giveBack(child: ReadingChild): void {
    working.delete(child);
    if (!child.alive()) return;
    if (closed || child.pictures() >= limits.picturesPerProcess) {
      child.kill();
      return;
    }
    idle.push(child);
    if (idleTimer !== null) clearTimeout(idleTimer);
    idleTimer = setTimeout(endIdle, limits.idleMs);
    idleTimer.unref();
  }

  function endIdle(): void {
    for (const child of idle.splice(0)) child.kill();
  }

  return {
    use: async (work) => {
      if (closed) throw closing();
      const child = await take();
      working.add(child);
      try {
        if (closed) throw closing();
        return await work(child);
      } finally {
        giveBack(child);
      }
    },
    close: () => {
      closed = true;
      if (idleTimer !== null) clearTimeout(idleTimer);
      endIdle();
      for (const child of working) child.kill();
    },
    closed: () => closed,
  };
}

/** What is said while everything is let go. */
export function closing(): RetryableError {
  return new RetryableError('picture_reader_failed', 'The reader of pictures is closing.');
}
