import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import sharp from 'sharp';
import { RetryableError } from '../../src/domain/failure.ts';
import type { Post, PostMedia } from '../../src/domain/post.ts';
import type { Source } from '../../src/domain/source.ts';
import { silentLog } from '../../src/log.ts';
import { createPictureReader } from '../../src/pictures/picture-reader.ts';
import type { PictureReader } from '../../src/ports/picture-reader.ts';
import { readPictures } from '../../src/steps/read-pictures.ts';
import { resumeWork } from '../../src/steps/resume-work.ts';
import { banner, bannerPng, DARK, GOLD, qrCode } from '../pictures/banners.ts';
import {
  aChannel,
  batch,
  clearOutbox,
  detect,
  jobsOf,
  offer,
  openFlow,
  openQueue,
  post,
} from './flow-bench.ts';

const flow = await openFlow();
const reader = createPictureReader({ program: null, log: silentLog() });
after(() => reader.close());

/** Counts what is really read, so that a remembered picture shows. */
let readings = 0;
const counted: PictureReader = {
  read: (bytes, options) => {
    readings += 1;
    return reader.read(bytes, options);
  },
  describe: () => reader.describe(),
  close: () => reader.close(),
};
const needs = { ...flow.needs, pictures: counted };

const CASINO = ['Онлайн казино', 'Бонус 300% на первый депозит', 'Вывод выигрыша за 5 минут'];
const FLOWERS = ['Весенние цветы', 'Выставка в парке', 'Вход свободный'];
const WORDS = 'Смотрите картинку, подробности на ней.';

function photo(bytes: Buffer): PostMedia {
  return {
    kind: 'photo',
    mimeType: 'image/jpeg',
    sizeBytes: bytes.length,
    fileName: null,
    data: bytes.toString('base64'),
  };
}

async function offered(
  source: Source,
  messageId: number,
  text: string,
  pictures: readonly Buffer[],
): Promise<Post> {
  const seen = post(source, messageId, text, { media: pictures.map(photo) });
  await detect(flow, batch(source, [seen]));
  return seen;
}

/** Does the reading jobs that wait, as the worker does; gives how many. */
async function readAll(): Promise<number> {
  const jobs = await jobsOf(flow, 'read');
  await clearOutbox(flow);
  for (const { payload } of jobs) await readPictures(needs, payload);
  return jobs.length;
}

async function count(table: string): Promise<number> {
  const [row] = await flow.sql`select count(*)::int as rows from ${flow.sql(table)}`;
  return Number(row?.['rows']);
}

const findingOf = (source: Source, messageId: number): Promise<number | null> =>
  flow.memory.read.findings.ofMessage(source.id, messageId);

beforeEach(async () => {
  await clearOutbox(flow);
  readings = 0;
});

describe('a post whose picture is the offer', () => {
  test('becomes one finding with the words of the picture, however often the job runs', async () => {
    const source = await aChannel(flow);
    await offered(source, 1, WORDS, [await banner([...CASINO, 'WhatsApp +7 701 123 45 67'], DARK)]);
    assert.equal(await findingOf(source, 1), null, 'its words are ordinary');
    const [job] = await jobsOf(flow, 'read');
    assert.ok(job !== undefined);

    await Promise.all([readPictures(needs, job.payload), readPictures(needs, job.payload)]);
    await readPictures(needs, job.payload);

    const id = await findingOf(source, 1);
    assert.ok(id !== null);
    const finding = await flow.memory.read.findings.get(id);
    assert.deepEqual([finding.category, finding.occurrences], ['gambling', 1]);
    const stored = await flow.memory.read.posts.get(finding.firstPostId);
    assert.ok(stored.maskedText.startsWith(WORDS), 'the words of the post keep their place');
    assert.match(stored.maskedText, /депозит/u);
    assert.doesNotMatch(stored.maskedText, /123 45/u, 'a telephone number in a picture is masked');
    for (const { text, start, end } of stored.detection.matches)
      assert.equal(stored.maskedText.slice(start, end), text);
    assert.equal((await jobsOf(flow, 'capture')).length, 1);
    assert.equal(await count('waiting_pictures'), 0);
    const [picture] =
      await flow.sql`select hash, masked_text from post_pictures where post_id = ${stored.id}`;
    assert.match(String(picture?.['hash']), /^[0-9a-f]{64}$/u);
    assert.doesNotMatch(String(picture?.['masked_text']), /123 45/u);
    const [day] = await flow.sql`select posts, suspicious from source_days where source_id = ${source.id}`;
    assert.deepEqual([day?.['posts'], day?.['suspicious']], [1, 1]);
  });

  test('is read again after a death before the commit, and once only', async () => {
    const source = await aChannel(flow);
    await offered(source, 1, WORDS, [await banner(['Выигрыш каждый день', ...CASINO.slice(1)], GOLD)]);
    const [job] = await jobsOf(flow, 'read');
    assert.ok(job !== undefined);
    const dying = {
      ...needs,
      memory: {
        ...flow.memory,
        transaction: <T>(work: Parameters<typeof flow.memory.transaction<T>>[0]): Promise<T> =>
          flow.memory.transaction<T>(async (tx) => {
            await work(tx);
            throw new Error('killed before the commit');
          }),
      },
    };
    await assert.rejects(readPictures(dying, job.payload), /killed/u);
    assert.deepEqual([await findingOf(source, 1), await count('waiting_pictures')], [null, 1]);

    const queue = await openQueue(flow);
    await clearOutbox(flow);
    await resumeWork({ ...needs, queue });
    assert.equal((await queue.counts('read')).waiting, 1, 'a forgotten job comes back from the database');
    await readPictures(needs, job.payload);
    assert.notEqual(await findingOf(source, 1), null);
    await queue.wipe();
  });

  test('joins the finding of the same banner, compressed anew, in another source with other words', async () => {
    const [one, two] = [await aChannel(flow), await aChannel(flow)];
    const lines = ['Ставки на спорт', 'Фрибет 5000 тенге за депозит', 'Казино и слоты онлайн'];
    await offered(one, 1, offer('бірінші'), [await banner(lines, GOLD)]);
    await readAll();
    const again = await sharp(bannerPng(lines, GOLD)).resize(640).jpeg({ quality: 60 }).toBuffer();
    await offered(two, 1, 'Қараңыз', [again]);
    await readAll();

    assert.notEqual(await findingOf(one, 1), null);
    assert.equal(await findingOf(two, 1), await findingOf(one, 1));
  });
});

test('an ordinary post leaves nothing behind, and its picture is not read again', async () => {
  const source = await aChannel(flow);
  const [posts, findings] = [await count('posts'), await count('findings')];
  const picture = await banner(FLOWERS);
  await offered(source, 1, 'В парке открылась выставка.', [picture]);
  assert.equal(await readAll(), 1);
  await offered(source, 2, 'Приходите в парк.', [picture]);

  assert.equal(await readAll(), 0, 'a picture that held nothing is known');
  assert.equal(readings, 1);
  assert.deepEqual([await count('posts'), await count('findings')], [posts, findings]);
  assert.equal(await count('waiting_pictures'), 0);
  const [left] = await flow.sql`select * from seen_pictures`;
  assert.deepEqual(Object.keys(left ?? {}).sort(), ['hash', 'seen_at'], 'a keyed hash and a time');
});

test('a code in the picture of a known finding is a new sign on it; the same picture elsewhere is remembered', async () => {
  const [source, other] = [await aChannel(flow), await aChannel(flow)];
  const more = await qrCode('https://t.me/qyraghy_test_bot?start=ref777', { x: 600, y: 280 });
  const picture = await banner(['Мы в сети'], { ...DARK, more });
  await offered(source, 1, offer('қосымша'), [picture]);
  const id = await findingOf(source, 1);
  await readAll();

  assert.equal(await findingOf(source, 1), id);
  const newest = await flow.memory.read.posts.latest(source.id, 1);
  assert.equal(newest?.version, 2);
  assert.ok(newest?.detection.entities.some(({ value }) => /qyraghy_test_bot/u.test(value)));
  assert.equal((await flow.memory.read.findings.get(Number(id))).occurrences, 1);

  await offered(other, 1, offer('басқаша'), [picture]);
  assert.equal(await findingOf(other, 1), id, 'a known picture joins at once');
  await readAll();
  assert.equal(readings, 1);
});

test('a picture that adds nothing to a known finding makes no new version of its post', async () => {
  const source = await aChannel(flow);
  await offered(source, 1, offer('жайғана'), [await banner(['Көктем', 'Гүлдер'], GOLD)]);
  await readAll();

  assert.equal((await flow.memory.read.posts.latest(source.id, 1))?.version, 1);
});

test('a newer version of the message takes the place of the older one in the line', async () => {
  const source = await aChannel(flow);
  const first = await offered(source, 1, WORDS, [await banner(CASINO)]);
  const [old] = await jobsOf(flow, 'read');
  assert.ok(old !== undefined);
  const edited = { ...first, text: 'Выставка цветов', media: [], editedAt: '2026-11-24T03:30:00.000Z' };
  await detect(flow, batch(source, [edited], { interval: null }));
  await readPictures(needs, old.payload);

  assert.deepEqual([await findingOf(source, 1), readings], [null, 0]);
});

test('a broken picture does not keep the others of its post from being read', async () => {
  const source = await aChannel(flow);
  const broken = (await banner(FLOWERS)).subarray(0, 2_000);
  await offered(source, 1, WORDS, [
    Buffer.from(broken),
    await banner(['Казино без депозита', ...CASINO.slice(1)]),
  ]);
  await readAll();

  assert.notEqual(await findingOf(source, 1), null);
});

test('while the reader cannot work the post keeps its place', async () => {
  const source = await aChannel(flow);
  await offered(source, 1, WORDS, [await banner(FLOWERS, GOLD)]);
  const [job] = await jobsOf(flow, 'read');
  assert.ok(job !== undefined);
  const closed = createPictureReader({ program: null, log: silentLog() });
  await closed.close();
  await assert.rejects(readPictures({ ...needs, pictures: closed }, job.payload), RetryableError);

  assert.equal(await count('waiting_pictures'), 1);
  await readAll();
});

test('of a line that is too long the oldest ordinary posts are dropped, a suspicious one never', async () => {
  const source = await aChannel(flow);
  await flow.memory.transaction(async (tx) => {
    for (const [at, suspicious] of [true, false, false, false].entries())
      await tx.pictures.wait({
        sourceId: source.id,
        messageId: at + 1,
        sealedPost: new Uint8Array([1]),
        suspicious,
        at: new Date(flow.clock.now().getTime() + at * 60_000 - 3_600_000),
      });
  });
  const since = new Date(flow.clock.now().getTime() - 3_600_000 + 1);
  const dropped = await flow.memory.transaction((tx) => tx.pictures.dropOrdinary(2, since));

  assert.deepEqual(new Set(dropped.map(({ messageId }) => messageId)), new Set([2, 3]));
  const left = await flow.sql`select message_id, suspicious from waiting_pictures order by message_id`;
  assert.deepEqual(
    left.map((row) => Number(row['message_id'])),
    [1, 4],
  );
  assert.deepEqual(await flow.memory.transaction((tx) => tx.pictures.dropOrdinary(0, flow.clock.now())), [
    { sourceId: source.id, messageId: 4 },
  ]);
  await flow.sql`delete from waiting_pictures`;
});
