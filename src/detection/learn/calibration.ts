/** A judged text with the log-odds that something gave it. */
export interface Judged {
  readonly logit: number;
  readonly isOffer: boolean;
}

/** Makes log-odds honest: probability = logistic(a × logit + b). */
export interface Calibration {
  readonly a: number;
  readonly b: number;
  /** What it rests on: the packs' and the evaluation's texts, or decisions of people. */
  readonly basis: 'examples' | 'decisions';
  readonly count: number;
}

/** From so many decisions the probabilities are no longer provisional. */
export const DECISIONS_MIN = 500;

const STEPS = 100;
/** Log-odds beyond this say the same: certain. */
const LOGIT_MAX = 12;

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function bounded(logit: number): number {
  return Math.max(-LOGIT_MAX, Math.min(LOGIT_MAX, logit));
}

/** Probability that the text is an offer. */
export function calibrated(calibration: Pick<Calibration, 'a' | 'b'>, logit: number): number {
  return logistic(calibration.a * bounded(logit) + calibration.b);
}

/** True while too few decisions stand behind the probabilities. */
export function isProvisional(calibration: Pick<Calibration, 'basis' | 'count'>): boolean {
  return calibration.basis !== 'decisions' || calibration.count < DECISIONS_MIN;
}

/**
 * Platt's scaling with his smoothed targets, by Newton steps (Platt 1999; Lin, Lin, Weng 2007). `a` never falls under 0: a higher
 * score never means a lower probability. Gives the identity where one of the two answers is missing.
 */
export function fitCalibration(judged: readonly Judged[], basis: Calibration['basis']): Calibration {
  const yes = judged.filter((one) => one.isOffer).length;
  const no = judged.length - yes;
  if (yes === 0 || no === 0) return { a: 1, b: 0, basis, count: judged.length };
  const target = { yes: (yes + 1) / (yes + 2), no: 1 / (no + 2) };
  let a = 1;
  let b = 0;
  for (let step = 0; step < STEPS; step++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-9, 0, 1e-9];
    for (const { logit, isOffer } of judged) {
      const x = bounded(logit);
      const p = logistic(a * x + b);
      const error = p - (isOffer ? target.yes : target.no);
      const w = Math.max(p * (1 - p), 1e-9);
      ga += error * x;
      gb += error;
      haa += w * x * x;
      hab += w * x;
      hbb += w;
    }
    const determinant = haa * hbb - hab * hab;
    if (Math.abs(determinant) < 1e-12) break;
    const da = (hbb * ga - hab * gb) / determinant;
    const db = (haa * gb - hab * ga) / determinant;
    a = Math.max(0.01, a - Math.max(-1, Math.min(1, da)));
    b -= Math.max(-2, Math.min(2, db));
    if (Math.abs(da) + Math.abs(db) < 1e-7) break;
  }
  return { a, b, basis, count: judged.length };
}

/** One row of the reliability table: of texts that were given about this probability, how many were offers. */
export interface ReliabilityRow {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly meanProbability: number;
  readonly offers: number;
}

export interface Reliability {
  readonly rows: readonly ReliabilityRow[];
  /** Mean squared distance of probability and truth (Brier 1950): 0 is perfect, 0.25 says nothing. */
  readonly brier: number;
  /** Mean distance of promised and observed shares, weighted by count. */
  readonly calibrationError: number;
}

const BINS = 10;

/** How far probabilities can be taken at their word. */
export function reliabilityOf(
  predictions: readonly { readonly probability: number; readonly isOffer: boolean }[],
): Reliability {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, sum: 0, offers: 0 }));
  let squares = 0;
  for (const { probability, isOffer } of predictions) {
    const bin = bins[Math.min(BINS - 1, Math.floor(probability * BINS))];
    if (bin === undefined) continue;
    bin.count += 1;
    bin.sum += probability;
    if (isOffer) bin.offers += 1;
    squares += (probability - (isOffer ? 1 : 0)) ** 2;
  }
  const rows = bins.map(({ count, sum, offers }, index) => ({
    from: index / BINS,
    to: (index + 1) / BINS,
    count,
    meanProbability: count === 0 ? 0 : sum / count,
    offers,
  }));
  const total = Math.max(1, predictions.length);
  return {
    rows,
    brier: squares / total,
    calibrationError:
      rows.reduce((error, row) => error + Math.abs(row.meanProbability * row.count - row.offers), 0) / total,
  };
}
