import type { Finding } from '../src/domain/finding.ts';
import type { Notice, NoticeParams } from '../src/domain/notice.ts';
import type { Person } from '../src/domain/staff.ts';
import type { StaffMessenger } from '../src/ports/staff-messenger.ts';
import { digestOf } from '../src/steps/make-digest.ts';
import { readMeasure } from '../src/steps/read-card.ts';
import { digestText } from './cards/digest-card.ts';
import type { Card } from './cards/card.ts';
import {
  alarmCard,
  deletedCard,
  deletedManyCard,
  measureNoticeCard,
  occurrenceCard,
  queueCard,
  repeated,
} from './cards/notice-card.ts';
import { digestChart } from './charts/digest-chart.ts';
import { chatOf, type Desk } from './desk.ts';
import { shortDay, wordsIn, type Words } from './words.ts';

/** An older notice lies far up in the chat: a new one is sent, so that the person hears of it. */
const QUEUE_NOTICE_HOURS = 4;
/** Findings looked through for the best one that waits. */
const WAITING_READ_MAX = 200;

/** Says what the program has to say of its own accord, each in the language of the person. */
export function createMessenger(desk: Desk): StaffMessenger {
  const lines = new Map<number, Promise<unknown>>();
  const lastQueue = new Map<number, { readonly messageId: number; readonly at: Date }>();
  return {
    show: async (notice, person, repeat) => {
      // One after the other for each person, or two notices of the queue would not see each other.
      const earlier = lines.get(person.id) ?? Promise.resolve();
      const mine = earlier.then(() => show(desk, lastQueue, notice, person, repeat));
      const settled = mine.catch(() => undefined);
      lines.set(person.id, settled);
      try {
        return await mine;
      } finally {
        if (lines.get(person.id) === settled) lines.delete(person.id);
      }
    },
  };
}

type QueueNotices = Map<number, { readonly messageId: number; readonly at: Date }>;

async function show(
  desk: Desk,
  lastQueue: QueueNotices,
  notice: Notice,
  person: Person,
  repeat: boolean,
): Promise<number | null> {
  const words = wordsIn(desk.texts, person.locale);
  if (notice.kind === 'queue') return await showQueue(desk, lastQueue, person, words);
  if (notice.kind === 'digest') return await showDigest(desk, notice, person, words, repeat);
  const card = await cardOf(desk, notice, person, words);
  return card === null ? null : await desk.screen.send(chatOf(person), repeated(card, words, repeat), 'once');
}

async function cardOf(desk: Desk, notice: Notice, person: Person, words: Words): Promise<Card | null> {
  const { findingId, measureId } = notice.params;
  if (notice.kind === 'alarm') return alarmCard(notice.params, words);
  if (notice.kind === 'deleted_many') return await deletedMany(desk, notice.params, words);
  if (notice.kind === 'occurrence' || notice.kind === 'deleted') {
    if (findingId === undefined) return null;
    const finding = await desk.needs.memory.read.findings.get(findingId);
    return notice.kind === 'deleted' ? deletedCard(finding, words) : occurrenceCard(finding, words);
  }
  return measureId === undefined
    ? null
    : measureNoticeCard(notice.kind, await readMeasure(desk.needs, person, measureId), words);
}

/** Counted when it is sent: a clearing of a channel comes in several batches. */
async function deletedMany(
  desk: Desk,
  { sourceId, since }: NoticeParams,
  words: Words,
): Promise<Card | null> {
  if (sourceId === undefined || since === undefined) return null;
  const { read } = desk.needs.memory;
  const gone = await read.posts.goneSince(sourceId, new Date(since));
  return deletedManyCard((await read.sources.get(sourceId)).title, gone, words);
}

/** One notice of the queue at a time: the earlier one is changed while the person has not pressed it (pressing removes it). */
async function showQueue(
  desk: Desk,
  lastQueue: QueueNotices,
  person: Person,
  words: Words,
): Promise<number | null> {
  const now = desk.needs.clock.now();
  const { waiting, best } = await queueNow(desk, now);
  const earlier = await earlierQueueNotice(desk, lastQueue, person.id);
  const chatId = chatOf(person);
  const young = earlier !== null && now.getTime() - earlier.at.getTime() < QUEUE_NOTICE_HOURS * 3_600_000;
  if (earlier !== null && (waiting === 0 || !young)) {
    await desk.screen.remove({ chatId, messageId: earlier.messageId });
    lastQueue.delete(person.id);
  }
  if (waiting === 0) return null;
  const card = queueCard(waiting, best, words);
  const messageId =
    earlier !== null && young
      ? await desk.screen.redraw({ chatId, messageId: earlier.messageId, photo: false }, () => card, 'once')
      : await desk.screen.send(chatId, card, 'once');
  const same = earlier !== null && messageId === earlier.messageId;
  lastQueue.set(person.id, { messageId, at: same ? earlier.at : now });
  return messageId;
}

/** How many wait, and the best of them. */
async function queueNow(
  desk: Desk,
  now: Date,
): Promise<{ readonly waiting: number; readonly best: Finding | null }> {
  const { findings } = desk.needs.memory.read;
  const waiting = await findings.waiting(now);
  const open = await findings.list({ states: ['new'], limit: WAITING_READ_MAX });
  const free = open.filter(({ claimedUntil }) => claimedUntil === null || claimedUntil <= now);
  const best = free.reduce<Finding | null>(
    (top, one) => (top === null || one.score > top.score ? one : top),
    null,
  );
  return { waiting, best };
}

/** The last notice of the queue: as this process sent it, or as any did. */
async function earlierQueueNotice(desk: Desk, lastQueue: QueueNotices, personId: number) {
  const remembered = lastQueue.get(personId) ?? null;
  const stored = await desk.needs.memory.read.notices.newest(personId, 'queue');
  if (stored === null || stored.messageId === null || stored.sentAt === null) return remembered;
  if (remembered !== null && remembered.messageId >= stored.messageId) return remembered;
  return { messageId: stored.messageId, at: stored.sentAt };
}

async function showDigest(
  desk: Desk,
  notice: Notice,
  person: Person,
  words: Words,
  repeat: boolean,
): Promise<number | null> {
  const { day } = notice.params;
  if (day === undefined) return null;
  const numbers = await digestOf(desk.needs, day);
  const card: Card = { html: digestText(numbers, words, repeat), rows: [] };
  const caption = words.html('digest-caption', { day: shortDay(day) });
  return await desk.screen.sendWithPicture(
    chatOf(person),
    digestChart(numbers, words),
    card,
    caption,
    'once',
  );
}
