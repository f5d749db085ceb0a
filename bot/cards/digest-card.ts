import { CATEGORIES } from '../../src/domain/category.ts';
import type { DigestNumbers } from '../../src/domain/digest.ts';
import { MEASURE_KINDS } from '../../src/domain/measure.ts';
import { ITEM_OUTCOMES } from '../../src/domain/outcome.ts';
import { SOURCE_KINDS } from '../../src/domain/source.ts';
import { capitalised, shortDay, type Words } from '../words.ts';
import { blocks, button, lines, type Card } from './card.ts';

const NOISY_SHOWN = 5;
const HASH_SHOWN = 16;

/** A line with its number, left out when it is zero. */
function counted(words: Words, key: string, count: number): string | null {
  return count === 0 ? null : words.html(key, { count });
}

function table<Id extends string>(
  words: Words,
  title: string,
  ids: readonly Id[],
  prefix: string,
  numbers: Readonly<Partial<Record<Id, number>>>,
): string | null {
  const rows = ids.flatMap((id) => {
    const count = numbers[id] ?? 0;
    return count === 0
      ? []
      : [words.html('digest-row', { label: capitalised(words.plain(prefix + id)), count })];
  });
  return rows.length === 0 ? null : lines([words.html(title), ...rows]);
}

/** Whether anything happened on the day; what waits and what is late is not an event. */
export function isEmptyDay(numbers: DigestNumbers): boolean {
  const counts = [
    numbers.postsRead,
    numbers.newFindings,
    numbers.newOccurrences,
    numbers.approved,
    numbers.returned,
    numbers.dismissed,
    numbers.sent,
  ];
  return [...counts, ...Object.values(numbers.submitted), ...Object.values(numbers.outcomes)].every(
    (count) => count === 0,
  );
}

/** The digest in words: every number of the day, lines of zero left out, an empty day said plainly. */
export function digestText(numbers: DigestNumbers, words: Words, repeat: boolean): string {
  const happened = isEmptyDay(numbers)
    ? [words.html('digest-empty')]
    : [
        lines([
          words.html('digest-posts', { count: numbers.postsRead }),
          words.html('digest-findings', { count: numbers.newFindings }),
          counted(words, 'digest-occurrences', numbers.newOccurrences),
        ]),
        table(words, 'digest-by-category', CATEGORIES, 'category-', numbers.byCategory),
        table(words, 'digest-by-source', SOURCE_KINDS, 'source-kind-', numbers.bySourceKind),
        table(words, 'digest-submitted', MEASURE_KINDS, 'kind-', numbers.submitted),
        decisions(numbers, words),
        table(words, 'digest-outcomes', ITEM_OUTCOMES, 'outcome-', numbers.outcomes),
      ];
  return blocks([
    lines([
      words.html('digest-title', { day: shortDay(numbers.day) }),
      repeat ? words.html('digest-repeat') : null,
    ]),
    ...happened,
    present(numbers, words),
    noisy(numbers, words),
    numbers.auditHead === null
      ? null
      : words.html('digest-anchor', {
          seq: String(numbers.auditHead.seq),
          hash: numbers.auditHead.hash.slice(0, HASH_SHOWN),
        }),
  ]);
}

function decisions(numbers: DigestNumbers, words: Words): string | null {
  const rows = [
    counted(words, 'digest-approved', numbers.approved),
    counted(words, 'digest-returned', numbers.returned),
    counted(words, 'digest-dismissed', numbers.dismissed),
    counted(words, 'digest-sent', numbers.sent),
  ].filter((row) => row !== null);
  return rows.length === 0 ? null : lines([words.html('digest-decisions'), ...rows.map((row) => `• ${row}`)]);
}

function present(numbers: DigestNumbers, words: Words): string {
  const late = [
    counted(words, 'digest-overdue-triage', numbers.overdueTriage),
    counted(words, 'digest-overdue-approval', numbers.overdueApproval),
    counted(words, 'digest-overdue-outcome', numbers.overdueOutcome),
  ].filter((row) => row !== null);
  return lines([
    words.html('digest-now'),
    words.html('digest-waiting', { count: numbers.waiting }),
    ...late,
    late.length === 0 ? null : words.html('digest-internal'),
    counted(words, 'digest-without-screenshot', numbers.withoutScreenshot),
    counted(words, 'digest-unchecked-acts', numbers.uncheckedActs),
  ]);
}

function noisy(numbers: DigestNumbers, words: Words): string | null {
  if (numbers.noisyRules.length === 0) return null;
  const rows = numbers.noisyRules
    .slice(0, NOISY_SHOWN)
    .map(({ rule, hits, dismissed }) => words.html('digest-noisy-row', { rule, hits, dismissed }));
  return lines([words.html('digest-noisy'), ...rows]);
}

/** The digest with buttons to the days around it. */
export function digestCard(
  numbers: DigestNumbers,
  days: { readonly before: string; readonly after: string; readonly today: string },
  words: Words,
): Card {
  const turn = [
    button(words.plain('digest-button-before', { day: shortDay(days.before) }), {
      on: 'digest',
      day: days.before,
    }),
    ...(days.after < days.today
      ? [
          button(words.plain('digest-button-after', { day: shortDay(days.after) }), {
            on: 'digest',
            day: days.after,
          }),
        ]
      : []),
    ...(numbers.day === days.today
      ? []
      : [button(words.plain('digest-button-today'), { on: 'digest', day: days.today })]),
  ];
  return { html: digestText(numbers, words, false), rows: [turn] };
}
