import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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

  it('has eight bands for a text with words and none for a text without', () => {
    assert.equal(signText(OFFER).bands.length, 8);
    assert.equal(new Set(signText(OFFER).bands).size, 8);
    assert.deepEqual(signText('🙂🙂').bands, []);
    assert.equal(signatureSimilarity(signText('🙂'), signText(OFFER)), 0);
  });
});
