import { CATEGORY_FACTS } from '../../src/domain/category.ts';
import type { Match } from '../../src/domain/detection.ts';
import type { CardView } from '../../src/steps/views.ts';
import { cutText, escapeHtml, excerpt, linkHtml, markedHtml, visibleLength } from '../html.ts';
import { capitalised, type Words } from '../words.ts';
import { blocks, lines } from './card.ts';

/** So much of the reasons always has room beside the rest of a card; more signs are counted. */
const REASONS_MAX = 2000;
const WORDS_PER_REASON = 4;
const WORD_MAX = 60;
const ENTITIES_MAX = 8;
const SEAL_SHOWN = 12;
/** A quotation shorter than this says nothing. */
const QUOTE_MIN = 40;

/** The text of the card. The quoted text is cut to fit into `limit`, the reasons are not. */
export function findingText(view: CardView, words: Words, limit: number): string {
  const head = blocks([title(view, words), reasons(view, words)]);
  const tail = blocks([origin(view, words), status(view, words), measureLines(view, words)]);
  const label = words.html(view.post.maskedText.trim() === '' ? 'card-no-text' : 'card-text');
  const room = limit - visibleLength(blocks([head, label, tail])) - 4;
  const whole = blocks([head, lines([label, quote(view, room)]), tail]);
  return visibleLength(whole) <= limit ? whole : blocks([head, tail]);
}

function title(view: CardView, words: Words): string {
  const { finding } = view;
  const others = [
    ...new Set(
      view.matches.flatMap(({ category }) =>
        category === null || category === finding.category ? [] : [category],
      ),
    ),
  ];
  const outside = CATEGORY_FACTS[finding.category].competence !== 'afm';
  return lines([
    words.html('card-title', {
      id: String(finding.id),
      category: capitalised(words.plain(`category-${finding.category}`)),
      percent: Math.round(finding.score * 100),
    }),
    words.html('card-advice'),
    modelLine(view, words),
    others.length === 0
      ? null
      : words.html('card-others', {
          categories: others.map((category) => words.plain(`category-${category}`)).join(', '),
        }),
    outside
      ? words.html('card-outside', { body: words.plain(`body-${CATEGORY_FACTS[finding.category].body}`) })
      : null,
  ]);
}

/** The model's number beside the rules', and what it rests on. */
function modelLine({ model }: CardView, words: Words): string | null {
  if (model === undefined) return null;
  const percent = Math.round(model.probability * 100);
  return words.html(model.provisional ? 'card-model-provisional' : 'card-model', { percent });
}

interface Reason {
  readonly why: string;
  readonly words: readonly string[];
  readonly weight: number;
}

/**
 * Matches that say the same are one reason with several words; the heaviest come first.
 * @param maskedText the words are taken from here, never from the original
 */
export function reasonsOf(matches: readonly Match[], maskedText: string, words: Words): readonly Reason[] {
  const byWhy = new Map<string, { words: Set<string>; weight: number }>();
  for (const match of matches.filter(({ weight }) => weight > 0)) {
    const reason = byWhy.get(match.why[words.locale]) ?? { words: new Set<string>(), weight: 0 };
    const shown = maskedText.slice(match.start, match.end).replaceAll(/\s+/gu, ' ').trim();
    if (shown !== '') reason.words.add(cutText(shown, WORD_MAX));
    reason.weight = Math.max(reason.weight, match.weight);
    byWhy.set(match.why[words.locale], reason);
  }
  return [...byWhy]
    .map(([why, reason]) => ({ why, words: [...reason.words], weight: reason.weight }))
    .sort((a, b) => b.weight - a.weight);
}

function reasons(view: CardView, words: Words): string {
  const all = reasonsOf(view.matches, view.post.maskedText, words);
  const rows: string[] = [];
  for (const reason of all) {
    const shown = reason.words
      .slice(0, WORDS_PER_REASON)
      .map((word) => `«${word}»`)
      .join(', ');
    const why = cutText(reason.why, 200);
    const row =
      shown === ''
        ? words.html('card-why-row-bare', { why })
        : words.html('card-why-row', { why, words: shown });
    if (visibleLength(lines([...rows, row])) > REASONS_MAX) break;
    rows.push(row);
  }
  const left = all.length - rows.length;
  return lines([
    words.html('card-why'),
    ...rows,
    left === 0 ? null : words.html('card-why-more', { count: left }),
  ]);
}

function quote(view: CardView, room: number): string | null {
  const text = view.post.maskedText.trimEnd();
  if (text.trim() === '' || room < QUOTE_MIN) return null;
  const marks = view.matches.filter(({ weight }) => weight > 0);
  const part = excerpt(text, marks, room);
  return `<blockquote>${markedHtml(part.text, part.marks)}</blockquote>`;
}

function origin(view: CardView, words: Words): string {
  const { post, source } = view;
  const times = [
    words.html('card-published', { at: post.publishedAt }),
    post.editedAt === null ? null : words.html('card-edited', { at: post.editedAt }),
  ].filter((part) => part !== null);
  const counts = [
    words.html('card-places', { count: view.finding.occurrences }),
    post.views === null ? null : words.html('card-views', { count: post.views }),
  ].filter((part) => part !== null);
  return lines([
    words.html('card-source', {
      title: cutText(source.title, 120),
      kind: words.plain(`source-kind-${source.kind}`),
    }),
    words.html('card-address', { link: { html: linkHtml(post.url, cutText(post.url, 120)) } }),
    times.join(', '),
    post.deletedSeenAt === null ? null : words.html('card-deleted', { at: post.deletedSeenAt }),
    counts.join(' · '),
    entityLine(view, words),
  ]);
}

function entityLine(view: CardView, words: Words): string | null {
  const seen = new Map(view.entities.map((entity) => [`${entity.kind} ${entity.value}`, entity]));
  const shown = [...seen.values()].slice(0, ENTITIES_MAX).map((entity) => {
    return `${escapeHtml(words.plain(`entity-${entity.kind}`))} <code>${escapeHtml(cutText(entity.value, WORD_MAX))}</code>`;
  });
  const more = seen.size > ENTITIES_MAX ? ', …' : '';
  return shown.length === 0 ? null : words.html('card-entities', { list: { html: shown.join(', ') + more } });
}

function status(view: CardView, words: Words): string {
  return lines([
    screenshotLine(view, words),
    words.html('card-state', { state: words.plain(`state-finding-${view.finding.state}`) }),
    claimLine(view, words),
  ]);
}

function screenshotLine(view: CardView, words: Words): string {
  const { screenshot } = view;
  if (screenshot.kind === 'pending') return words.html('card-screenshot-pending');
  if (screenshot.kind === 'ready') {
    return words.html('card-screenshot-ready', {
      at: screenshot.capturedAt,
      seal: screenshot.sealSha256.slice(0, SEAL_SHOWN),
    });
  }
  const problem =
    screenshot.problem === 'no_browser'
      ? words.plain('capture-problem-no_browser')
      : words.plain('capture-problem-other', { problem: cutText(screenshot.problem, 80) });
  return words.html('card-screenshot-failed', { problem });
}

function claimLine(view: CardView, words: Words): string | null {
  const until = view.finding.claimedUntil;
  if (view.claim === 'free' || until === null)
    return view.finding.state === 'new' ? words.html('card-claim-free') : null;
  if (view.claim === 'mine') return words.html('card-claim-mine', { until });
  return words.html('card-claim-other', { name: view.claimedByName ?? '', until });
}

function measureLines(view: CardView, words: Words): string | null {
  if (view.measures.length === 0) return null;
  const rows = view.measures.map((measure) => {
    return words.html('card-measure-row', {
      kind: capitalised(words.plain(`kind-short-${measure.kind}`)),
      state: words.plain(`state-measure-${measure.state}`),
      outcome: measure.outcome === null ? 'none' : words.plain(`outcome-${measure.outcome}`),
    });
  });
  return lines([words.html('card-measures'), ...rows]);
}
