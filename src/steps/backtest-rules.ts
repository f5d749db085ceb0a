import type { Detection } from '../domain/detection.ts';
import type { Detector } from '../ports/detector.ts';
import { judgedPosts, VERDICT_OF } from './judged-texts.ts';
import type { Needs } from './needs.ts';

/** How one rule would have done on what people decided. */
export interface RuleRecord {
  readonly rule: string;
  readonly hits: number;
  readonly offers: number;
  readonly noViolation: number;
  readonly undecided: number;
}

export interface Backtest {
  readonly findings: number;
  readonly rules: readonly RuleRecord[];
  /** Findings decided as offers that the packs would not find any more. */
  readonly lost: readonly number[];
  /** Findings decided as no violation that the packs would leave alone. */
  readonly spared: readonly number[];
}

type Tally = { -readonly [K in keyof Omit<RuleRecord, 'rule'>]: number };

/** Rules that fired, live and on trial. */
function firedBy(detection: Detection): ReadonlySet<string> {
  return new Set([...detection.matches.map((match) => match.rule), ...(detection.shadow ?? [])]);
}

/** What a pack would have done with the stored findings: nothing is changed. */
export async function backtestRules(
  needs: Pick<Needs, 'memory' | 'box'>,
  detector: Detector,
): Promise<Backtest> {
  const tallies = new Map<string, Tally>();
  const lost: number[] = [];
  const spared: number[] = [];
  let findings = 0;
  for await (const { finding, post, text } of judgedPosts(needs)) {
    findings += 1;
    const detection = detector.detect({ text, links: post.links });
    const verdict = VERDICT_OF[finding.state];
    if (!detection.suspicious && verdict === 'offer') lost.push(finding.id);
    if (!detection.suspicious && verdict === 'no_violation') spared.push(finding.id);
    for (const rule of firedBy(detection)) {
      const tally = tallies.get(rule) ?? { hits: 0, offers: 0, noViolation: 0, undecided: 0 };
      tallies.set(rule, tally);
      tally.hits += 1;
      if (verdict === 'offer') tally.offers += 1;
      else if (verdict === 'no_violation') tally.noViolation += 1;
      else tally.undecided += 1;
    }
  }
  const rules = [...tallies].map(([rule, tally]) => ({ rule, ...tally }));
  rules.sort((a, b) => b.hits - a.hits || (a.rule < b.rule ? -1 : 1));
  return { findings, rules, lost, spared };
}
