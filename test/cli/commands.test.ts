import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile, cp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { qyraghy } from './qyraghy.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const RULES = path.join(ROOT, 'rules');
const TOKEN = `123456789:${'A'.repeat(35)}`;

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-cli-'));
});
after(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('wrong use', () => {
  it('ends with 2 and the way to the help', async () => {
    for (const args of [
      ['nonsense'],
      ['run'],
      ['run', 'nonsense'],
      ['staff', 'add', '--role', 'analyst', '--name', 'A'],
      ['staff', 'add', '--telegram-id', '1', '--role', 'boss', '--name', 'A'],
      ['finding', 'list', '--state', 'nonsense'],
      ['rules', 'try', '--locale', 'xx', 'a'],
    ]) {
      const { code, err } = await qyraghy(args);
      assert.equal(code, 2, args.join(' '));
      assert.match(err, /--help/u, args.join(' '));
    }
  });

  it('is told before any database is opened', async () => {
    const day = ['--title-ru', 'A', '--title-kk', 'B', '--article', '1'];
    for (const [args, said] of [
      [['digest', '--date', '2026-02-30'], /"2026-02-30" is not a day/u],
      [['act', 'add', '--basis', 'law', ...day, '--valid-from', '2026-13-01'], /--valid-from "2026-13-01"/u],
      [
        ['act', 'add', '--basis', 'law', ...day, '--valid-from', '2026-02-01', '--valid-to', '2026-01-01'],
        /lies before --valid-from/u,
      ],
      [['act', 'add', '--basis', 'court_act', ...day, '--valid-from', '2026-02-01'], /needs --case, --date/u],
      [['finding', 'show', 'x'], /not the id of a finding/u],
      [['finding', 'show', '1', '--unmask'], /--unmask needs --reason/u],
      [['source', 'pause', '0'], /not the id of a source/u],
      [['audit', 'verify', '--anchor', '/nowhere'], /anchor "\/nowhere" cannot be read/u],
    ] as const) {
      const { code, err } = await qyraghy(args, { environment: { DATA_DIR: folder } });
      assert.match(err, said);
      assert.equal(code, 2, args.join(' '));
    }
  });

  it('of a partial configuration names every mistake at once and no secret', async () => {
    for (const command of ['start', 'migrate']) {
      const { code, err } = await qyraghy([command], { environment: { BOT_TOKEN: TOKEN, DATA_DIR: folder } });
      assert.equal(code, 2);
      for (const name of ['DATABASE_URL', 'TELEGRAM_API_ID', 'AUTHORITY_URL', 'MASTER_KEY'])
        assert.match(err, new RegExp(`${name} is missing`, 'u'));
      assert.ok(!err.includes(TOKEN));
    }
  });
});

describe('a command without a demo and without a configuration', () => {
  it('says what to do first', async () => {
    const { code, err } = await qyraghy(['staff', 'list'], { environment: { DATA_DIR: folder } });

    assert.equal(code, 1);
    assert.match(err, /run `npm start` first/u);
  });

  it('refuses a private invite with the reason all the same', async () => {
    const { code, out, err } = await qyraghy(['source', 'add', 'https://t.me/+abcdefghij', '--json'], {
      environment: { DATA_DIR: folder },
    });

    assert.equal(code, 1);
    assert.deepEqual(JSON.parse(out), { added: false, refused: 'private_invite' });
    assert.match(err, /private invite link/u);
  });
});

describe('qyraghy start', () => {
  it('tells that the port of the page is taken, and leaves nothing running', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    try {
      const data = path.join(folder, 'taken');
      const { code, err } = await qyraghy(['start'], {
        environment: { DATA_DIR: data, HTTP_PORT: String(port) },
      });

      assert.equal(code, 1);
      assert.match(err, new RegExp(`port ${port}.*HTTP_PORT`, 'u'));
      await assert.rejects(readFile(path.join(data, 'qyraghy.lock')), { code: 'ENOENT' });
    } finally {
      server.close();
    }
  });

  it('says that DATA_DIR is not a folder', async () => {
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');

    const { code, err } = await qyraghy(['start'], {
      environment: { DATA_DIR: path.join(file, 'data'), HTTP_PORT: '0' },
    });

    assert.equal(code, 1);
    assert.match(err, /Set DATA_DIR to a folder/u);
    assert.doesNotMatch(err, /\n +at /u);
  });
});

describe('qyraghy rules check', () => {
  it('runs the examples of every pack', async () => {
    const { code, out } = await qyraghy(['rules', 'check']);

    assert.equal(code, 0);
    assert.match(out, /\d+ packs with \d+ examples: all sound/u);
  });

  it('names the line of an example that fails, and the check', async () => {
    const copy = path.join(folder, 'rules');
    await cp(RULES, copy, { recursive: true });
    const file = path.join(copy, 'gambling.yaml');
    const pack = await readFile(file, 'utf8');
    await writeFile(
      file,
      pack.replace('examples:\n  match:\n', 'examples:\n  match:\n    - Сегодня ясная погода.\n'),
    );

    const { code, out, err } = await qyraghy(['rules', 'check', copy]);

    assert.equal(code, 1);
    assert.match(
      out,
      /^gambling\.yaml:\d+: «Сегодня ясная погода\.».*\(check: an example that must match does\)$/mu,
    );
    assert.match(err, /1 mistake/u);
  });

  it('holds for the pack that the recipe shows', async () => {
    const recipe = await readFile(path.join(ROOT, 'docs', 'recipes', 'rule-pack.md'), 'utf8');
    const shown = /```yaml\n(?<pack>[\s\S]*?)```/u.exec(recipe)?.groups?.['pack'];
    assert.ok(shown !== undefined);
    const copy = path.join(folder, 'recipe');
    for (const name of ['structure.yaml', 'benign.yaml'])
      await cp(path.join(RULES, name), path.join(copy, name), { recursive: true });
    await writeFile(path.join(copy, 'dropper.yaml'), shown);

    const { code, out } = await qyraghy(['rules', 'check', copy]);

    assert.match(out, /^3 packs with \d+ examples: all sound/u);
    assert.equal(code, 0);
  });
});
