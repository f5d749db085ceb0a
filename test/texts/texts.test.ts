import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLog } from '../../src/log.ts';
import { loadTexts, type LocaleFile } from '../../src/texts/texts.ts';

const RU = `
at = Снято { DT($at) }
day = { D($at) }
many = { $count ->
    [one] { N($count) } пост
    [few] { N($count) } поста
   *[other] { N($count) } постов
  }
only-ru = только по-русски
`;
const KK = 'at = { DT($at) } түсірілді\nday = { D($at) }\nmany = { N($count) } жарияланым\n';
const EN =
  'at = Taken { DT($at) }\nday = { D($at) }\nmany = { $count ->\n    [one] one post\n   *[other] { N($count) } posts\n  }\n';

function files(ru = RU, kk = KK, en = EN): LocaleFile[] {
  return [
    { locale: 'ru', name: 'a', text: ru },
    { locale: 'kk', name: 'a', text: kk },
    { locale: 'en', name: 'a', text: en },
  ];
}

const strict = { timeZone: 'Asia/Almaty', problems: 'throw' } as const;

describe('texts', () => {
  it('write dates in the time zone of the installation', () => {
    const texts = loadTexts(files(), strict);
    const at = new Date('2026-11-24T20:05:00Z');

    assert.equal(texts.t('kk', 'at', { at }), '25.11.2026 01:05 түсірілді');
    assert.equal(texts.t('ru', 'day', { at }), '25.11.2026');
    assert.equal(texts.t('en', 'at', { at: at.toISOString() }), 'Taken 25.11.2026 01:05');
    assert.equal(
      loadTexts(files(), { ...strict, timeZone: 'UTC' }).t('ru', 'at', { at }),
      'Снято 24.11.2026 20:05',
    );
    assert.equal(
      loadTexts(files(), strict).t('ru', 'at', { at: new Date('2026-11-24T19:00:00Z') }),
      'Снято 25.11.2026 00:00',
    );
  });

  it('choose the form of a number as the language does, and part its groups', () => {
    const texts = loadTexts(files(), strict);
    const ru = (count: number): string =>
      texts.t('ru', 'many', { count }).replaceAll(/[\u00a0\u202f]/gu, ' ');

    assert.deepEqual([1, 3, 5, 21, 1234].map(ru), [
      '1 пост',
      '3 поста',
      '5 постов',
      '21 пост',
      '1 234 поста',
    ]);
    assert.equal(texts.t('en', 'many', { count: 1 }), 'one post');
    assert.equal(texts.t('en', 'many', { count: 2 }), '2 posts');
    assert.doesNotMatch(texts.t('ru', 'many', { count: 5 }), /[\u2068\u2069]/u);
  });

  it('refuse an unknown key and a missing argument where tests run', () => {
    const texts = loadTexts(files(), strict);

    assert.throws(() => texts.t('ru', 'nothing'), /no such text.*nothing/u);
    assert.throws(() => texts.t('kk', 'only-ru'), /no such text.*kk/u);
    assert.throws(() => texts.t('ru', 'at'), /lacks what it needs/u);
  });

  it('give the best there is in production, and log it', () => {
    const said: string[] = [];
    const log = createLog({
      level: 'info',
      name: 'test',
      destination: { write: (line) => void said.push(line) },
    });
    const texts = loadTexts(files(), { timeZone: 'Asia/Almaty', problems: log });

    assert.equal(texts.t('kk', 'only-ru'), 'только по-русски');
    assert.equal(texts.t('kk', 'nothing'), 'nothing');
    assert.match(said.join(''), /"locale":"kk","key":"only-ru"/u);
  });

  it('refuse a file in which a mistake would drop a text without a word', () => {
    assert.throws(
      () => loadTexts(files('good = да\nbroken = { $x ->\n [one] нет\n'), strict),
      /locales\/ru\/a\.ftl: a mistake drops broken/u,
    );
    assert.throws(() => loadTexts(files('twice = а\ntwice = б\n'), strict), /twice/u);
    assert.throws(() => loadTexts(files().slice(0, 2), strict), /no texts in the language en/u);
  });
});
