import type { JudgedText, LearnedStatistics, Learner } from '../ports/learner.ts';
import { judgedPosts, VERDICT_OF } from './judged-texts.ts';
import type { Needs } from './needs.ts';

/** From so many decisions people's judgement alone is learned from; before, the packs' own examples help out. */
export const DECISIONS_ENOUGH = 500;

export interface TrainedFrom {
  readonly version: string;
  readonly statistics: LearnedStatistics;
  readonly decisions: number;
  readonly examples: number;
}

/**
 * Trains a model from what analysts decided (and, while that is little, from the examples of the packs), keeps it, and lets it advise
 * from now on. It never decides. Throws where there are too few texts of either kind.
 * @param examples texts of the packs that must and must not match
 */
export async function trainModel(
  needs: Pick<Needs, 'memory' | 'box' | 'clock'> & {
    readonly learner: Learner;
    readonly rulesVersion: string;
  },
  examples: readonly JudgedText[],
): Promise<TrainedFrom> {
  const decided: JudgedText[] = [];
  for await (const { finding, text } of judgedPosts(needs)) {
    const verdict = VERDICT_OF[finding.state];
    if (verdict !== 'undecided') decided.push({ text, isOffer: verdict === 'offer' });
  }
  const enough = decided.length >= DECISIONS_ENOUGH;
  const texts = enough ? decided : [...examples, ...decided];
  const { version, bytes, statistics } = needs.learner.learn(texts, enough ? 'decisions' : 'examples');
  await needs.memory.transaction(async (tx) => {
    await tx.learning.addModel({
      version,
      rulesVersion: needs.rulesVersion,
      trainedAt: needs.clock.now(),
      weights: bytes,
      statistics,
    });
    await tx.learning.useModel(version);
    tx.audit.append({
      action: 'model.changed',
      actorId: null,
      subject: `model:${version}`,
      details: { decisions: decided.length, examples: texts.length - decided.length },
    });
  });
  return { version, statistics, decisions: decided.length, examples: texts.length - decided.length };
}
