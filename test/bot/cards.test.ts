import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { digestText } from '../../bot/cards/digest-card.ts';
import { findingCard } from '../../bot/cards/finding-card.ts';
import { historyCard } from '../../bot/cards/history-card.ts';
import { measureCard } from '../../bot/cards/measure-card.ts';
import { actsCard, ACTS_PER_PAGE, scopesCard } from '../../bot/cards/measure-questions.ts';
import type { Card } from '../../bot/cards/card.ts';
import { digestChart } from '../../bot/charts/digest-chart.ts';
import { CAPTION_MAX, cutText, excerpt, markedHtml, MESSAGE_MAX, visibleLength } from '../../bot/html.ts';
import { wordsIn } from '../../bot/words.ts';
import { parseHtml } from '../../sandbox/bot-api/html-entities.ts';
import { LOCALES } from '../../src/domain/detection.ts';
import { MEASURE_KINDS } from '../../src/domain/measure.ts';
import { ROLES } from '../../src/domain/staff.ts';
import type { CardView } from '../../src/steps/views.ts';
import * as sample from './sample-views.ts';

const texts = await sample.sampleTexts();
const inAll = LOCALES.map((locale) => wordsIn(texts, locale));
const russian = wordsIn(texts, 'ru');
const analyst = { role: 'analyst' } as const;

/** The text as Telegram shows it; throws where Telegram would refuse the message. */
function shown(card: Pick<Card, 'html'>): string {
  return parseHtml(card.html).text;
}

function labels(card: Card): readonly string[] {
  return card.rows.flat().map(({ text }) => text);
}

test('whatever the post says, its card is a message that Telegram takes, under a photo as well', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 5000 }),
      fc.nat(),
      fc.nat(60),
      (text, from, length) => {
        const start = from % (text.length + 1);
        const matches = [sample.matchOn(text, '', { start, end: start + length })];
        const view = sample.sampleCard({ matches, post: { ...sample.sampleCard().post, maskedText: text } });
        for (const limit of [CAPTION_MAX, MESSAGE_MAX]) {
          const card = findingCard(view, { words: russian, viewer: analyst, limit });
          assert.ok(shown(card).length <= limit);
          assert.ok(visibleLength(card.html) >= shown(card).length);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('a long text is cut at a word around the words that matter, the reasons are not', () => {
  const text = `${'слово '.repeat(2000)}доход гарантирован ${'хвост '.repeat(2000)}`;
  const view = sample.sampleCard({
    matches: [sample.matchOn(text, 'доход гарантирован')],
    post: { ...sample.sampleCard().post, maskedText: text },
  });

  const card = findingCard(view, { words: russian, viewer: analyst, limit: MESSAGE_MAX });

  assert.match(shown(card), /• обещан гарантированный доход: «доход гарантирован»/u);
  assert.match(card.html, /<b><u>доход гарантирован<\/u><\/b>/u);
  assert.match(shown(card), /… слово[^]*хвост…/u);
  assert.ok(shown(card).length > MESSAGE_MAX - 200, 'the room is used');
});

test('what a model thinks stands beside the score, and says when it rests on little', () => {
  const card = (model: CardView['model']): string =>
    shown(
      findingCard(sample.sampleCard(model === undefined ? {} : { model }), {
        words: russian,
        viewer: analyst,
        limit: MESSAGE_MAX,
      }),
    );
  const model = { version: '0123456789ab', probability: 0.934, provisional: true };

  assert.match(card(model), /Модель: 93 % \(предварительно/u);
  assert.match(card({ ...model, provisional: false }), /решениям: 93 %/u);
  assert.doesNotMatch(card(undefined), /Модель/u);
});

test('the words of a reason are those of the masked text', () => {
  const masked = 'Перевод на 4400 •••• •••• 1234 и доход';
  const match = { ...sample.matchOn(masked, '4400 •••• •••• 1234'), text: '4400 1111 2222 1234' };
  const view = sample.sampleCard({
    matches: [match],
    post: { ...sample.sampleCard().post, maskedText: masked },
  });

  const card = findingCard(view, { words: russian, viewer: analyst, limit: MESSAGE_MAX });

  assert.doesNotMatch(card.html, /1111|2222/u);
  assert.match(shown(card), /«4400 •••• •••• 1234»/u);
});

test('the buttons of a card are its verbs and kinds, no more', () => {
  const view = sample.sampleCard({ verbs: [], kinds: [], measures: [], claim: 'other' });
  for (const role of ROLES) {
    const card = findingCard(view, { words: russian, viewer: { role }, limit: MESSAGE_MAX });
    const wanted = [
      '🔎 Контекст',
      '🕓 История',
      '🖼 Скриншот файлом',
      ...(role === 'analyst' ? ['➡️ Следующая'] : []),
    ];
    assert.deepEqual(labels(card), wanted, role);
  }
  const all = findingCard(sample.sampleCard(), { words: russian, viewer: analyst, limit: MESSAGE_MAX });
  assert.deepEqual(labels(all).slice(0, 4), [
    '⚖️ Признаки преступления',
    '⛔ Заблокировать',
    '⏰ Позже',
    '✅ Не нарушение',
  ]);
});

test('a card says which screenshot there is, what was edited and what is gone', () => {
  const pending = sample.sampleCard({ screenshot: { kind: 'pending' } });
  const failed = sample.sampleCard({
    screenshot: { kind: 'failed', problem: 'no_browser' },
    post: { ...sample.sampleCard().post, deletedSeenAt: sample.AT },
  });
  for (const words of inAll) {
    const settings = { words, viewer: analyst, limit: MESSAGE_MAX };
    assert.match(shown(findingCard(pending, settings)), /⏳/u);
    assert.match(shown(findingCard(failed, settings)), /❌[^]*Chromium/u);
    assert.match(shown(findingCard(sample.sampleCard(), settings)), /0123456789ab/u);
  }
});

test('the form of a measure names each missing field in its block, for the blocks of its kind', () => {
  for (const words of inAll) {
    const text = shown(measureCard(sample.sampleMeasureView(), words));
    assert.ok(
      text.includes(words.plain('missing-collateral')) && text.includes(words.plain('missing-screenshot')),
      text,
    );
    for (const kind of MEASURE_KINDS) {
      const card = measureCard(
        sample.sampleMeasureView({ measure: sample.sampleMeasure({ kind }), missing: [], act: null }),
        words,
      );
      const marks = shown(card).match(/✅/gu) ?? [];
      assert.equal(marks.length, kind === 'blocking_notification' ? 3 : 2, kind);
    }
  }
});

test('the form of the longest measure is still one message', () => {
  const long = '<&> текст '.repeat(220).slice(0, 2000);
  const measure = sample.sampleMeasure({
    justification: long,
    collateral: long,
    returnComment: long,
    outcome: 'returned',
    outcomeComment: long,
    prescription: { number: '25-01-25/4', date: '2026-11-24' },
  });
  for (const words of inAll) {
    for (const card of [
      measureCard(sample.sampleMeasureView({ measure, quote: long.slice(0, 400) }), words),
      actsCard(sample.sampleMeasureView({ measure, quote: long.slice(0, 400) }), words, 0),
      scopesCard(sample.sampleMeasureView({ measure, quote: long.slice(0, 400) }), words),
    ]) {
      assert.ok(shown(card).length <= MESSAGE_MAX, `${shown(card).length}`);
    }
  }
});

test('acts are picked a page at a time, unverified ones marked, and an empty registry says what to do', () => {
  const acts = Array.from({ length: ACTS_PER_PAGE + 2 }, (_, at) =>
    sample.sampleAct(at + 1, { caseNumber: `2-${at}`, checkedAt: at === 0 ? '2026-10-01' : null }),
  );
  const view = sample.sampleMeasureView({ acts });

  const first = labels(actsCard(view, russian, 0));
  const beyond = labels(actsCard(view, russian, 99));

  assert.match(first[0] ?? '', /^№ 2-0 ·/u);
  assert.match(first[1] ?? '', /^⚠️ № 2-1 ·/u);
  assert.equal(first.length, ACTS_PER_PAGE + 2, 'a page, the turn, and back');
  assert.match(beyond[0] ?? '', /№ 2-6 ·/u);
  assert.match(shown(actsCard(sample.sampleMeasureView({ acts: [] }), russian, 0)), /qyraghy act add/u);
});

test('a long history keeps its end and counts what it leaves out', () => {
  const by = { kind: 'person', id: 1, role: 'analyst', name: 'Айгүл' } as const;
  const decisions = Array.from({ length: 200 }, (_, id) => ({
    id,
    findingId: 12,
    measureId: null,
    subject: 'finding' as const,
    verb: 'postpone',
    from: 'new',
    to: 'postponed',
    by,
    byName: 'Айгүл',
    at: sample.AT,
    reason: id === 199 ? 'последняя <запись>' : 'потому что',
  }));

  const text = shown(historyCard({ id: 12, version: 1 }, decisions, [], russian));

  assert.ok(text.length <= MESSAGE_MAX);
  assert.match(text, /… и ещё раньше записей: \d+/u);
  assert.match(text, /последняя <запись>$/u);
});

test('the digest has every number of the day, and leaves out what is zero', () => {
  const numbers = sample.sampleDigest();
  for (const words of inAll) {
    const text = parseHtml(digestText(numbers, words, false)).text.replaceAll(/[\s,.]/gu, '');
    for (const count of [18_342, 27, 41, 12, 9, 24, 8, 7, 6, 5, 812])
      assert.ok(text.includes(String(count)), `${words.locale}: ${count}`);
    assert.doesNotMatch(
      digestText(sample.sampleDigest({ returned: 0, overdueTriage: 0, overdueOutcome: 0 }), words, false),
      /🔴|: <?b?>?0\n/u,
    );
  }
});

test('an empty day says so', () => {
  const empty = sample.sampleDigest({
    postsRead: 0,
    newFindings: 0,
    newOccurrences: 0,
    byCategory: {},
    bySourceKind: {},
    submitted: {},
    approved: 0,
    returned: 0,
    dismissed: 0,
    sent: 0,
    outcomes: {},
  });

  assert.match(digestText(empty, russian, false), /За этот день ничего не произошло/u);
  assert.ok(digestChart(empty, russian).length > 1000);
});

test('the picture of the digest is a PNG at twice the size, in each language', () => {
  for (const words of inAll) {
    const png = Buffer.from(digestChart(sample.sampleDigest(), words));
    assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
    assert.equal(png.readUInt32BE(16), 1600);
  }
});

test('text is cut at a word and never inside a letter', () => {
  assert.equal(cutText('одно два три', 9), 'одно два…');
  assert.equal(cutText('😀😀😀', 4), '😀…');
  assert.equal(cutText('коротко', 20), 'коротко');
  assert.equal(cutText('что угодно', 1), '…');
});

test('marks that overlap become one, and marks outside the part are left out', () => {
  assert.equal(
    markedHtml('abcdef', [
      { start: 1, end: 3 },
      { start: 2, end: 4 },
    ]),
    'a<b><u>bcd</u></b>ef',
  );
  const part = excerpt('aaa bbb ccc ddd eee', [{ start: 16, end: 19 }], 12);
  assert.ok(part.text.length <= 12);
  assert.equal(part.text.slice(part.marks[0]?.start, part.marks[0]?.end), 'eee');
});
