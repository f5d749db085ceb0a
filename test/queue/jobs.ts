import type { Post } from '../../src/domain/post.ts';
import type { DetectBatch, Job } from '../../src/ports/job-queue.ts';

/** A job to send measure 1. */
export function dispatch(key: string, more: Partial<Job<'dispatch'>> = {}): Job {
  return { name: 'dispatch', payload: { measureId: 1 }, key, ...more };
}

function post(messageId: number, text: string): Post {
  return {
    sourceId: 1,
    messageId,
    url: `https://t.me/channel/${messageId}`,
    publishedAt: '2026-11-24T09:00:00.000Z',
    editedAt: null,
    text,
    links: [{ url: 'https://example.kz', start: 0, end: 3, how: 'hidden' }],
    media: [],
    forwardedFrom: null,
    author: null,
    views: 10,
    raw: '{}',
  };
}

/** Holds a handler back until the test opens it. */
export function closedGate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** A batch of 100 posts with characters that some backends refuse. */
export function batchOf100(): DetectBatch {
  const odd = 'Қазақша мәтін 🎰 \u0000 zero, half \ud83d surrogate, "quotes" \\ and\nlines';
  const posts = Array.from({ length: 100 }, (_, index) =>
    post(index + 1, `${index} ${odd} ${'мәтін '.repeat(300)}`),
  );
  return { sourceId: 1, epoch: 3, interval: { from: 1, to: 100 }, posts, deletions: [] };
}
