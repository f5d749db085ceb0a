import { sql } from 'drizzle-orm';
import { bigint, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core';
import { NOTICE_KINDS, type NoticeParams } from '../../src/domain/notice.ts';
import { document, instant, oneOf } from './columns.ts';
import { staff } from './staff.ts';

/** Messages to people: the intent first, the message id after. */
export const notices = pgTable(
  'notices',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    personId: integer()
      .notNull()
      .references(() => staff.id),
    kind: text({ enum: NOTICE_KINDS }).notNull(),
    params: document().$type<NoticeParams>().notNull(),
    dedupKey: text().notNull(),
    createdAt: instant().notNull(),
    triedAt: instant(),
    sentAt: instant(),
    messageId: bigint({ mode: 'number' }),
    /** Why it will not be tried again. */
    givenUpReason: text(),
  },
  (t) => [
    unique('notices_dedup_key').on(t.dedupKey),
    oneOf('notices_kind', t.kind, NOTICE_KINDS),
    index('notices_unsent').on(t.id).where(sql`${t.sentAt} is null and ${t.givenUpReason} is null`),
    index('notices_of_person').on(t.personId, t.kind, t.sentAt),
  ],
);
