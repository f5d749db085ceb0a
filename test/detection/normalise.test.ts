import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { normalise } from '../../src/detection/normalise.ts';
import { wordForms } from '../../src/detection/word-forms.ts';

/** Every form under which the words of a text are looked up. */
function forms(text: string): readonly string[] {
  const { tokens, joins } = normalise(text);
  return [
    ...tokens.flatMap((token) => [token.form, ...token.others]),
    ...joins.flatMap((join) => join.forms),
  ];
}

describe('normalising a text', () => {
  const same: readonly (readonly [name: string, written: string, folded: string])[] = [
    ['compatibility letters', '𝗖𝗮𝘀𝗶𝗻𝗼 ｋａｚｉｎｏ', 'casino kazino'],
    ['enclosed letters', '🅲🅰🆂🅸🅽🅾', 'casino'],
    ['zero-width and soft characters', 'ка\u200Bзи\u00ADно', 'казино'],
    ['struck-out letters', 'к\u0336а\u0336з\u0336и\u0336н\u0336о\u0336', 'казино'],
    ['Latin look-alikes in a Russian word', 'пaccивный дoxoд', 'пасивни доход'],
    ['Greek look-alikes', 'зαpαбοτατь', 'заработать'],
    ['small capitals and phonetic letters', 'бᴀᴧᴀнᴄ ʙᴀᴧюᴛᴀ', 'баланс валюта'],
    ['stretched letters', 'срооочно казинооо', 'срочно казино'],
    ['ё and й, also as two characters', 'счёт мои\u0306', 'счет мои'],
    ['Kazakh letters', 'Қарыз кепілді үшін ғой әкел', 'кариз кепилди ушин гои акел'],
    ['a word written letter by letter', 'к а з и н о', 'казино'],
    ['two words written letter by letter', 'П О М О Г У   С   В О Д', 'помогу с вод'],
    ['keycap digits', '1️⃣0️⃣0️⃣ тг', '100 тг'],
  ];
  for (const [name, written, folded] of same) {
    it(`undoes ${name}`, () => {
      assert.equal(normalise(written).text, folded);
    });
  }

  const among: readonly (readonly [name: string, written: string, form: string])[] = [
    ['digits and signs for letters', 'к@зин0', 'казино'],
    ['a brand with a sign', 'П!нАп', 'пинап'],
    ['Latin u for и', 'наbuраю', 'набураю'],
    ['a word of look-alikes alone', 'TEMKA', 'темка'],
    ['a broken word', 'обн.ал', 'обнал'],
    ['a hyphenated word', 'ка-зи-но', 'казино'],
    ['Kazakh in chat Latin', 'qarzhy', 'каржи'],
    ['Kazakh in careless chat Latin', 'jaziniz', 'жазиниз'],
    ['w for ш of chats', 'aqwa', 'акша'],
    ['ts of a Kazakh word', 'satsanyz', 'сатсаниз'],
    ['c for ц', 'akcizsiz', 'акцизсиз'],
    ['Kazakh in the Latin of 2018', 'pasıvti', 'пасивти'],
    ['Kazakh in the Latin of 2021', 'kepıldı', 'кепилди'],
    ['ş of Kazakh Latin', 'aqşa', 'акша'],
    ['words spelled in one run', 'к а р т ы в а р е н д у', 'аренду'],
    ['a word broken at every letter', 'к.р.и.п.т.о.в.а.л.ю.т.а', 'криптовалюта'],
    ['a word broken by an emoji', 'каз🔥ино', 'казино'],
    ['words glued by a sign', 'Привет!Ищу', 'ищу'],
    ['an emoji that stands for a word', '💳', 'карта'],
  ];
  for (const [name, written, form] of among) {
    it(`reads ${name}`, () => {
      assert.ok(forms(written).includes(form), forms(written).join(' '));
    });
  }

  it('counts a word of mixed scripts as disguised, but never genuine Kazakh letters or a name with an ending', () => {
    assert.equal(normalise('дoxoд зapaбoтoк').disguised, 2);
    assert.equal(normalise('Қарызға өтініш, әңгіме, һәм үкім').disguised, 0);
    assert.equal(normalise('Kaspiге USDT-ға Telegramда').disguised, 0);
  });

  it('keeps the way back to the original for each word', () => {
    const text = 'Қай\u200Bда 💳 к@зин0, 100 𝗖𝗮𝘀𝗶𝗻𝗼?';

    const words = normalise(text).tokens.map((token) => text.slice(token.start, token.end));

    assert.deepEqual(words, ['Қай\u200Bда', '💳', 'к@зин0', '100', '𝗖𝗮𝘀𝗶𝗻𝗼']);
  });

  it('counts a word that is spelled letter by letter as one word of one sentence', () => {
    const { tokens } = normalise('ищу к. а. р. т. у срочно');
    const places = tokens.map((token) => [token.pos, token.sentence]);

    assert.deepEqual(places.at(0), [0, 0]);
    assert.deepEqual(places.at(-1), [2, 0]);
  });

  it('leaves a mail address alone', () => {
    assert.deepEqual(wordForms('mail').disguised, false);
    assert.ok(!forms('mail@example.com').includes('mailаexample'));
  });
});
