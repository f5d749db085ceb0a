import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeDigest } from '../../src/steps/make-digest.ts';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import { until } from '../support/until.ts';
import { openBotBench, said } from './bot-bench.ts';

const bench = await openBotBench();
const { memory } = bench.bench;

test('the notice of the queue is changed while it is not pressed, and sent anew once it was', async () => {
  await bench.finding({ score: 0.61 });
  const analyst = await bench.hand('analyst', 'Айгүл');
  const show = async () => {
    const notice = await bench.notice(analyst.person, 'queue', {});
    const messageId = await bench.bot().messenger.show(notice, analyst.person, false);
    await memory.transaction((tx) => tx.notices.markSent(notice.id, bench.bench.clock.now(), messageId));
    return messageId;
  };

  const first = await show();
  await bench.finding({ score: 0.72, category: 'gambling' });
  const second = await show();
  const notice = await analyst.hear(
    /Ждут рассмотрения 2 находки\. Первой идёт: незаконный игорный бизнес, 72 %/u,
  );
  assert.equal(second, first, 'one notice, not two');
  assert.equal(notice.id, first);

  await analyst.press(/^queue$/u);
  await until(() => !analyst.seen().some(({ id }) => id === first), { what: 'the pressed notice is gone' });
  const third = await show();

  assert.notEqual(third, first);
  await analyst.hear(/Ждёт рассмотрения 1 находка\. Первой идёт: финансовая пирамида, 61 %/u);
});

test('many notices of the queue at once are one message', async () => {
  await bench.finding({ score: 0.5 });
  const analyst = await bench.hand('analyst', 'Бірінші', 'kk');
  const notices = await Promise.all([1, 2, 3, 4].map(() => bench.notice(analyst.person, 'queue', {})));

  const ids = await Promise.all(
    notices.map((notice) => bench.bot().messenger.show(notice, analyst.person, false)),
  );

  assert.equal(new Set(ids).size, 1);
});

test('every kind of notice says what happened, in the language of the person', async () => {
  const finding = await bench.finding({ score: 0.4 });
  const english = await bench.hand('supervisor', 'Ann', 'en');
  const kazakh = await bench.hand('admin', 'Әлия', 'kk');
  const show = async (hand: typeof english, kind: 'occurrence' | 'alarm', params: object) =>
    await bench.bot().messenger.show(await bench.notice(hand.person, kind, params), hand.person, true);

  await show(english, 'occurrence', { findingId: finding.id });
  await show(kazakh, 'alarm', { reason: 'authority_refused_us', findingId: finding.id });
  await show(kazakh, 'alarm', { reason: 'something <new>', detail: 'a & b' });

  await english.hear(
    /was published in one more place; places in all: 1\. State: new\.\nThis message may have come already/u,
  );
  await kazakh.hear(/Назар аударыңыз: адресат біздің қолжетімділікті қабылдамады/u);
  await kazakh.hear(/«something <new>» ақауы[^]*Толығырақ: a & b/u);
});

test('the digest comes with its picture, and a repeat says that it is one with the same numbers', async () => {
  const supervisor = await bench.hand('supervisor', 'Марат');
  await makeDigest(bench.needs, '2026-11-23');
  const notice = await bench.notice(supervisor.person, 'digest', { day: '2026-11-23' });

  await bench.bot().messenger.show(notice, supervisor.person, false);
  const first = await supervisor.hear(/Дайджест за 23\.11\.2026/u);
  await bench.bot().messenger.show(notice, supervisor.person, true);
  const again = await supervisor.hear(/Этот дайджест мог уже приходить/u, first.id);

  assert.ok(supervisor.seen().some(({ photo }) => photo !== undefined && photo.width === 1600));
  assert.match(said(again), /За этот день ничего не произошло/u);
  assert.equal(said(again).replace(/Этот дайджест[^\n]*\n?/u, ''), said(first));
});

test('the digest of any day can be asked for, and a day that is none is explained', async () => {
  const supervisor = await bench.hand('supervisor', 'Сәуле', 'en');

  supervisor.say('/digest 2026-02-30');
  await supervisor.hear(/Write the day like this/u);
  supervisor.say('/digest 24.11.2026');
  await supervisor.hear(/Digest of 24\.11\.2026[^]*New findings: \d/u);
  await supervisor.press(/^d:2026-11-23$/u);
  await supervisor.hear(/Digest of 23\.11\.2026/u);
});

test('a person who has blocked the bot is a failure for good, a full chat one that passes', async () => {
  const analyst = await bench.hand('analyst', 'Данияр');
  const alarm = await bench.notice(analyst.person, 'alarm', { reason: 'no_browser' });
  bench.api.faults.next('sendMessage', { kind: 'answer', code: 429, retryAfterSeconds: 7 });

  await assert.rejects(
    bench.bot().messenger.show(alarm, analyst.person, false),
    (error) => error instanceof RetryableError && error.retryAfterMs === 7000,
  );
  bench.api.faults.next('sendMessage', { kind: 'drop' });
  await assert.rejects(bench.bot().messenger.show(alarm, analyst.person, false), RetryableError);
  bench.api.chats.block(analyst.chatId);
  await assert.rejects(
    bench.bot().messenger.show(alarm, analyst.person, false),
    (error) => error instanceof PermanentError && error.reason === 'blocked_by_person',
  );
});
