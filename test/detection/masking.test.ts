import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findEntities } from '../../src/detection/entities.ts';
import { maskText, maskValue } from '../../src/domain/masking.ts';

describe('masking personal data', () => {
  it('hides numbers and keeps links, names and every position', () => {
    const text =
      'Карта 4400 4300 0000 0007, тел 8 701 234 56 78, ИИН 900101300126, канал @demo_name, https://site.example.com';

    const masked = maskText(text, findEntities(text, []));

    assert.equal(
      masked,
      'Карта 4400 •••• •••• 0007, тел 8 701 ••• •• 78, ИИН ••••••••0126, канал @demo_name, https://site.example.com',
    );
    assert.equal(masked.length, text.length);
  });

  it('hides wallets and accounts but for both ends', () => {
    const text = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t KZ42 8562 2031 5455 4848';

    assert.equal(
      maskText(text, findEntities(text, [])),
      'TR7N••••••••••••••••••••••••••Lj6t KZ42 •••• •••• •••• 4848',
    );
  });

  it('hides the number inside a WhatsApp link and leaves the link readable', () => {
    const text = 'пиши wa.me/77012345678';

    assert.equal(maskText(text, findEntities(text, [])), 'пиши wa.me/7701•••••78');
  });

  it('hides a phone that is spoken or set in symbols whole', () => {
    for (const written of ['восемь семьсот один 234 56 78', '⑧⑦⓪①②③④⑤⑥⑦⑧', '𝟖𝟕𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖']) {
      const text = `звони ${written}!`;
      const masked = maskText(text, findEntities(text, []));

      assert.match(masked, /^звони [•\s]+!$/, written);
      assert.equal(masked.length, text.length);
    }
  });

  it('masks single values by their kind', () => {
    assert.equal(maskValue('card', '4400430000000007'), '4400••••••••0007');
    assert.equal(maskValue('phone', '+77012345678'), '+7701•••••78');
    assert.equal(maskValue('telegram_name', 'demo_name'), 'demo_name');
    assert.equal(maskValue('bin', '200340001238'), '200340001238');
  });
});
