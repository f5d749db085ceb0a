import { z } from 'zod';
import type { JobName, JobPayloads } from '../ports/job-queue.ts';

const id = z.int().positive();

const link = z.object({
  url: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  how: z.enum(['visible', 'hidden', 'button']),
});
const media = z.object({
  kind: z.enum(['photo', 'video', 'document']),
  mimeType: z.string(),
  sizeBytes: z.number().nonnegative(),
  fileName: z.string().nullable(),
  data: z.string().exactOptional(),
  skipped: z.enum(['too_large', 'failed']).exactOptional(),
});
const post = z.object({
  sourceId: id,
  messageId: z.int(),
  url: z.string(),
  publishedAt: z.string(),
  editedAt: z.string().nullable(),
  text: z.string(),
  links: z.array(link),
  media: z.array(media),
  forwardedFrom: z.object({ title: z.string(), url: z.string().nullable() }).nullable(),
  author: z.string().nullable(),
  views: z.number().nullable(),
  raw: z.string(),
});

/** What a job must look like where it enters a worker: it may have been written by another version, or by hand. */
export const JOB_SCHEMAS: { readonly [N in JobName]: z.ZodType<JobPayloads[N]> } = {
  detect: z.object({
    sourceId: id,
    epoch: z.int().nonnegative(),
    interval: z.object({ from: z.int(), to: z.int() }).nullable(),
    posts: z.array(post),
    deletions: z.array(z.object({ sourceId: id, messageId: z.int(), seenAt: z.string() })),
  }),
  capture: z.object({ findingId: id, postId: id }),
  dispatch: z.object({ measureId: id }),
  track: z.object({ measureId: id }),
  tell: z.object({ noticeId: id }),
};
