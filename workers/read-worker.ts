import { messageOf, RetryableError } from '../src/domain/failure.ts';
import type { PictureReader } from '../src/ports/picture-reader.ts';
import type { Needs } from '../src/steps/needs.ts';
import { readPictures } from '../src/steps/read-pictures.ts';
import { jobWorker, type RoleWorker } from './role-worker.ts';

/** Reads the words and codes in pictures, away from the posts that have none. */
export function createReadWorker(needs: Needs & { readonly pictures: PictureReader }): RoleWorker {
  let problem: string | null = null;
  return {
    ...jobWorker('read', {
      read: async (job, attempt) => {
        try {
          await readPictures(needs, job);
          problem = null;
        } catch (error) {
          problem = messageOf(error);
          // The post keeps its place in the line and is offered again: a reader that does not start buries nothing.
          if (!(error instanceof RetryableError && attempt.last)) throw error;
          needs.log.warn({ waitingId: job.waitingId, error: problem }, 'pictures stay unread for now');
        }
      },
    }),
    notReady: () => problem,
    stop: () => needs.pictures.close(),
  };
}
