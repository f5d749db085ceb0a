import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBot } from '../../bot/create-bot.ts';
import { invite } from '../../src/steps/enroll-staff.ts';
import { until } from '../support/until.ts';
import { handOf, openBotBench, said } from './bot-bench.ts';

const GROUP = -4001;
const bench = await openBotBench({ groupChatId: GROUP, publicUrl: 'https://qyraghy.example' });
const { memory } = bench.bench;

function stranger(id: number, languageCode: string) {
  bench.api.chats.addUser({ id, firstName: 'Біреу', languageCode });
  const person = {
    id: 0,
    telegramId: String(id),
    name: 'Біреу',
    role: 'analyst',
    locale: 'kk',
    active: false,
  } as const;
  return handOf(bench.api, person);
}

test('a stranger gets one neutral answer, whatever they try', async () => {
  const finding = await bench.finding();
  const somebody = stranger(9001, 'kk');

  for (const text of [
    '/start',
    '/start abcdefgh-wrong-code',
    '/next',
    `/finding ${finding.id}`,
    '/digest',
    'сәлем',
  ]) {
    const before = somebody.seen().at(-1)?.id ?? 0;
    somebody.say(text);
    const answer = await somebody.hear(/./u, before);
    assert.match(said(answer), /^Бұл бот – қызметкерлердің жұмыс орны/u);
  }
});

test('an invite enrols once, and the welcome says what to do in this role', async () => {
  const { code } = await invite(bench.needs, { role: 'supervisor', name: 'Марат' });
  const guest = stranger(9002, 'en');

  guest.say(`/start ${code}`);
  await guest.hear(/The invite is accepted[^]*Hello, Марат! Your role: supervisor[^]*\/approvals/u);

  const other = stranger(9003, 'ru');
  other.say(`/start ${code}`);
  await other.hear(/^Этот бот – рабочее место сотрудников/u);
  assert.equal((await memory.read.staff.byTelegramId('9002'))?.locale, 'en');
  assert.equal(await memory.read.staff.byTelegramId('9003'), null);
});

test('a person who has left is a stranger again', async () => {
  const analyst = await bench.hand('analyst', 'Кеткен', 'kk');
  await memory.transaction((tx) => tx.staff.deactivate(analyst.person.id));

  analyst.say('/next');

  await analyst.hear(/^Бұл бот – қызметкерлердің жұмыс орны/u);
});

test('a group hears counts and case numbers and nothing of a finding', async () => {
  const finding = await bench.finding({ text: 'Тайное предложение о доходе в группе' });
  const analyst = await bench.hand('analyst', 'Айгүл');
  bench.api.chats.addGroup({ id: GROUP, title: 'Кезекші топ', members: [analyst.chatId] });

  bench.api.chats.sendText(analyst.chatId, `/finding ${finding.id}`, { chatId: GROUP });
  const answer = await bench.api.chats.waitForMessage(GROUP, ({ from }) => from === 'bot', 15_000);

  assert.match(said(answer), new RegExp(`Ждут рассмотрения: \\d+[^]*№${finding.id}`, 'u'));
  assert.doesNotMatch(said(answer), /предложение|пирамида|zolotoi/iu);
  assert.deepEqual(answer.keyboard, []);
});

test('a card links to the case page when there is one', async () => {
  const finding = await bench.finding({ score: 0.99 });
  const auditor = await bench.hand('auditor', 'Аудитор', 'en');

  auditor.say(`/finding ${finding.id}`);
  const card = await auditor.hear(new RegExp(`№${finding.id} ·`, 'u'));

  assert.ok(card.keyboard.flat().some(({ url }) => url === `https://qyraghy.example/cases/${finding.id}`));
});

test('a failure that nobody expected is a neutral sentence with an id, and the bot goes on', async () => {
  const finding = await bench.finding({ score: 0.98 });
  const analyst = await bench.hand('analyst', 'Жанна');
  bench.api.faults.next('sendPhoto', { kind: 'answer', code: 500 });

  analyst.say(`/finding ${finding.id}`);
  await analyst.hear(
    /Не получилось, попробуйте ещё раз\. Если повторится, сообщите администратору номер [a-z0-9]+/u,
  );
  analyst.say(`/finding ${finding.id}`);

  await analyst.hear(new RegExp(`№${finding.id} ·`, 'u'));
});

test('an administrator is told why cards have no link to the case page', async () => {
  const admin = await bench.hand('admin', 'Әлия', 'kk');
  const other = createBot({ ...bench.options, publicUrl: 'http://localhost:8080' });
  await bench.bot().stop();
  await other.start();

  admin.say('/help');
  await admin.hear(/«Іс беті» түймесі жоқ: https мекенжайы бар PUBLIC_URL берілмеген/u);

  await other.stop();
  await bench.restart();
});

test('a button of an older version gets an answer', async () => {
  const analyst = await bench.hand('analyst', 'Зарина');
  await fetch(`${bench.api.apiRoot}/bot${bench.options.token}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      chat_id: analyst.chatId,
      text: 'old',
      reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: 'v0|7' }]] },
    }),
  });
  await until(() => analyst.button(/^v0/u), { what: 'the old button' });

  const answer = await analyst.press(/^v0/u);

  assert.match(answer.text ?? '', /Эта кнопка от старой версии/u);
});
