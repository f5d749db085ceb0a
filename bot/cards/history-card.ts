import { DISMISS_REASONS } from '../../src/domain/finding.ts';
import { MEASURE_KINDS, type Measure } from '../../src/domain/measure.ts';
import { ITEM_OUTCOMES } from '../../src/domain/outcome.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { cutText, MESSAGE_MAX, visibleLength } from '../html.ts';
import { capitalised, type Words } from '../words.ts';
import { button, lines, type Card } from './card.ts';

const REASON_SHOWN = 200;

/** Who did it, for a line of the history or an alert. */
export function whoDid(decision: Pick<Decision, 'by' | 'byName'>, words: Words): string {
  if (decision.by.kind === 'system') return capitalised(words.plain('actor-system'));
  return decision.byName ?? decision.by.name;
}

/** What was done, in words. */
export function whatWasDone(decision: Pick<Decision, 'subject' | 'verb'>, words: Words): string {
  return words.plain(`verb-${decision.subject}-${decision.verb}`);
}

/** Reasons that are ids of a table become words; what people wrote stays as it is. */
function reasonInWords(reason: string, words: Words): string | null {
  const tables: readonly (readonly [prefix: string, table: readonly string[]])[] = [
    ['dismiss-', DISMISS_REASONS],
    ['kind-short-', MEASURE_KINDS],
    ['outcome-', ITEM_OUTCOMES],
  ];
  for (const [prefix, table] of tables) if (table.includes(reason)) return words.plain(prefix + reason);
  return reason === 'outside_competence' ? null : reason;
}

/** The finding's history as a timeline, oldest first; when it is too long the oldest entries are counted. */
export function historyCard(
  finding: { readonly id: number; readonly version: number },
  decisions: readonly Decision[],
  measures: readonly Pick<Measure, 'id' | 'kind'>[],
  words: Words,
): Card {
  const title = words.html('card-history-title', { id: String(finding.id) });
  const rows = decisions.map((decision) => historyRow(decision, measures, words));
  let first = 0;
  const text = (): string =>
    lines([
      title,
      first === 0 ? null : words.html('card-history-earlier', { count: first }),
      ...rows.slice(first),
    ]);
  while (visibleLength(text()) > MESSAGE_MAX && first < rows.length) first += 1;
  const open = button(words.plain('card-button-open', { id: String(finding.id) }), {
    on: 'finding',
    id: finding.id,
    version: finding.version,
    press: 'open',
  });
  return {
    html: rows.length === 0 ? lines([title, words.html('card-history-empty')]) : text(),
    rows: [[open]],
  };
}

function historyRow(
  decision: Decision,
  measures: readonly Pick<Measure, 'id' | 'kind'>[],
  words: Words,
): string {
  const kind = measures.find(({ id }) => id === decision.measureId)?.kind;
  const said = { at: decision.at, who: whoDid(decision, words), what: whatWasDone(decision, words) };
  const row =
    kind === undefined
      ? words.html('card-history-row', said)
      : words.html('card-history-row-measure', { ...said, kind: words.plain(`kind-short-${kind}`) });
  const reason = decision.reason === null ? null : reasonInWords(decision.reason, words);
  const repeats = kind !== undefined && decision.reason === kind;
  return reason === null || repeats
    ? row
    : words.html('card-history-reason', { row: { html: row }, reason: cutText(reason, REASON_SHOWN) });
}
