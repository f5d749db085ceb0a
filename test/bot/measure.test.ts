import assert from 'node:assert/strict';
import { test } from 'node:test';
import postgres from 'postgres';
import type { Finding } from '../../src/domain/finding.ts';
import type { Measure } from '../../src/domain/measure.ts';
import { until } from '../support/until.ts';
import { openBotBench, said, type Hand } from './bot-bench.ts';

const bench = await openBotBench();
const { memory } = bench.bench;
let score = 0.9;

async function taken(analyst: Hand): Promise<Finding> {
  score += 0.0001;
  const finding = await bench.finding({ score });
  analyst.say('/next');
  await analyst.hear(new RegExp(`№${finding.id} ·`, 'u'));
  return finding;
}

async function begun(
  analyst: Hand,
  kind = 'blocking_notification',
): Promise<{ finding: Finding; measure: Measure }> {
  const finding = await taken(analyst);
  await analyst.press(new RegExp(`^f:${finding.id}:1:start:${kind}$`, 'u'));
  const measure = await until(async () => (await memory.read.measures.ofFinding(finding.id))[0], {
    what: 'the measure is begun',
  });
  await until(() => analyst.button(new RegExp(`^m:${measure.id}:\\d+:text$`, 'u')), {
    what: 'the form is shown',
  });
  return { finding, measure };
}

async function submitted(analyst: Hand): Promise<{ finding: Finding; measure: Measure }> {
  const { finding, measure } = await begun(analyst);
  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:acts:0$`, 'u'));
  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:act:\\d+$`, 'u'));
  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:submit$`, 'u'));
  await state(measure.id, 'submitted');
  return { finding, measure: await memory.read.measures.get(measure.id) };
}

async function state(id: number, wanted: Measure['state']): Promise<Measure> {
  return await until(
    async () => {
      const measure = await memory.read.measures.get(id);
      return measure.state === wanted ? measure : null;
    },
    { what: `measure ${id} is ${wanted}` },
  );
}

test('blocking goes by buttons from the card to the supervisor, and nothing is submitted before it is complete', async () => {
  const analyst = await bench.hand('analyst', 'Айгүл');
  const supervisor = await bench.hand('supervisor', 'Марат');
  const { finding, measure } = await begun(analyst);
  assert.equal(analyst.button(/:submit$/u), null, 'not complete yet: no legal act');
  assert.match(measure.justification ?? '', /признаки финансовой \(инвестиционной\) пирамиды/u);
  assert.doesNotMatch(measure.justification ?? '', /виновн|преступник/iu);

  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:acts:0$`, 'u'));
  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:act:\\d+$`, 'u'));
  const form = await analyst.hear(/✅ Законность[^]*✅ Обоснованность[^]*✅ Скриншоты/u);
  assert.match(said(form), /письмо платформе/u);
  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:submit$`, 'u'));
  await state(measure.id, 'submitted');

  supervisor.say('/approvals');
  await supervisor.hear(new RegExp(`Ждут вашего утверждения: 1[^]*№${finding.id} – уведомление, Айгүл`, 'u'));
  await supervisor.press(new RegExp(`^m:${measure.id}:\\d+:open$`, 'u'));
  await supervisor.press(new RegExp(`^m:${measure.id}:\\d+:approve$`, 'u'));

  const approved = await state(measure.id, 'approved');
  assert.equal(approved.approverId, supervisor.person.id);
  assert.ok(approved.outgoingNumber !== null);
  await supervisor.hear(/утверждена[^]*Утвердил\(а\): Марат/u);
});

test('a supervisor returns with a comment by reply, and the author sees it on the form', async () => {
  const analyst = await bench.hand('analyst', 'Данияр');
  const supervisor = await bench.hand('supervisor', 'Сәуле');
  const { measure } = await submitted(analyst);
  await memoryNotice(supervisor, measure);
  await supervisor.press(new RegExp(`^m:${measure.id}:\\d+:return$`, 'u'));
  const question = await supervisor.hear(/возврат на доработку/u);
  assert.ok(question.forceReply !== undefined);

  supervisor.say('Уточните <дату> & адрес', question.id);

  const returned = await state(measure.id, 'draft');
  assert.equal(returned.returnComment, 'Уточните <дату> & адрес');
  await until(async () => (await memory.read.staff.dialog(supervisor.person.id)) === null, {
    what: 'the bot waits for nothing more',
  });
  analyst.say('/mine');
  await analyst.press(new RegExp(`^m:${measure.id}:${returned.version}:open$`, 'u'));
  await analyst.hear(/Замечание: Уточните <дату> & адрес/u);
});

async function memoryNotice(supervisor: Hand, measure: Measure): Promise<void> {
  const notice = await bench.notice(supervisor.person, 'submitted', {
    findingId: measure.findingId,
    measureId: measure.id,
  });
  await bench.bot().messenger.show(notice, supervisor.person, false);
  await supervisor.hear(/Ждёт вашего утверждения/u);
}

test('whoever prepared a measure is not offered to approve it, and is refused when they try all the same', async () => {
  const author = await bench.hand('analyst', 'Еркін');
  const { measure } = await submitted(author);
  const sql = postgres(bench.bench.url, { max: 1 });
  await sql`update staff set role = 'supervisor' where id = ${author.person.id}`;
  await sql.end();

  author.say('/approvals');
  await until(
    () => author.seen().some((message) => /Ждут вашего утверждения|Ничего не ждёт/u.test(said(message))),
    { what: 'the list' },
  );
  author.say(`/finding ${measure.findingId}`);
  await author.press(new RegExp(`^m:${measure.id}:\\d+:open$`, 'u'));
  const form = await author.hear(/на утверждении[^]*Подготовил/u);
  const offered = form.keyboard.flat().map(({ callback_data }) => callback_data ?? '');
  assert.deepEqual(
    offered.filter((data) => /:(?:approve|return)$/u.test(data)),
    [],
  );
  assert.equal(
    author.button(new RegExp(`^m:${measure.id}:\\d+:open$`, 'u'))?.data.includes(`m:${measure.id}:`),
    true,
  );

  const forged = await forge(author, `m:${measure.id}:${measure.version}:approve`);

  assert.match(forged, /Свою работу утверждает или возвращает другой человек/u);
  assert.equal((await memory.read.measures.get(measure.id)).state, 'submitted');
});

/** A press of a button that the bot has not drawn, as a changed client could send it; gives the answer. */
async function forge(hand: Hand, data: string): Promise<string> {
  const prompt = await bench.options.needs.memory.read.staff.get(hand.person.id);
  assert.equal(prompt.active, true);
  const sent = await fetch(`${bench.api.apiRoot}/bot${bench.options.token}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      chat_id: hand.chatId,
      text: 'forged',
      reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: data }]] },
    }),
  });
  const { result } = (await sent.json()) as { result: { message_id: number } };
  return (await bench.api.chats.press(hand.chatId, result.message_id, data)).text ?? '';
}

test('a restart in the middle of writing the justification loses nothing', async () => {
  const analyst = await bench.hand('analyst', 'Жанна');
  const { measure } = await begun(analyst);
  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:text$`, 'u'));
  const question = await analyst.hear(/обоснование\. Ответьте на это сообщение новым текстом/u);
  assert.match(said(question), /признаки финансовой/u, 'what is written now is shown to be copied');

  await bench.restart();
  const text = 'Обещан доход 30 % в месяц; вознаграждение платят за приведённых участников.';
  analyst.say(text, question.id);

  await until(async () => (await memory.read.measures.get(measure.id)).justification === text, {
    what: 'the text is saved',
  });
  await analyst.hear(/Обещан доход 30 % в месяц; вознаграждение/u, question.id);
});

test('a text that is too short is asked for again, and one that comes too late is given back', async () => {
  const analyst = await bench.hand('analyst', 'Зарина');
  const { measure } = await begun(analyst);
  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:text$`, 'u'));
  const question = await analyst.hear(/Ответьте на это сообщение/u);
  analyst.say('коротко', question.id);
  await analyst.hear(/Текст слишком короткий: нужно не меньше 40 знаков\. Ответьте на вопрос ещё раз/u);
  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:withdraw$`, 'u'));
  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:withdraw!$`, 'u'));
  await state(measure.id, 'withdrawn');

  const late = 'Длинный и продуманный текст обоснования, который пришёл, когда мера уже отозвана.';
  analyst.say(late, question.id);
  const why = await analyst.hear(/Карточка устарела[^]*Ваш текст не записан/u);
  await analyst.hear(new RegExp(late, 'u'), why.id);
  await until(async () => (await memory.read.staff.dialog(analyst.person.id)) === null, {
    what: 'the bot waits for nothing more',
  });

  analyst.say('ещё раз', question.id);
  await analyst.hear(/Этот вопрос уже закрыт\. Ваш текст не записан/u);
});

test('a wide scope asks what lawful content it would hit, and is incomplete until that is written', async () => {
  const analyst = await bench.hand('analyst', 'Ирина');
  const { measure } = await begun(analyst);
  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:scopes$`, 'u'));
  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:scope:channel$`, 'u'));
  const question = await analyst.hear(/широкое ограничение/u);
  assert.match(
    said(await analyst.hear(/весь канал/u)),
    /❗ Обоснованность: не описано, какое законное содержание/u,
  );

  analyst.say('В канале нет другого содержания, все публикации предлагают вклад.', question.id);

  await analyst.hear(/✅ Обоснованность[^]*Что законного затронет: В канале нет/u, question.id);
});

test('a report sent by hand gets its outgoing number by reply', async () => {
  const analyst = await bench.hand('analyst', 'Камила');
  const supervisor = await bench.hand('supervisor', 'Нұрлан');
  const { measure } = await begun(analyst, 'criminal_report');
  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:submit$`, 'u'));
  const waiting = await state(measure.id, 'submitted');
  await memoryNotice(supervisor, waiting);
  await supervisor.press(new RegExp(`^m:${measure.id}:\\d+:approve$`, 'u'));
  const approved = await state(measure.id, 'approved');
  await bench
    .bot()
    .messenger.show(
      await bench.notice(analyst.person, 'approved', { measureId: approved.id }),
      analyst.person,
      false,
    );
  await analyst.hear(/Утверждено[^]*внесите исходящий номер/u);

  await analyst.press(new RegExp(`^m:${measure.id}:\\d+:number$`, 'u'));
  const question = await analyst.hear(/исходящий номер\. Ответьте номером/u);
  analyst.say('№№', question.id);
  await analyst.hear(/Исходящий номер не подходит/u);
  analyst.say('17-3/4521', question.id);

  assert.equal((await state(measure.id, 'sent')).outgoingNumber, '17-3/4521');
});

test('a supervisor returns a decided finding to the queue and says why', async () => {
  const analyst = await bench.hand('analyst', 'Ләззат');
  const supervisor = await bench.hand('supervisor', 'Оразбек');
  const finding = await taken(analyst);
  await analyst.press(new RegExp(`^f:${finding.id}:1:reasons$`, 'u'));
  await analyst.press(new RegExp(`^f:${finding.id}:1:dismiss:joke$`, 'u'));
  await until(async () => (await memory.read.findings.get(finding.id)).state === 'dismissed', {
    what: 'dismissed',
  });

  supervisor.say(`/finding ${finding.id}`);
  await supervisor.press(new RegExp(`^f:${finding.id}:\\d+:reopen$`, 'u'));
  const question = await supervisor.hear(/возврат на рассмотрение/u);
  supervisor.say('Это не шутка: указаны реквизиты.', question.id);

  await until(async () => (await memory.read.findings.get(finding.id)).state === 'new', {
    what: 'back in the queue',
  });
  supervisor.say(`/history ${finding.id}`);
  await supervisor.hear(
    /Ләззат: признаков нарушения не усмотрел\(а\) – шутка\n[^\n]*Оразбек: вернул\(а\) на рассмотрение – Это не шутка/u,
  );
});
