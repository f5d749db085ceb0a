import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PermanentError } from '../../src/domain/failure.ts';
import type { Post } from '../../src/domain/post.ts';
import type { Source } from '../../src/domain/source.ts';
import { importExport, type ImportNeeds, type ImportSummary } from '../../src/imports/import-export.ts';
import { silentLog } from '../../src/log.ts';
import type { DetectBatch, JobQueue } from '../../src/ports/job-queue.ts';
import { migrateQueue } from '../../src/queue/backend.ts';
import { createBullmqQueue } from '../../src/queue/bullmq-queue.ts';
import { jpeg } from '../sources/preview-loopback.ts';
import { sourceOf } from '../sources/telegram-source.ts';
import { testDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';

const CHANNEL = 1_700_000_042;
const SOURCE: Source = sourceOf(
  {
    kind: 'messenger',
    connector: 'telegram',
    address: 'https://t.me/uzdik_arna',
    externalId: String(CHANNEL),
    handle: {},
    title: 'Үздік арна',
    openness: { publicUrl: 'https://t.me/uzdik_arna', checkedAt: '2026-01-01T00:00:00Z', how: 'test' },
    newestId: 5_000,
  },
  5_000,
  7,
);

const plain = (id: number, text: unknown, more: object = {}): object => ({
  id,
  type: 'message',
  date: '2026-01-01T10:00:00',
  date_unixtime: String(1_767_243_600 + id),
  from: 'Үздік арна',
  from_id: `channel${CHANNEL}`,
  text,
  ...more,
});

let folder = '';
let database: Awaited<ReturnType<typeof testDatabase>>;
let queue: JobQueue;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-import-'));
  database = await testDatabase();
  await migrateQueue(database.url);
  const backend = { kind: 'postgres', url: database.url } as const;
  queue = await createBullmqQueue({ backend, log: silentLog(), onDead: async () => undefined });
});
after(async () => {
  await queue.stop(2_000);
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

let files = 0;
async function exported(messages: readonly object[], head: object = {}): Promise<string> {
  const name = path.join(folder, `result-${(files += 1)}.json`);
  const top = { name: 'Үздік арна', type: 'public_channel', id: CHANNEL, ...head };
  await writeFile(name, JSON.stringify({ ...top, messages }, null, 1));
  return name;
}

/** Runs an import whose queue keeps what it is given. */
async function run(
  file: string,
  more: Partial<ImportNeeds> = {},
): Promise<{ summary: ImportSummary; batches: DetectBatch[]; posts: Post[] }> {
  const batches: DetectBatch[] = [];
  const summary = await importExport(
    {
      queue: {
        add: async (jobs) => {
          for (const { name, payload } of jobs) {
            assert.equal(name, 'backfill');
            batches.push(payload as DetectBatch);
          }
        },
        counts: async () => ({ waiting: 0, active: 0, delayed: 0, failed: 0 }),
      },
      sources: async () => [SOURCE],
      pause: async () => undefined,
      onProgress: () => undefined,
      ...more,
    },
    file,
  );
  return { summary, batches, posts: batches.flatMap(({ posts }) => posts) };
}

const refuses = (reason: string, words: RegExp) => (error: unknown) =>
  error instanceof PermanentError && error.reason === reason && words.test(error.message);

describe('an export of a public channel', () => {
  it('gives posts with everything that stands in them', async () => {
    await mkdir(path.join(folder, 'photos'), { recursive: true });
    await writeFile(path.join(folder, 'photos', 'one.jpg'), jpeg('x'));
    const file = await exported([
      { id: 1, type: 'service', date_unixtime: '1767243600', action: 'create_channel' },
      plain(
        2,
        [
          'Тіркел: ',
          { type: 'link', text: 'https://bet.example' },
          ' ',
          { type: 'text_link', text: 'мұнда', href: 'https://hidden.example' },
        ],
        {
          edited_unixtime: '1767250000',
          author: 'Редактор',
          forwarded_from: 'Басқа арна',
          inline_bot_buttons: [[{ type: 'url', text: 'Ашу', data: 'https://button.example' }]],
          reactions: [{ type: 'emoji', count: 3, emoji: '🔥' }],
        },
      ),
      plain(3, 'Сурет', { photo: 'photos/one.jpg', photo_file_size: 2_005, width: 10, height: 10 }),
      plain(4, '', {
        poll: { question: 'Қай казино?', closed: false, answers: [{ text: 'Бірінші', voters: 1 }] },
      }),
      plain(5, '', {
        file: '(File not included. Change data exporting settings to download.)',
        file_name: 'шарт.pdf',
        file_size: 9_000,
        mime_type: 'application/pdf',
      }),
      plain(6, 'a\u0000b\\u0000', {
        contact_information: { first_name: 'Кассир', phone_number: '7 701 000 00 00' },
      }),
      { id: 'seven', type: 'message' },
    ]);
    const { summary, posts, batches } = await run(file);
    assert.deepEqual(summary.skipped, { service: 1, not_understood: 1 });
    assert.equal(summary.queued, 5);
    assert.ok(batches.every(({ interval, backfill }) => interval === null && backfill === undefined));
    const [two, three, four, five, six] = posts;
    assert.equal(two?.text, 'Тіркел: https://bet.example мұнда');
    assert.equal(two?.url, 'https://t.me/uzdik_arna/2');
    assert.equal(two?.sourceId, 7);
    assert.equal(two?.publishedAt, new Date(1_767_243_602_000).toISOString());
    assert.equal(two?.editedAt, new Date(1_767_250_000_000).toISOString());
    assert.deepEqual(
      two?.links.map(({ url, how, start, end }) => [url, how, start, end]),
      [
        ['https://bet.example', 'visible', 8, 27],
        ['https://hidden.example', 'hidden', 28, 33],
        ['https://button.example', 'button', 33, 33],
      ],
    );
    assert.deepEqual(two?.forwardedFrom, { title: 'Басқа арна', url: null });
    assert.equal(two?.author, 'Редактор');
    assert.deepEqual(two?.reactions, [{ reaction: '🔥', count: 3 }]);
    assert.equal(three?.media[0]?.data, jpeg('x').toString('base64'));
    assert.deepEqual(four?.poll, { question: 'Қай казино?', answers: ['Бірінші'] });
    assert.equal(five?.media[0]?.fileName, 'шарт.pdf');
    assert.equal(five?.media[0]?.sizeBytes, 9_000);
    assert.equal(six?.text, 'ab\\u0000');
    assert.deepEqual(six?.contact, { phone: '+77010000000', name: 'Кассир' });
  });

  it('opens no file outside its folder, by whatever name', async () => {
    const outside = await mkdtemp(path.join(tmpdir(), 'qyraghy-outside-'));
    try {
      const secret = path.join(outside, 'secret.jpg');
      await writeFile(secret, jpeg('secret'));
      await symlink(secret, path.join(folder, 'link.jpg'));
      await symlink(outside, path.join(folder, 'linked'));
      const names = [
        'link.jpg',
        'linked/secret.jpg',
        secret,
        path.relative(folder, secret),
        '../',
        'gone.jpg',
      ];
      const file = await exported(names.map((photo, at) => plain(at + 1, 'Сурет', { photo })));
      const { posts, summary } = await run(file);
      assert.deepEqual(
        posts.map(({ media }) => [media[0]?.data, media[0]?.skipped]),
        names.map(() => [undefined, 'failed']),
      );
      assert.equal(summary.picturesLost, names.length);
    } finally {
      await rm(outside, { recursive: true, force: true });
    }
  });

  it('waits while the queue is full, and adds the rest when there is room', async () => {
    let waits = 0;
    const file = await exported(Array.from({ length: 120 }, (_, at) => plain(at + 1, `Хабар ${at + 1}`)));
    const added: number[] = [];
    const { summary } = await run(file, {
      queue: {
        add: async (jobs) =>
          void added.push(...jobs.map(({ payload }) => (payload as DetectBatch).posts.length)),
        counts: async () => ({ waiting: waits < 3 ? 1_000 : 0, active: 0, delayed: 0, failed: 0 }),
      },
      pause: async () => {
        waits += 1;
        assert.deepEqual(added, []);
      },
    });
    assert.equal(waits, 3);
    assert.deepEqual(added, [50, 50, 20]);
    assert.equal(summary.queued, 120);
  });

  it('travels through a real queue once, however often it is imported', async () => {
    const file = await exported(Array.from({ length: 60 }, (_, at) => plain(at + 1, `Хабар ${at + 1}`)));
    await run(file, { queue });
    await run(file, { queue });
    assert.equal((await queue.counts('backfill')).waiting, 2);
    const ids: number[] = [];
    await queue.start({
      backfill: async (batch) => void ids.push(...batch.posts.map((post) => post.messageId)),
    });
    await until(() => ids.length >= 60, { what: 'the posts', timeoutMs: 10_000 });
    assert.deepEqual(
      ids.toSorted((a, b) => a - b),
      Array.from({ length: 60 }, (_, at) => at + 1),
    );
  });
});

describe('what is refused', () => {
  it('names the kind of chat that nobody may read', async () => {
    for (const type of [
      'private_channel',
      'private_supergroup',
      'personal_chat',
      'saved_messages',
      'bot_chat',
    ])
      await assert.rejects(
        run(await exported([plain(1, 'a')], { type })),
        refuses('not_public', /public/u),
        type,
      );
  });

  it('says how to add a channel that is not watched', async () => {
    await assert.rejects(
      run(await exported([plain(1, 'a')], { id: 5 })),
      refuses('not_watched', /qyraghy source add/u),
    );
  });

  it('knows an export of a whole account, and what is no export', async () => {
    const whole = path.join(folder, 'whole.json');
    await writeFile(
      whole,
      JSON.stringify({ about: 'x', chats: { about: 'y', list: [{ id: 1, messages: [] }] } }),
    );
    await assert.rejects(run(whole), refuses('not_one_chat', /whole account/u));
    const other = path.join(folder, 'other.json');
    await writeFile(other, '{"a":1}');
    await assert.rejects(run(other), refuses('not_an_export', /"type" and "id"/u));
    await assert.rejects(run(path.join(folder, 'none.json')), refuses('no_file', /cannot be read/u));
    await assert.rejects(run(folder), refuses('no_file', /no file/u));
  });

  it('says where a file is broken, and queues nothing of it', async () => {
    const whole = JSON.stringify(
      {
        type: 'public_channel',
        id: CHANNEL,
        messages: Array.from({ length: 9_000 }, (_, at) => plain(at + 1, `Хабар ${at}`)),
      },
      null,
      1,
    );
    const queue = {
      add: async () => assert.fail('nothing may be queued'),
      counts: async () => assert.fail('nor asked'),
    };
    const cut = path.join(folder, 'cut.json');
    await writeFile(cut, whole.slice(0, whole.length - 100));
    await assert.rejects(
      run(cut, { queue }),
      refuses('broken_file', /ends in its middle, at byte \d+, line \d+/u),
    );
    const at = whole.lastIndexOf('"text"');
    const odd = path.join(folder, 'odd.json');
    await writeFile(odd, `${whole.slice(0, at)}!${whole.slice(at)}`);
    const bytes = Buffer.byteLength(whole.slice(0, at));
    const line = whole.slice(0, at).split('\n').length;
    await assert.rejects(
      run(odd, { queue }),
      refuses('broken_file', new RegExp(`at byte ${bytes}, line ${line}\\.`, 'u')),
    );
  });
});
