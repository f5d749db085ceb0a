import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { connectMemory } from '../../drizzle/connect.ts';
import { silentLog } from '../../src/log.ts';
import type { Memory } from '../../src/ports/memory.ts';
import { CASINO_RU } from '../e2e/offers.ts';
import { buildTown, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';
import { qyraghy } from './qyraghy.ts';

const CHANNEL = 'kosh_arna';

let town: Town;
let memory: Memory;
before(async () => {
  town = await buildTown();
  memory = await connectMemory({
    url: town.databaseUrl,
    clock: { now: () => new Date() },
    timeZone: 'Asia/Almaty',
    log: silentLog(),
  });
  town.outside.world.addChannel({ username: CHANNEL, title: 'Көш арна' });
  for (const text of ['Қайырлы таң', CASINO_RU, 'Ауа райы']) town.outside.world.publish(CHANNEL, { text });
});
after(async () => {
  await memory.close();
  await town.close();
});

const readTo = (position: number) =>
  until(async () => (await memory.read.sources.list())[0]?.position === position, {
    what: `position ${position}`,
    timeoutMs: 40_000,
  });
const ofSource = async (id: number) => {
  const source = await memory.read.sources.get(id);
  const [report] = await memory.read.sources.report();
  return {
    connector: source.connector,
    position: source.position,
    epoch: source.epoch,
    posts: report?.postsToday,
  };
};

it('moves a channel between its public pages and an account, and reads nothing twice', async () => {
  const { world } = town.outside;
  const said = await town.command(['source', 'add', `https://t.me/s/${CHANNEL}`, '--last', '3']);
  assert.match(said, /public preview pages/u);
  await town.run({ roles: ['collect', 'detect'] });
  await readTo(3);
  const first = await ofSource(1);
  assert.deepEqual([first.connector, first.posts], ['telegram-preview', 3]);
  const findings = await town.command(['finding', 'list', '--json']);
  assert.deepEqual(
    findings
      .trim()
      .split('\n')
      .map((line) => typeof JSON.parse(line).id),
    ['number'],
  );

  const moved = JSON.parse(await town.command(['source', 'move', '1', '--via', 'account', '--json']));
  assert.deepEqual(moved, {
    moved: true,
    id: 1,
    address: `https://t.me/${CHANNEL}`,
    connector: 'telegram',
    position: 3,
  });
  world.publish(CHANNEL, { text: 'Төртінші' });
  await readTo(4);
  assert.equal((await ofSource(1)).posts, 4);

  const back = await town.command(['source', 'move', '1', '--via', 'preview']);
  assert.match(back, /from message 4 on/u);
  world.publish(CHANNEL, { text: 'Бесінші' });
  await readTo(5);
  const last = await ofSource(1);
  assert.deepEqual([last.connector, last.posts], ['telegram-preview', 5]);
  assert.ok(last.epoch > first.epoch);
  assert.equal(await town.command(['finding', 'list', '--json']), findings);
});

it('adds a channel by its public pages while no account can read, and says so', async () => {
  town.outside.world.addChannel({ username: 'bos_arna', title: 'Бос' });
  town.outside.world.publish('bos_arna', { text: 'Сәлем' });
  town.outside.world.addChannel({ username: 'bir_toptyq', title: 'Топ', kind: 'group', subscribers: 3 });
  const [account] = await memory.read.accounts.list();
  await memory.transaction((tx) => tx.accounts.setState(account?.id ?? 0, 'stopped', 'test'));
  const said = await town.command(['source', 'add', '@bos_arna']);
  assert.match(said, /No account has signed in, so it is read by its public preview pages/u);
  const refused = await town.command(['source', 'add', '@bir_toptyq'], { exitCode: 1 });
  assert.match(refused, /no public preview page/u);
  const none = await town.command(['source', 'add', '@bos_arna', '--via', 'account'], { exitCode: 1 });
  assert.match(none, /account login/u);
});

it('tells what is wrong with a way or a day before anything is opened', async () => {
  for (const args of [
    ['source', 'move', '1', '--via', 'post'],
    ['source', 'backfill', '1', '--since', '2999-01-01'],
    ['import'],
  ]) {
    const { code, err } = await qyraghy(args);
    assert.equal(code, 2, args.join(' '));
    assert.match(err, /--help/u, args.join(' '));
  }
});
