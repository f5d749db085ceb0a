import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, describe, test } from 'node:test';
import sharp from 'sharp';
import { hashBands, hashDistance, samePicture } from '../../src/domain/picture.ts';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import { createPictureReader } from '../../src/pictures/picture-reader.ts';
import { findTesseract } from '../../src/pictures/program-engine.ts';
import { silentLog } from '../../src/log.ts';
import { until } from '../support/until.ts';
import { banner, bannerPng, DARK, GOLD, qrCode, recall, WHITE } from './banners.ts';

const reader = createPictureReader({ program: null, log: silentLog() });
after(() => reader.close());

/** Processes that this one has started. */
async function children(): Promise<readonly number[]> {
  const { pid } = process;
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return list.trim().split(/\s+/u).filter(Boolean).map(Number);
}

const CASINO = ['Онлайн казино', 'Бонус 300% на первый депозит', 'Вывод выигрыша за 5 минут'];
const EARNINGS = ['Онлайн табыс!', 'Күніне 50 000 теңге табыңыз', 'Ешқандай тәуекел жоқ, кепілдік'];

/** A permanent failure with this reason, told in a sentence. */
function permanent(reason: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof PermanentError, String(error));
    assert.equal(error.reason, reason);
    assert.match(error.message, /^[A-Z].*\w/u);
    return true;
  };
}

describe('words in pictures', () => {
  test('of Russian and Kazakh banners, dark on light and light on dark, are read nearly all', async () => {
    const shares: number[] = [];
    for (const [lines, look] of [
      [CASINO, WHITE],
      [CASINO, DARK],
      [EARNINGS, GOLD],
      [EARNINGS, DARK],
    ] as const)
      shares.push(recall(lines, (await reader.read(await banner(lines, look))).text));

    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    assert.ok(mean >= 0.9, `recall of words ${shares.map((share) => share.toFixed(2)).join(' ')}`);
    assert.ok(Math.min(...shares) >= 0.75, `worst ${Math.min(...shares)}`);
  });

  test('of a transparent picture are read on the ground that shows them', async () => {
    const light = bannerPng(CASINO, { background: null, ink: '#ffffff' });
    const dark = bannerPng(CASINO, { background: null, ink: '#000000' });

    for (const png of [light, dark]) assert.match((await reader.read(png)).text, /депозит/iu);
  });

  test('that show only in a later frame of a moving picture are read', async () => {
    const empty = await sharp({ create: { width: 800, height: 450, channels: 3, background: '#ffffff' } })
      .png()
      .toBuffer();
    const gif = await sharp([empty, bannerPng(CASINO), empty], { join: { animated: true } })
      .gif({ delay: [500, 500, 500] })
      .toBuffer();

    assert.match((await reader.read(gif)).text, /казино/iu);
  });

  test('are read by the program of the system where it is installed', async (t) => {
    const program = await findTesseract();
    if (program === null && process.env['CI'] !== 'true')
      return t.skip('apt-get install tesseract-ocr tesseract-ocr-rus tesseract-ocr-kaz');
    assert.ok(program !== null, 'tesseract with rus and kaz is installed');
    const other = createPictureReader({ program, log: silentLog() });
    try {
      const { text } = await other.read(await banner(EARNINGS, GOLD));
      assert.ok(recall(EARNINGS, text) >= 0.8, text);
      assert.match(await other.describe(), /^tesseract \d/u);
    } finally {
      await other.close();
    }
    return undefined;
  });
});

test('QR codes are read beside the words', async () => {
  const address = 'https://t.me/qyraghy_test_bot?start=ref777';
  const more = await qrCode(address, { x: 600, y: 280 });
  const read = await reader.read(await banner(CASINO.slice(0, 2), { ...DARK, more }));

  assert.deepEqual(read.codes, [address]);
  assert.match(read.text, /казино/iu);
});

describe('the same picture', () => {
  test('is known again smaller, compressed anew and with a mark, and not mistaken for a banner of its template', async () => {
    const original = await reader.read(await banner(CASINO, GOLD));
    const smaller = await reader.read(
      await sharp(bannerPng(CASINO, GOLD)).resize(560).jpeg({ quality: 40 }).toBuffer(),
    );
    const marked = await reader.read(
      await banner(CASINO, {
        ...GOLD,
        more: '<text x="700" y="440" font-size="18" fill="#fff">@kanal</text>',
      }),
    );
    const template = await reader.read(
      await banner(['Смотри кино', 'Новый сезон уже на этой неделе', 'Расписание на нашем сайте'], GOLD),
    );

    assert.ok(samePicture(original, smaller), 'smaller');
    assert.ok(samePicture(original, marked), 'marked');
    assert.ok(!samePicture(original, template), 'another banner of the template');
    assert.ok(
      hashBands(original.hash ?? '').some((band) => hashBands(smaller.hash ?? '').includes(band)),
      'a database finds it by a part of its hash',
    );
  });

  test('is never a plain one: it has no hash', async () => {
    const plain = await sharp({ create: { width: 640, height: 360, channels: 3, background: '#e0e0e0' } })
      .jpeg()
      .toBuffer();
    const read = await reader.read(plain);

    assert.deepEqual([read.hash, read.text, read.codes], [null, '', []]);
    assert.ok(!samePicture(read, read));
  });

  test('is told by words alone only when the pictures look alike', async () => {
    const [white, gold] = [
      await reader.read(await banner(CASINO, WHITE)),
      await reader.read(await banner(EARNINGS, GOLD)),
    ];
    assert.ok(!samePicture(white, gold));
    assert.ok(!samePicture(white, { ...white, hash: 'f'.repeat(64) }));
    assert.equal(hashDistance('0f', 'f0'), 8);
    assert.throws(() => hashDistance('0', '00'), RangeError);
  });
});

describe('a picture that cannot be read fails with a reason, and the next one is read', () => {
  const bad: Readonly<Record<string, () => Promise<readonly [Uint8Array, string]>>> = {
    'an SVG': async () => [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'picture_refused'],
    'nothing at all': async () => [new Uint8Array(), 'picture_refused'],
    'a text that says it is a JPEG': async () => [
      Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('not a picture at all')]),
      'picture_corrupt',
    ],
    'a JPEG that ends early': async () => [(await banner(CASINO)).subarray(0, 9_000), 'picture_corrupt'],
    'a very long strip': async () => [
      await sharp({ create: { width: 40_000, height: 8, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
      'picture_refused',
    ],
    'one pixel': async () => [
      await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
      'picture_refused',
    ],
    'a small file of very many pixels': async () => [
      await sharp({
        create: { width: 8_000, height: 8_000, channels: 3, background: '#fff' },
        limitInputPixels: false,
      })
        .png({ compressionLevel: 9, palette: false })
        .toBuffer(),
      'picture_refused',
    ],
    'more bytes than are taken': async () => [new Uint8Array(11 * 1024 * 1024), 'picture_refused'],
  };
  for (const [name, make] of Object.entries(bad)) {
    test(name, async () => {
      const [bytes, reason] = await make();
      await assert.rejects(reader.read(bytes), permanent(reason));
    });
  }

  test('then a good one', async () => {
    assert.match((await reader.read(await banner(CASINO))).text, /казино/iu);
  });
});

describe('a reader in trouble', () => {
  test('gives up a picture that takes too long, and reads the next one with a new process', async () => {
    const slow = createPictureReader({ program: null, log: silentLog(), limits: { timeoutMs: 1 } });
    await assert.rejects(slow.read(await banner(CASINO)), permanent('picture_too_slow'));
    await slow.close();
  });

  test('begins anew when its process is killed, and gives up a picture at which two died', async () => {
    const other = createPictureReader({ program: null, log: silentLog() });
    try {
      const picture = await banner(CASINO);
      const before = new Set(await children());
      const killNext = async (): Promise<void> => {
        const pid = await until(async () => (await children()).find((one) => !before.has(one)), {
          what: 'a process that reads',
        });
        before.add(pid);
        process.kill(pid, 'SIGKILL');
      };
      await other.describe();
      const [read] = await Promise.all([other.read(picture), killNext()]);
      assert.match(read.text, /казино/iu, 'the second process reads it');

      const starved = createPictureReader({ program: null, log: silentLog(), limits: { memoryMax: 1 } });
      await assert.rejects(starved.read(picture), RetryableError, 'without memory no process can begin');
      await starved.close();
    } finally {
      await other.close();
    }
  });

  test('tells the next to come later when too many wait, and obeys a signal', async () => {
    const narrow = createPictureReader({ program: null, log: silentLog(), limits: { waitingMax: 1 } });
    try {
      const picture = await banner(CASINO);
      const stop = new AbortController();
      const [first, second] = [narrow.read(picture, { signal: stop.signal }), narrow.read(picture)];
      await assert.rejects(narrow.read(picture), (error) => {
        assert.ok(error instanceof RetryableError);
        return error.reason === 'picture_reader_busy';
      });
      stop.abort(new Error('enough'));
      await assert.rejects(first, /enough/u);
      assert.match((await second).text, /казино/iu);
    } finally {
      await narrow.close();
    }
    await assert.rejects(narrow.read(await banner(CASINO)), RetryableError);
  });
});
