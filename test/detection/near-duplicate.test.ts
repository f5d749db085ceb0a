import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NearIndex } from '../../src/detection/near-index.ts';
import { TextSketch } from '../../src/detection/near-sketch.ts';
import { signText, signatureSimilarity } from '../../src/detection/near-duplicate.ts';

const OFFER =
  'Друзья, открыт набор в закрытый инвестиционный клуб. Доход до 3% в день на ваш вклад, выплаты каждое утро на карту. ' +
  'Вход всего 20 000 тенге, обучение бесплатно, куратор ответит на все вопросы. Пишите @club_demo прямо сейчас';
const OTHER =
  'Возьмём в аренду банковские карты на месяц, оплата пятьдесят тысяч сразу после встречи. Нужны карты любого банка с доступом ' +
  'в приложение, приведи друга и получи больше. Подробности у оператора @cards_demo в любое время дня';

function sharesBand(a: string, b: string): boolean {
  const bands = new Set(signText(a).bands);
  return signText(b).bands.some((band) => bands.has(band));
}

describe('near-duplicates', () => {
  it('gives equal signatures to texts that differ in letter case, look-alikes and invisible characters', () => {
    const disguised = OFFER.toUpperCase().replaceAll('О', 'O').replace('КЛУБ', 'КЛ\u200BУБ');

    assert.equal(signText(disguised).exact, signText(OFFER).exact);
    assert.equal(signatureSimilarity(signText(disguised), signText(OFFER)), 1);
  });

  it('joins a template with other sums, another contact and a changed word', () => {
    const edited = OFFER.replace('3%', '5%')
      .replace('20 000', '35 000')
      .replace('@club_demo', '@club2_demo')
      .replace('каждое утро', 'каждый вечер');

    assert.notEqual(signText(edited).exact, signText(OFFER).exact);
    assert.ok(sharesBand(edited, OFFER));
    assert.ok(signatureSimilarity(signText(edited), signText(OFFER)) >= 0.5);
  });

  it('does not join two different offers', () => {
    assert.ok(signatureSimilarity(signText(OTHER), signText(OFFER)) < 0.2);
  });

  it('has twelve bands for a text with words and none for a text without', () => {
    assert.equal(signText(OFFER).bands.length, 12);
    assert.equal(new Set(signText(OFFER).bands).size, 12);
    assert.deepEqual(signText('🙂🙂').bands, []);
    assert.equal(signatureSimilarity(signText('🙂'), signText(OFFER)), 0);
  });

  it('gives equal signatures to texts that differ in numbers, contacts, links and emoji alone', () => {
    const edited = OFFER.replace('3%', '12,5 %')
      .replace('20 000', '+7 (701) 123-45-67')
      .replace('@club_demo', '💸 https://t.me/+Ab-c_1?start=Q#z')
      .replaceAll(', ', ' 🔥, ');

    assert.equal(signText(edited).exact, signText(OFFER).exact);
  });

  it('gives equal signatures to words stretched, spaced out, broken by signs, or in mathematical letters', () => {
    const disguises = [
      ['инвестиционный', 'инвестициооонный'],
      ['выплаты', 'в ы п л а т ы'],
      ['закрытый', 'за.кры-тый'],
      ['выплаты', 'в\u0301ыпл@т\u0301ы'],
      ['карту', '𝐤𝐚рту'],
      ['обучение', 'обу4eниe'],
    ] as const;
    for (const [word, disguise] of disguises) {
      const disguised = OFFER.replace(word, disguise);
      assert.notEqual(disguised, OFFER);
      assert.equal(signText(disguised).exact, signText(OFFER).exact, disguise);
    }
  });

  it('joins a template whose lines were put in another order or that has a line before or after it', () => {
    const [first = '', ...rest] = OFFER.split('. ');
    for (const edited of [
      [...rest, first].join('. '),
      `Внимание, новый набор!\n${OFFER}`,
      `${OFFER}\nМест мало`,
    ]) {
      assert.ok(sharesBand(edited, OFFER), edited);
      assert.ok(signatureSimilarity(signText(edited), signText(OFFER)) >= 0.5, edited);
    }
  });

  it('tells texts of little more than a link or a number apart by them', () => {
    for (const [a, b] of [
      ['https://t.me/one', 'https://t.me/two'],
      ['Пишите @one', 'Пишите @two'],
      ['Цена 100', 'Цена 200'],
    ] as const) {
      assert.notEqual(signText(a).exact, signText(b).exact);
      assert.ok(signatureSimilarity(signText(a), signText(b)) < 0.5, a);
    }
  });

  it('does not join short offers that end with the same boilerplate', () => {
    const [a, b] = ['Обнал карт, пишите в лс @one', 'Гарант обмена крипты, пишите в лс @two'].map(signText);
    assert.ok(a !== undefined && b !== undefined);
    assert.ok(signatureSimilarity(a, b) < 0.5);
  });

  it('keeps a bounded, ascending sample of the shingles of a long text, and it is enough to know it again', () => {
    const long = Array.from(
      { length: 2000 },
      (_, i) => `слово${'абвгдежзик'[i % 10] ?? ''}${i.toString(16)}`,
    );
    const edited = long.with(7, 'иное').with(900, 'другое');
    const [a, b] = [signText(long.join(' ')), signText(edited.join(' '))];

    assert.ok(a.shingles.length <= 128);
    assert.deepEqual(
      a.shingles,
      a.shingles.toSorted((x, y) => x - y),
    );
    assert.ok(signatureSimilarity(a, b) > 0.9);
  });
});

describe('the index of near-duplicates', () => {
  const sketchOf = (text: string): TextSketch => {
    const sketch = new TextSketch();
    sketch.write(text);
    return sketch;
  };

  it('finds an equal and an edited text by its number, and no other offer', () => {
    const index = new NearIndex(10);
    assert.equal(index.find(sketchOf(OFFER)), null);
    assert.equal(index.add(sketchOf(OTHER)), 0);
    assert.equal(index.find(sketchOf(OFFER)), null);
    assert.equal(index.add(sketchOf(OFFER)), 1);

    assert.equal(index.find(sketchOf(OFFER)), 1);
    assert.equal(index.find(sketchOf(`${OFFER.replace('каждое утро', 'каждый вечер')} Успей!`)), 1);
    assert.equal(index.find(sketchOf(OTHER)), 0);
    assert.equal(index.find(sketchOf('🙂')), null);
  });

  it('forgets the oldest when the window is full, and keeps counting', () => {
    const index = new NearIndex(3);
    const texts = Array.from({ length: 8 }, (_, i) =>
      Array.from({ length: 12 }, (__, k) => `сл${'абвгдежз'[i] ?? ''}${'клмнопрстуфх'[k] ?? ''}`).join(' '),
    );
    texts.forEach((text, i) => assert.equal(index.add(sketchOf(text)), i));

    assert.deepEqual(
      texts.map((text) => index.find(sketchOf(text))),
      [null, null, null, null, null, 5, 6, 7],
    );
  });

  it('takes under 300 MB for a million posts, and refuses a window that it cannot number', () => {
    assert.ok(new NearIndex(1_000_000).bytes < 300e6);
    assert.throws(() => new NearIndex(0), RangeError);
    assert.throws(() => new NearIndex(2 ** 24), RangeError);
  });
});
