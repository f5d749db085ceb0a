import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { LineTooLongError, linesOf } from '../../cli/lines.ts';
import { qyraghy, start } from './qyraghy.ts';

const OFFER = 'Дроп керек: Kaspi картаңызға аударым түседі, жазыңыз @example_name';

describe('qyraghy scan', () => {
  it('answers each post on one line, in the order of the input, and skips empty lines', async () => {
    const posts = Array.from({ length: 300 }, (_, id) => ({
      id,
      text: id % 7 === 0 ? OFFER : 'Ауа райы жылы',
    }));
    const stdin = `\uFEFF${posts.map((post) => JSON.stringify(post)).join('\r\n\r\n')}`;

    const { code, out, err } = await qyraghy(['scan'], { stdin });

    assert.equal(err, '');
    assert.equal(code, 0);
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number; suspicious: boolean; category: string | null });
    assert.deepEqual(
      answers.map(({ id, suspicious }) => ({ id, suspicious })),
      posts.map(({ id }) => ({ id, suspicious: id % 7 === 0 })),
    );
    assert.equal(answers[0]?.category, 'dropper');
  });

  it('names the line that is wrong, after the answers before it', async () => {
    const { code, out, err } = await qyraghy(['scan'], { stdin: '{"id":1,"text":"a"}\nnot json\n' });

    assert.equal(code, 1);
    assert.equal(out.trimEnd().split('\n').length, 1);
    assert.match(err, /^line 2: not JSON/u);
  });

  it('says that a file is not there, as wrong use', async () => {
    const { code, err } = await qyraghy(['scan', '/nowhere/posts.jsonl']);

    assert.equal(code, 2);
    assert.match(err, /"\/nowhere\/posts\.jsonl" cannot be read/u);
  });

  it('ends quietly when its reader has seen enough', async () => {
    const child = start(['scan']);
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${JSON.stringify({ id: 1, text: OFFER })}\n`.repeat(3_000));
    child.stdout.once('data', () => child.stdout.destroy());

    const [code] = (await once(child, 'close')) as [number | null];

    assert.equal(code, 0);
    assert.equal(err, '');
  });
});

describe('lines of a stream', () => {
  async function read(chunks: readonly (string | Buffer)[], charactersMax = 100): Promise<string[]> {
    const lines: string[] = [];
    async function* input(): AsyncGenerator<string | Buffer> {
      yield* chunks;
    }
    for await (const line of linesOf(input(), charactersMax)) lines.push(line);
    return lines;
  }

  it('are whole wherever the chunks were cut, in the middle of a letter too', async () => {
    const bytes = Buffer.from('қазақ\r\nсөз\nсоңы');
    for (let cut = 0; cut <= bytes.length; cut += 1)
      assert.deepEqual(await read([bytes.subarray(0, cut), bytes.subarray(cut)]), ['қазақ', 'сөз', 'соңы']);
  });

  it('keep characters that only some programs take for a line end', async () => {
    assert.deepEqual(await read(['a\u2028b\u0085c\n']), ['a\u2028b\u0085c']);
  });

  it('are refused when they do not end', async () => {
    await assert.rejects(read(['a'.repeat(200)]), LineTooLongError);
  });
});
