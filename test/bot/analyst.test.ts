import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../support/until.ts';
import { openBotBench, said } from './bot-bench.ts';

const bench = await openBotBench();
const { memory } = bench.bench;

test('an analyst takes the next finding and sees why it was found, under its picture', async () => {
  const finding = await bench.finding({ score: 0.99 });
  const analyst = await bench.hand('analyst', 'Айгүл');

  analyst.say('/next');
  const card = await analyst.hear(new RegExp(`№${finding.id} ·`, 'u'));

  assert.match(said(card), /Почему найдено\n• обещан гарантированный доход: «Доход 30% в»/u);
  assert.ok(card.photo !== undefined, 'the card is a photo with a caption');
  assert.equal((await memory.read.findings.get(finding.id)).claimedBy, analyst.person.id);
  await analyst.press(new RegExp(`^f:${finding.id}:1:dismiss:|^f:${finding.id}:1:reasons$`, 'u'));
  await analyst.press(new RegExp(`^f:${finding.id}:1:dismiss:news$`, 'u'));
  await until(async () => (await memory.read.findings.get(finding.id)).state === 'dismissed', {
    what: 'the finding is dismissed',
  });
});

test('two analysts who press at the same moment never hold one finding', async () => {
  const [one, two] = [await bench.finding({ score: 0.97 }), await bench.finding({ score: 0.96 })];
  const first = await bench.hand('analyst', 'Бірінші');
  const second = await bench.hand('analyst', 'Екінші');

  first.say('/next');
  second.say('/next');
  await Promise.all([first.hear(/№\d+ · /u), second.hear(/№\d+ · /u)]);

  const holders = await Promise.all(
    [one, two].map(async ({ id }) => (await memory.read.findings.get(id)).claimedBy),
  );
  assert.deepEqual(new Set(holders), new Set([first.person.id, second.person.id]));
});

test('a colleague is told who looks at a finding and is offered nothing to decide', async () => {
  const finding = await bench.finding({ score: 0.98 });
  const holder = await bench.hand('analyst', 'Данияр');
  const other = await bench.hand('analyst', 'Еркін');
  holder.say('/next');
  await holder.hear(new RegExp(`№${finding.id} ·`, 'u'));

  other.say(`/finding ${finding.id}`);
  const card = await other.hear(new RegExp(`№${finding.id} ·`, 'u'));

  assert.match(said(card), /Рассматривает Данияр до/u);
  assert.equal(other.button(/:(?:start|reasons|postpone|take)\b/u), null);
});

test('a press on a stale card says who did what and draws what is true now', async () => {
  const finding = await bench.finding({ score: 0.995 });
  const analyst = await bench.hand('analyst', 'Гүлнар');
  analyst.say('/next');
  const first = await analyst.hear(new RegExp(`№${finding.id} ·`, 'u'));
  analyst.say(`/finding ${finding.id}`);
  await analyst.hear(new RegExp(`№${finding.id} ·`, 'u'), first.id);
  await analyst.press(new RegExp(`^f:${finding.id}:1:postpone$`, 'u'));

  const answer = await bench.api.chats.press(
    analyst.chatId,
    first.id,
    `f:${finding.id}:1:start:blocking_notification`,
  );

  assert.equal(answer.alert, true);
  assert.match(answer.text ?? '', /Карточка устарела\. Гүлнар: отложил\(а\), 24\.11\.2026 09:00/u);
  const redrawn = await until(
    () => analyst.seen().find(({ id, caption }) => id === first.id && /отложена/u.test(caption ?? '')),
    {
      what: 'the old card is drawn again',
    },
  );
  assert.equal(
    redrawn.keyboard.flat().some(({ callback_data }) => callback_data?.includes(':start:')),
    false,
  );
});

test('a double press is harmless', async () => {
  const finding = await bench.finding({ score: 0.994 });
  const analyst = await bench.hand('analyst', 'Жанна');
  analyst.say('/next');
  const card = await analyst.hear(new RegExp(`№${finding.id} ·`, 'u'));
  const press = () =>
    bench.api.chats.press(analyst.chatId, card.id, `f:${finding.id}:1:start:blocking_notification`);

  await Promise.all([press(), press()]);

  assert.equal((await memory.read.measures.ofFinding(finding.id)).length, 1);
});

test('tags and ampersands in a post never break its card', async () => {
  const text = '<b>Доход</b> & "выгода" </blockquote> <a href="x">тут</a> 1 < 2 && 3 > 2';
  const finding = await bench.finding({ score: 0.993, text, screenshot: false });
  const analyst = await bench.hand('analyst', 'Зарина');

  analyst.say('/next');
  const card = await analyst.hear(new RegExp(`№${finding.id} ·`, 'u'));

  assert.ok(said(card).includes(text), said(card));
  assert.match(said(card), /Скриншота нет: не найден Chromium/u);
});

test('a finding outside the competence is handed to the competent body', async () => {
  const finding = await bench.finding({ score: 0.992, category: 'fake_documents' });
  const analyst = await bench.hand('analyst', 'Ирина');
  analyst.say('/next');
  const card = await analyst.hear(new RegExp(`№${finding.id} ·`, 'u'));

  assert.match(said(card), /Компетентный орган: органы внутренних дел/u);
  assert.equal(analyst.button(/:start:/u), null);
  await analyst.press(/:redirect$/u);

  await until(async () => (await memory.read.findings.get(finding.id)).state === 'redirected', {
    what: 'the finding is handed over',
  });
});

test('context, history and the screenshot as a file come beside the card', async () => {
  const finding = await bench.finding({ score: 0.991 });
  const analyst = await bench.hand('analyst', 'Камила');
  analyst.say('/next');
  await analyst.hear(new RegExp(`№${finding.id} ·`, 'u'));

  await analyst.press(new RegExp(`^f:${finding.id}:1:context$`, 'u'));
  await analyst.press(new RegExp(`^f:${finding.id}:1:history$`, 'u'));
  await analyst.press(new RegExp(`^f:${finding.id}:1:shot$`, 'u'));

  await analyst.hear(new RegExp(`№${finding.id} · контекст[^]*Другие находки этого источника`, 'u'));
  await analyst.hear(new RegExp(`№${finding.id} · история[^]*Решений ещё не было`, 'u'));
  await until(
    () => analyst.seen().some(({ document }) => document?.fileName === `qyraghy-${finding.id}.png`),
    {
      what: 'the picture arrives as a file',
    },
  );
});

test('what the bot does not understand is answered with a short help', async () => {
  const analyst = await bench.hand('analyst', 'Ләззат', 'kk');

  analyst.say('/nonsense');
  await analyst.hear(/Бот бұл хабарламаны түсінбеді/u);
  analyst.say('сәлем');
  await analyst.hear(/Бот қазір ештеңе сұрап тұрған жоқ/u);
  analyst.say('/finding 999999999');
  await analyst.hear(/Мұндай жазба жоқ/u);
  analyst.say('/digest');
  await analyst.hear(/Сіздің рөліңізге бұл әрекет жабық/u);
});

test('the language is chosen by a button and holds for everything after it', async () => {
  const analyst = await bench.hand('analyst', 'Мадина', 'kk');

  analyst.say('/language');
  await analyst.press(/^l:en$/u);
  await analyst.hear(/the bot speaks English/u);
  analyst.say('/help');
  await analyst.hear(/What can be done[^]*\/next – take the next finding/u);

  const menu = await until(
    () =>
      bench.api.chats
        .commands(analyst.chatId)
        .find(({ description }) => description === 'take the next finding'),
    { what: 'the menu is in English' },
  );
  assert.equal(menu.command, 'next');
});
