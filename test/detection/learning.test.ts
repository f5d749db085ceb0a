import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compilePacks } from '../../src/detection/compile-packs.ts';
import { calibrated, fitCalibration, reliabilityOf } from '../../src/detection/learn/calibration.ts';
import { featuresOf } from '../../src/detection/learn/features.ts';
import { createLearner } from '../../src/detection/learn/learner.ts';
import { modelLogit, trainModel } from '../../src/detection/learn/linear-model.ts';
import { withCalibration } from '../../src/detection/learn/rule-score.ts';
import { modelVersion, packModel, unpackModel } from '../../src/detection/learn/stored-model.ts';
import { withModel } from '../../src/detection/learn/advise.ts';
import { rulePrecision } from '../../src/domain/rule-precision.ts';
import { projectPacks } from './rule-packs.ts';

const OFFERS = [
  'Сдай карту в аренду, платим',
  'Ставки без риска, бонус',
  'Доход 5% в день, пиши в личку',
  'Картаңды жалға бер',
];
const OTHERS = [
  'Сегодня дождь и ветер',
  'Ауа райы ашық болады',
  'Продам диван, самовывоз',
  'Матч закончился вничью',
];
/** So many variants of each that the folds have something to learn from. */
const TEXTS = Array.from({ length: 10 }, (_, round) => [
  ...OFFERS.map((text) => ({ text: `${text} ${round}`, isOffer: true })),
  ...OTHERS.map((text) => ({ text: `${text} ${round}`, isOffer: false })),
]).flat();

function exampleOf({ text, isOffer }: { text: string; isOffer: boolean }): {
  features: Int32Array;
  isOffer: boolean;
} {
  return { features: featuresOf(text, []), isOffer };
}

test('a trained model tells texts that it has not seen by their words', () => {
  const model = trainModel(TEXTS.map(exampleOf));

  assert.ok(modelLogit(model, featuresOf('карту сдай, платим много', [])) > 0);
  assert.ok(modelLogit(model, featuresOf('диван и дождь', [])) < 0);
});

test('a disguised word is the same feature as the plain one', () => {
  assert.deepEqual(featuresOf('кaзинo', []), featuresOf('казино', []));
});

test('training twice on the same texts gives the same bytes', () => {
  const detector = projectPacks().detector;
  const [first, second] = [createLearner(detector), createLearner(detector)].map(
    (learner) => learner.learn(TEXTS, 'examples').version,
  );

  assert.equal(first, second);
});

test('a stored model advises as the one that was trained, and a cut one is refused', () => {
  const model = trainModel(TEXTS.map(exampleOf));
  const calibration = { a: 1.2, b: -0.3, basis: 'examples', count: 80 } as const;
  const bytes = packModel(model, calibration, null);
  const features = featuresOf('сдай карту', []);

  assert.equal(modelLogit(unpackModel(bytes).model, features), modelLogit(model, features));
  assert.equal(unpackModel(bytes).version, modelVersion(bytes));
  assert.throws(() => unpackModel(bytes.subarray(0, -4)), /cut short/);
  assert.throws(() => unpackModel(new Uint8Array([1, 2, 3])), /no model/);
});

test('too few texts of either kind train nothing, and the message counts them', () => {
  const learner = createLearner(projectPacks().detector);

  assert.throws(() => learner.learn(TEXTS.slice(0, 9), 'examples'), /there are 5 and 4/);
});

test('calibration keeps the order of scores, whatever the judgements were', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ logit: fc.double({ min: -9, max: 9, noNaN: true }), isOffer: fc.boolean() }), {
        maxLength: 60,
      }),
      fc.double({ min: -9, max: 9, noNaN: true }),
      fc.double({ min: -9, max: 9, noNaN: true }),
      (judged, x, y) => {
        const calibration = fitCalibration(judged, 'examples');
        const [low, high] = x < y ? [x, y] : [y, x];
        const [p, q] = [calibrated(calibration, low), calibrated(calibration, high)];
        assert.ok(p <= q && p >= 0 && q <= 1);
      },
    ),
  );
});

test('scores that promise too much are brought to what was observed', () => {
  // Of texts given log-odds 3 (95 %) only half were offers, of those given -3 a tenth.
  const judged = [
    ...Array.from({ length: 200 }, (_, index) => ({ logit: 3, isOffer: index % 2 === 0 })),
    ...Array.from({ length: 200 }, (_, index) => ({ logit: -3, isOffer: index % 10 === 0 })),
  ];
  const calibration = fitCalibration(judged, 'decisions');

  assert.ok(Math.abs(calibrated(calibration, 3) - 0.5) < 0.03);
  assert.ok(Math.abs(calibrated(calibration, -3) - 0.1) < 0.03);
});

test('the reliability table counts every text once and is exact where probabilities are', () => {
  const predictions = Array.from({ length: 100 }, (_, index) => ({
    probability: 0.25,
    isOffer: index % 4 === 0,
  }));
  const { rows, calibrationError } = reliabilityOf(predictions);

  assert.equal(
    rows.reduce((sum, row) => sum + row.count, 0),
    100,
  );
  assert.ok(calibrationError < 1e-9);
});

test('a calibrated score is marked provisional until there are 500 decisions, and the verdict stays the rules’ own', () => {
  const rules = projectPacks().detector;
  const text = 'Сдай карту в аренду, платим 40 000 тг, пиши @plastic_example';
  const few = withCalibration(rules, { a: 0.5, b: -1, basis: 'decisions', count: 499 }).detect({ text });
  const many = withCalibration(rules, { a: 0.5, b: -1, basis: 'decisions', count: 500 }).detect({ text });

  assert.equal(few.provisional, true);
  assert.equal(many.provisional, undefined);
  assert.equal(few.suspicious, rules.detect({ text }).suspicious);
  assert.ok(few.score < rules.detect({ text }).score);
});

test('a model advises on suspicious posts only and changes no verdict', () => {
  const rules = projectPacks().detector;
  const { bytes } = createLearner(rules).learn(TEXTS, 'examples');
  const advised = withModel(rules, unpackModel(bytes));
  const offer = 'Сдай карту в аренду, платим 40 000 тг, пиши @plastic_example';

  const { model, ...detection } = advised.detect({ text: offer });
  assert.ok((model?.probability ?? 0) > 0.5);
  assert.deepEqual(detection, rules.detect({ text: offer }));
  assert.equal(advised.detect({ text: 'Сегодня дождь' }).model, undefined);
});

test('a rule on trial is counted and has neither weight nor place on the card; a draft is counted in a trial only', () => {
  const pack = (state: string): { name: string; text: string } => ({
    name: 'gambling.yaml',
    text: `id: gambling
kind: offence
category: gambling
articles: [criminal_code 307]
titles: { kk: 'Құмар ойын', ru: 'Азартные игры', en: 'Gambling' }
rules:
  - id: trial-word
    state: ${state}
    weight: 6
    why: { kk: 'сынақ', ru: 'проба', en: 'a trial' }
    any: [кубикрубик]
  - id: other-word
    weight: 6
    why: { kk: 'сөз', ru: 'слово', en: 'a word' }
    any: [рулеткасюрприз]
examples:
  match: [рулеткасюрприз]
  notMatch: [погода]
`,
  });
  const detect = (state: string, trial = false): ReturnType<typeof rules.detect> => {
    const rules = compilePacks([pack(state)], { trial }).detector;
    return rules.detect({ text: 'кубикрубик' });
  };

  assert.equal(detect('live').suspicious, true);
  assert.deepEqual(detect('shadow').shadow, ['gambling.trial-word']);
  assert.deepEqual(
    [detect('shadow').suspicious, detect('shadow').matches.length, detect('shadow').score],
    [false, 0, 0],
  );
  assert.equal(detect('draft').shadow, undefined);
  assert.deepEqual(detect('draft', true).shadow, ['gambling.trial-word']);
});

test('a rule that was mostly wrong is proposed for retirement, one with few decisions is not', () => {
  assert.equal(rulePrecision(0, 0), null);
  assert.equal(rulePrecision(1, 3)?.retire, false);
  assert.equal(rulePrecision(2, 12)?.retire, true);
  assert.equal(rulePrecision(12, 2)?.retire, false);
});
