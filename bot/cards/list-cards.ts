import { isOverdue } from '../../src/domain/deadline.ts';
import type { Measure } from '../../src/domain/measure.ts';
import { capitalised, type Words } from '../words.ts';
import { button, lines, type Card } from './card.ts';

/** Rows of a list: as many buttons as stay readable below one another. */
export const LIST_MAX = 12;

export interface WaitingMeasure {
  readonly measure: Measure;
  readonly authorName: string;
}

function open(measure: Measure, words: Words): Card['rows'][number] {
  const text = words.plain('measure-button-open', {
    kind: capitalised(words.plain(`kind-short-${measure.kind}`)),
    id: String(measure.findingId),
  });
  return [button(text, { on: 'measure', id: measure.id, version: measure.version, press: 'open' })];
}

/** What waits for this supervisor's approval, oldest first; what waits longer than the internal level is marked. */
export function approvalsCard(waiting: readonly WaitingMeasure[], now: Date, words: Words): Card {
  if (waiting.length === 0) return { html: words.html('measure-approvals-empty'), rows: [] };
  const shown = waiting.slice(0, LIST_MAX);
  const rows = shown.map(({ measure, authorName }) => {
    const since = measure.submittedAt ?? measure.createdAt;
    const key = isOverdue('approval', since, now) ? 'measure-approvals-row-late' : 'measure-approvals-row';
    return words.html(key, {
      id: String(measure.findingId),
      kind: words.plain(`kind-short-${measure.kind}`),
      author: authorName,
      at: since,
    });
  });
  return {
    html: lines([words.html('measure-approvals-title', { count: waiting.length }), ...rows]),
    rows: shown.map(({ measure }) => open(measure, words)),
  };
}

/** The author's own measures that still need something. */
export function mineCard(mine: readonly Measure[], words: Words): Card {
  if (mine.length === 0) return { html: words.html('measure-mine-empty'), rows: [] };
  const shown = mine.slice(0, LIST_MAX);
  const rows = shown.map((measure) =>
    words.html('measure-mine-row', {
      id: String(measure.findingId),
      kind: words.plain(`kind-short-${measure.kind}`),
      state: words.plain(`state-measure-${measure.state}`),
    }),
  );
  return {
    html: lines([words.html('measure-mine-title', { count: mine.length }), ...rows]),
    rows: shown.map((measure) => open(measure, words)),
  };
}
