import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, assert as hold, constantFrom, oneof, property, string } from 'fast-check';
import { findEntities } from '../../src/detection/entities.ts';
import { signText, signatureSimilarity } from '../../src/detection/near-duplicate.ts';
import { normalise } from '../../src/detection/normalise.ts';
import { wordForms } from '../../src/detection/word-forms.ts';
import { maskText } from '../../src/domain/masking.ts';
import { projectPacks } from './rule-packs.ts';

const { detector } = projectPacks();
const RUNS = { numRuns: 300, seed: 20_261_124 };

/** Pieces that posts are made of, the nasty ones included. */
const piece = oneof(
  constantFrom(
    'казино',
    'кapта',
    'в аренду',
    'бонус 300%',
    '@demo_name',
    't.me/+abcdefgh',
    '8 701 234 56 78',
    'қарыз',
    'kepildi',
    '💳',
    '🎰',
    '\u200B',
    '\u0336',
    'к а з и н о',
    '\ud83d',
    'ﷺ',
    '4400 4300 0000 0007',
    '\n',
    '20 000 тг',
    'hxxp://a[.]com',
  ),
  string({ unit: 'binary', maxLength: 12 }),
);
const post = array(piece, { maxLength: 25 }).map((pieces) => pieces.join(' '));

describe('for any text', () => {
  it('normalising never throws and every word lies inside the text, in order', () => {
    hold(
      property(post, (text) => {
        let last = 0;
        for (const token of normalise(text).tokens) {
          assert.ok(token.start >= 0 && token.end <= text.length && token.start < token.end);
          assert.ok(token.start >= last);
          last = token.start;
        }
      }),
      RUNS,
    );
  });

  it('matches and entities quote the original exactly', () => {
    hold(
      property(post, (text) => {
        const detection = detector.detect({ text });
        for (const match of detection.matches) assert.equal(text.slice(match.start, match.end), match.text);
        for (const entity of detection.entities)
          assert.ok(entity.start >= 0 && entity.start <= entity.end && entity.end <= text.length);
        assert.ok(detection.score >= 0 && detection.score <= 1);
        assert.deepEqual(detector.detect({ text }), detection);
      }),
      RUNS,
    );
  });

  it('masking keeps the length and hides every masked value', () => {
    hold(
      property(post, (text) => {
        const entities = findEntities(text, []);
        const masked = maskText(text, entities);
        assert.equal(masked.length, text.length);
        for (const { kind, start, end } of entities) {
          if (kind === 'phone' || kind === 'card')
            assert.notEqual(masked.slice(start, end), text.slice(start, end));
        }
      }),
      RUNS,
    );
  });

  it('a text is wholly like itself and likeness has no direction', () => {
    hold(
      property(post, post, (a, b) => {
        assert.equal(signatureSimilarity(signText(a), signText(a)), 1);
        assert.equal(
          signatureSimilarity(signText(a), signText(b)),
          signatureSimilarity(signText(b), signText(a)),
        );
      }),
      RUNS,
    );
  });

  it('folding a folded word changes nothing', () => {
    const word = string({
      unit: constantFrom(...Array.from('абвгдежзиклмнопрстуфхцчшюяabcehkmopt')),
      minLength: 1,
      maxLength: 14,
    });
    hold(
      property(word, (written) => {
        const { form } = wordForms(written);
        assert.equal(wordForms(form).form, form);
        assert.equal(
          normalise(form)
            .tokens.map((token) => token.form)
            .join(' '),
          form,
        );
      }),
      RUNS,
    );
  });
});
