import { z } from 'zod';
import type { JobName, JobPayloads } from '../ports/job-queue.ts';

const id = z.int().positive();

const link = z.object({
  url: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  how: z.enum(['visible', 'hidden', 'button']),
  label: z.string().exactOptional(),
});
const media = z.object({
  kind: z.enum(['photo', 'video', 'audio', 'document']),
  mimeType: z.string(),
  sizeBytes: z.number().nonnegative(),
  fileName: z.string().nullable(),
  data: z.string().exactOptional(),
  dataType: z.string().exactOptional(),
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
  parts: z.array(z.int()).exactOptional(),
  forwards: z.number().exactOptional(),
  reactions: z.array(z.object({ reaction: z.string(), count: z.number() })).exactOptional(),
  poll: z.object({ question: z.string(), answers: z.array(z.string()) }).exactOptional(),
  webPage: z
    .object({
      url: z.string(),
      siteName: z.string().nullable(),
      title: z.string().nullable(),
      description: z.string().nullable(),
    })
    .exactOptional(),
  contact: z.object({ phone: z.string(), name: z.string() }).exactOptional(),
  pictureText: z.string().exactOptional(),
  raw: z.string(),
});

const range = { from: z.int(), to: z.int() };
const batch = z.object({
  sourceId: id,
  epoch: z.int().nonnegative(),
  interval: z.object(range).nullable(),
  posts: z.array(post),
  deletions: z.array(
    z.object({
      sourceId: id,
      messageId: z.int(),
      seenAt: z.string(),
      existedAt: z.string().exactOptional(),
    }),
  ),
  events: z.object(range).exactOptional(),
  missing: z.array(z.object(range)).exactOptional(),
  settled: z.array(z.object({ ...range, how: z.enum(['filled', 'gone', 'not_a_post']) })).exactOptional(),
  order: z.int().nonnegative().exactOptional(),
  isPast: z.literal(true).exactOptional(),
  backfill: z.object({ ...range, backfillId: id }).exactOptional(),
});

/** What a job must look like where it enters a worker: it may have been written by another version, or by hand. */
export const JOB_SCHEMAS: { readonly [N in JobName]: z.ZodType<JobPayloads[N]> } = {
  detect: batch,
  backfill: batch,
  read: z.object({ waitingId: id }),
  capture: z.object({ findingId: id, postId: id }),
  dispatch: z.object({ measureId: id }),
  track: z.object({ measureId: id }),
  tell: z.object({ noticeId: id }),
};
