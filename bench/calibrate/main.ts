/**
 * Measures how the scores of the rules relate to the truth on the held-out half of the evaluation set, prints the reliability
 * table, and with `--write` keeps the calibration as rules/calibration.json. To be run after the rules changed.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CALIBRATION_FILE, loadRules, ownRulesFolder } from '../../cli/rule-files.ts';
import { reliabilityOf } from '../../src/detection/learn/calibration.ts';
import { calibrationOfRules, withCalibration } from '../../src/detection/learn/rule-score.ts';
import { readPosts } from '../detect-quality/posts.ts';

const PLACES = 4;

const rules = await loadRules(ownRulesFolder());
const looked = readPosts()
  .filter(({ part }) => part === 'held-out')
  .map(({ text, category }) => ({
    text,
    isOffer: category !== null,
    detection: rules.detect({ text }),
  }));
const posts = looked.filter(({ detection }) => detection.score > 0);
const silent = looked.filter(({ detection }) => detection.score === 0);
const { a, b, basis, count } = calibrationOfRules(posts, 'examples');
const calibration = { a: Number(a.toFixed(PLACES)), b: Number(b.toFixed(PLACES)), basis, count };
const calibrated = withCalibration(rules, calibration);
const of = (detector: typeof rules): ReturnType<typeof reliabilityOf> =>
  reliabilityOf(
    posts.map(({ text, isOffer }) => ({ probability: detector.detect({ text }).score, isOffer })),
  );
const [before, after] = [of(rules), of(calibrated)];

console.log(
  `No rule spoke on ${silent.length} posts, ${silent.filter(({ isOffer }) => isOffer).length} of them offers: they have no score.`,
);
console.log(`Held-out posts with a score: ${count}. a ${calibration.a}, b ${calibration.b}.`);
console.log(
  `Brier ${before.brier.toFixed(3)} → ${after.brier.toFixed(3)}, calibration error ${before.calibrationError.toFixed(3)} → ${after.calibrationError.toFixed(3)}`,
);
for (const row of after.rows.filter((one) => one.count > 0))
  console.log(
    `${row.from.toFixed(1)}–${row.to.toFixed(1)}  ${String(row.count).padStart(4)} posts  promised ${row.meanProbability.toFixed(3)}  offers ${(row.offers / row.count).toFixed(3)}`,
  );
if (process.argv.includes('--write')) {
  const file = path.join(ownRulesFolder(), CALIBRATION_FILE);
  writeFileSync(file, `${JSON.stringify(calibration, null, 2)}\n`);
  console.log(`Written: ${file}`);
}
