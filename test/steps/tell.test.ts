import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import type { Notice } from '../../src/domain/notice.ts';
import type { Person } from '../../src/domain/staff.ts';
import type { StaffMessenger } from '../../src/ports/staff-messenger.ts';
import { tellPeople } from '../../src/steps/record.ts';
import { resumeWork } from '../../src/steps/resume-work.ts';
import { tellPerson } from '../../src/steps/tell.ts';
import { jobsOf, openFlow, openQueue, pass, staff } from './flow-bench.ts';

const flow = await openFlow();

/** A chat that remembers what arrived; `failing` says what happens to the next message. */
function chat(): StaffMessenger & {
  readonly seen: { id: number; repeat: boolean }[];
  failing: Error | null;
} {
  const made = {
    seen: [] as { id: number; repeat: boolean }[],
    failing: null as Error | null,
    show: async (notice: Notice, _person: Person, repeat: boolean) => {
      if (made.failing !== null) throw made.failing;
      made.seen.push({ id: notice.id, repeat });
      return 100 + made.seen.length;
    },
  };
  return made;
}

let keys = 0;
async function aNotice(person: Person, kind: 'queue' | 'digest' = 'queue'): Promise<Notice> {
  keys += 1;
  const key = `test${keys}`;
  await flow.memory.transaction((tx) =>
    tellPeople(tx, {
      people: [person.id, person.id],
      kind,
      params: { day: '2026-11-23' },
      key,
      at: flow.clock.now(),
    }),
  );
  const [row] = await flow.sql`select id from notices where dedup_key = ${`${kind}-${key}-${person.id}`}`;
  return await flow.memory.read.notices.get(Number(row?.['id']));
}

describe('a notice', () => {
  test('is stored with its job before it is sent, once for each person, and its message id after', async () => {
    const person = await staff(flow, 'analyst', 'Айгүл');
    const notice = await aNotice(person);
    const jobs = (await jobsOf(flow, 'tell')).filter((job) => job.payload.noticeId === notice.id);
    assert.equal(jobs.length, 1);
    assert.deepEqual([notice.triedAt, notice.sentAt], [null, null]);
    const messenger = chat();
    await tellPerson({ ...flow.needs, messenger }, notice.id);
    await tellPerson({ ...flow.needs, messenger }, notice.id);

    const sent = await flow.memory.read.notices.get(notice.id);
    assert.deepEqual([sent.sentAt, sent.messageId], [flow.clock.now(), 101]);
    assert.deepEqual(messenger.seen, [{ id: notice.id, repeat: false }]);
  });

  test('that may have arrived before a crash is sent again as a repeat', async () => {
    const notice = await aNotice(await staff(flow, 'analyst', 'Дана'));
    const messenger = chat();
    const crash = new Error('the power went out');
    flow.onReach = (point) => {
      if (point === 'tell.after-send') throw crash;
    };
    await assert.rejects(tellPerson({ ...flow.needs, messenger }, notice.id), crash);
    flow.onReach = () => undefined;
    assert.equal((await flow.memory.read.notices.get(notice.id)).sentAt, null);

    await tellPerson({ ...flow.needs, messenger }, notice.id);

    assert.deepEqual(
      messenger.seen.map(({ repeat }) => repeat),
      [false, true],
    );
  });

  test('to a person who left is not sent, and not offered again', async () => {
    const person = await staff(flow, 'analyst', 'Кеткен');
    const notice = await aNotice(person);
    await flow.memory.transaction((tx) => tx.staff.deactivate(person.id));
    const messenger = chat();
    await tellPerson({ ...flow.needs, messenger }, notice.id);

    assert.deepEqual(messenger.seen, []);
    assert.ok(!(await flow.memory.read.notices.unsent(100)).some(({ id }) => id === notice.id));
  });

  test('to a person who blocked the bot is given up; a busy Telegram is tried again', async () => {
    const notice = await aNotice(await staff(flow, 'analyst', 'Бұғаттаған'));
    const messenger = chat();
    messenger.failing = new RetryableError('telegram_busy', '429', { retryAfterMs: 3000 });
    await assert.rejects(tellPerson({ ...flow.needs, messenger }, notice.id), messenger.failing);
    assert.ok((await flow.memory.read.notices.unsent(100)).some(({ id }) => id === notice.id));
    messenger.failing = new PermanentError('blocked_by_person', '403');
    await tellPerson({ ...flow.needs, messenger }, notice.id);

    assert.ok(!(await flow.memory.read.notices.unsent(100)).some(({ id }) => id === notice.id));
  });

  test('that is two days old is not worth sending, a digest is', async () => {
    const person = await staff(flow, 'supervisor', 'Марат');
    const [news, digest] = [await aNotice(person), await aNotice(person, 'digest')];
    pass(flow, 49);
    const messenger = chat();
    await tellPerson({ ...flow.needs, messenger }, news.id);
    await tellPerson({ ...flow.needs, messenger }, digest.id);

    assert.deepEqual(
      messenger.seen.map(({ id }) => id),
      [digest.id],
    );
  });

  test('that a wiped queue forgot is offered again, once', async () => {
    const notice = await aNotice(await staff(flow, 'analyst', 'Ұмытылған'));
    const queue = await openQueue(flow);
    await resumeWork({ ...flow.needs, queue });
    await queue.wipe();
    await resumeWork({ ...flow.needs, queue });
    await resumeWork({ ...flow.needs, queue });

    const unsent = await flow.memory.read.notices.unsent(100);
    assert.ok(unsent.some(({ id }) => id === notice.id));
    assert.equal((await queue.counts('tell')).waiting, unsent.length);
  });
});
