import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findEntities } from '../../src/detection/entities.ts';
import { hasIinCheckDigit, iinOrBin, passesLuhn } from '../../src/detection/entity-numbers.ts';
import { hasTonChecksum } from '../../src/detection/entity-wallets.ts';
import type { EntityKind } from '../../src/domain/detection.ts';

function found(text: string): readonly string[] {
  return findEntities(text, []).map((entity) => `${entity.kind} ${entity.value}`);
}

const CASES: readonly (readonly [text: string, entity: string, written: string])[] = [
  ['пиши @Kz_Demo1, жду', 'telegram_name kz_demo1', '@Kz_Demo1'],
  ['канал t.me/Demo_Channel/12.', 'telegram_name demo_channel', 't.me/Demo_Channel/12'],
  ['https://t.me/s/demo_channel', 'telegram_name demo_channel', 'https://t.me/s/demo_channel'],
  ['demo_bot.t.me жми', 'telegram_name demo_bot', 'demo_bot.t.me'],
  ['вход t.me/+AbCdEfGh12345678 сюда', 'telegram_invite AbCdEfGh12345678', 't.me/+AbCdEfGh12345678'],
  ['t.me/joinchat/AbCdEfGh1234', 'telegram_invite AbCdEfGh1234', 't.me/joinchat/AbCdEfGh1234'],
  ['t.me/demo_bot?start=ref77', 'telegram_start demo_bot?start=ref77', 't.me/demo_bot?start=ref77'],
  ['tg://resolve?domain=Demo_bot', 'telegram_name demo_bot', 'tg://resolve?domain=Demo_bot'],
  ['напиши в поиске телеграма: SDK500', 'telegram_search sdk500', 'SDK500'],
  ['https://site.example.com/a?b=1', 'url https://site.example.com/a?b=1', 'https://site.example.com/a?b=1'],
  ['зайди на win-demo[.]com быстро', 'domain win-demo.com', 'win-demo[.]com'],
  ['hxxps://win-demo.xyz/ref', 'url https://win-demo.xyz/ref', 'hxxps://win-demo.xyz/ref'],
  ['сайт пример.қаз открыт', 'domain xn--e1afmkfd.xn--80ao21a', 'пример.қаз'],
  ['звоните 8 701 234 56 78', 'phone +77012345678', '8 701 234 56 78'],
  ['тел +7 (707) 907-15-07.', 'phone +77079071507', '+7 (707) 907-15-07'],
  ['87O12З45678 звони', 'phone +77012345678', '87O12З45678'],
  ['wa.me/77012345678', 'phone +77012345678', 'wa.me/77012345678'],
  ['8*701*234*56*78', 'phone +77012345678', '8*701*234*56*78'],
  ['８７０１２３４５６７８ звони', 'phone +77012345678', '８７０１２３４５６７８'],
  ['8️⃣7️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣ звони', 'phone +77012345678', '8️⃣7️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8'],
  ['𝟖𝟕𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖 звони', 'phone +77012345678', '𝟖𝟕𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖'],
  [
    'тел: восемь семьсот один двести тридцать четыре пятьдесят шесть семьдесят восемь!',
    'phone +77012345678',
    'восемь семьсот один двести тридцать четыре пятьдесят шесть семьдесят восемь',
  ],
  [
    'звони восемь семь ноль один два три четыре пять шесть семь восемь',
    'phone +77012345678',
    'восемь семь ноль один два три четыре пять шесть семь восемь',
  ],
  [
    'сегіз жеті жүз бір екі жүз отыз төрт елу алты жетпіс сегіз',
    'phone +77012345678',
    'сегіз жеті жүз бір екі жүз отыз төрт елу алты жетпіс сегіз',
  ],
  ['тг: kz_demo1', 'telegram_name kz_demo1', 'тг: kz_demo1'],
  ['пиши @ kz_demo1 скорее', 'telegram_name kz_demo1', '@ kz_demo1'],
  ['телега kz_demo1', 'telegram_name kz_demo1', 'телега kz_demo1'],
  ['kz_demo1@ пиши', 'telegram_name kz_demo1', 'kz_demo1@'],
  ['собака kz_demo1', 'telegram_name kz_demo1', 'собака kz_demo1'],
  ['@кz_demо1', 'telegram_name kz_demo1', '@кz_demо1'],
  ['t . me / kz_demo1', 'telegram_name kz_demo1', 't . me / kz_demo1'],
  ['т.ме/kz_demo1', 'telegram_name kz_demo1', 'т.ме/kz_demo1'],
  ['win-demo точка com', 'domain win-demo.com', 'win-demo точка com'],
  ['hxxps[:]//win-demo[.]xyz/a', 'url https://win-demo.xyz/a', 'hxxps[:]//win-demo[.]xyz/a'],
  [
    't.me/share/url?url=https://win-demo.com/r1',
    'url https://win-demo.com/r1',
    't.me/share/url?url=https://win-demo.com/r1',
  ],
  ['ищи в телеге QAZ700', 'telegram_search qaz700', 'QAZ700'],
  ['Телеграм поиск: TENGEPRINT', 'telegram_search tengeprint', 'TENGEPRINT'],
  ['введи код ARMAN при регистрации', 'promo_code ARMAN', 'ARMAN'],
  ['промик ALTYN500', 'promo_code ALTYN500', 'ALTYN500'],
  ['промокод: УДАЧА', 'promo_code УДАЧА', 'УДАЧА'],
  [
    'солана 7EYnhQoR9YM3N7UoaKRoA44Uy8JeaZV3qyouov87awMs',
    'wallet_sol 7EYnhQoR9YM3N7UoaKRoA44Uy8JeaZV3qyouov87awMs',
    '7EYnhQoR9YM3N7UoaKRoA44Uy8JeaZV3qyouov87awMs',
  ],
  ['карта 4400 4300 0000 0007', 'card 4400430000000007', '4400 4300 0000 0007'],
  ['счёт KZ42 8562 0315 4554 8848', 'iban KZ428562203154554848', ''],
  ['ИИН 900101300126', 'iin 900101300126', '900101300126'],
  ['БИН 200340001238', 'bin 200340001238', '200340001238'],
  [
    'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    'wallet_trc20 TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
  ],
  [
    'btc 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    'wallet_btc 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
  ],
  [
    '0xdAC17F958D2ee523a2206206994597C13D831ec7',
    'wallet_eth 0xdac17f958d2ee523a2206206994597c13d831ec7',
    '0xdAC17F958D2ee523a2206206994597C13D831ec7',
  ],
  ['промокод: ALMA77', 'promo_code ALMA77', 'ALMA77'],
  ['merchant id KZ-55012', 'merchant_id KZ-55012', 'KZ-55012'],
].map(([text, entity, written]) => [text ?? '', entity ?? '', written ?? ''] as const);

describe('finding identifiers', () => {
  for (const [text, entity, written] of CASES) {
    if (written === '') continue;
    it(`reads ${entity} in «${text}»`, () => {
      const entities = findEntities(text, []);

      const one = entities.find((candidate) => `${candidate.kind} ${candidate.value}` === entity);
      assert.ok(one, found(text).join(', '));
      assert.equal(text.slice(one.start, one.end), written);
    });
  }

  it('reads an account with a right checksum and no other', () => {
    assert.deepEqual(found('KZ428562203154554848'), ['iban KZ428562203154554848']);
    assert.deepEqual(found('KZ72 2C00 0012 3456 78 и KZ84 722C 0000 1234 5678'), [
      'iban KZ84722C000012345678',
    ]);
    assert.deepEqual(found('KZ438562203154554848'), []);
  });

  it('refuses numbers whose checksum does not hold', () => {
    assert.deepEqual(found('ИИН 900101300127'), []);
    assert.deepEqual(found('карта 4400 4300 0000 0008'), []);
    assert.deepEqual(found('TQn9Y2khEsLJW1ChVWFMSMeRDow5Kcbk2v'), []);
    assert.deepEqual(found('0xdAC17F958D2ee523a2206206994597C13D831eC7'), []);
  });

  it('knows the check digits of IIN and BIN, the second round of weights included', () => {
    for (const iin of ['900101300126', '850515400331', '000101500001', '900101300811'])
      assert.equal(iinOrBin(iin), 'iin', iin);
    assert.equal(iinOrBin('200340001238'), 'bin');
    for (let digit = 0; digit < 10; digit++) {
      assert.equal(hasIinCheckDigit(`99123150077${String(digit)}`), false);
      assert.equal(hasIinCheckDigit(`90010130080${String(digit)}`), false);
    }
    assert.equal(passesLuhn('4400430000000007'), true);
  });

  it('knows the checksum of TON addresses', () => {
    const bytes = Buffer.alloc(36, 7);
    bytes[0] = 0x11;
    let crc = 0;
    for (const byte of bytes.subarray(0, 34)) {
      crc ^= byte << 8;
      for (let bit = 0; bit < 8; bit++)
        crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
    bytes.writeUInt16BE(crc, 34);
    const address = bytes.toString('base64url');

    assert.equal(hasTonChecksum(address), true);
    assert.deepEqual(found(`перевод на ${address}`), [`wallet_ton ${address}`]);
    assert.equal(hasTonChecksum(`${address.slice(0, -1)}${address.endsWith('A') ? 'B' : 'A'}`), false);
  });

  it('refuses a birth date that no calendar has', () => {
    const digits = '90023030012';
    for (let last = 0; last < 10; last++) assert.notEqual(iinOrBin(`${digits}${String(last)}`), 'iin');
  });

  it('does not name a base58 word without its network, nor ordinary codes', () => {
    assert.deepEqual(found('7EYnhQoR9YM3N7UoaKRoA44Uy8JeaZV3qyouov87awMs'), []);
    assert.deepEqual(found('код из SMS 4455, QR-код GPTX, точка зрения, мой канал про код'), []);
  });

  it('reads hostile texts in time that grows with their length only', () => {
    const LIMIT_MS = 1500;
    for (const piece of [
      '8 ',
      'a.',
      '@',
      'тг ',
      'семь ',
      'код: ',
      't . me / ',
      'x точка ',
      '1',
      'поиск ',
      'T',
      'KZ',
    ]) {
      const text = piece.repeat(32_000 / piece.length);
      const start = performance.now();
      findEntities(text, []);
      assert.ok(performance.now() - start < LIMIT_MS, piece);
    }
  });

  it('finds two phones that stand one after the other', () => {
    assert.deepEqual(found('8 701 234 56 78 8 702 345 67 89'), ['phone +77012345678', 'phone +77023456789']);
  });

  it('does not see names where there are none', () => {
    assert.deepEqual(found('Пишите на mail@example.com, т.е. и т.д., цена 20.000 тенге, 12.11.2026'), []);
    assert.deepEqual(found('Счёт 2:1, тираж 1234567890123'), []);
  });

  it('gives kinds that a link has, without naming the number inside it again', () => {
    const kinds: readonly EntityKind[] = findEntities('https://shop.example.com/87012345678', []).map(
      (entity) => entity.kind,
    );
    assert.deepEqual(kinds, ['url', 'domain']);
  });
});
