import type { Finding } from '../../src/domain/finding.ts';
import type { Notice, NoticeParams } from '../../src/domain/notice.ts';
import type { MeasureView } from '../../src/steps/views.ts';
import { cutText } from '../html.ts';
import { capitalised, type Words } from '../words.ts';
import { button, inPairs, lines, type Button, type Card } from './card.ts';
import { answer, onMeasure, verbButtons } from './measure-card.ts';

const COMMENT_SHOWN = 700;
const TITLE_SHOWN = 100;

/** Reasons of an alarm that have words of their own; any other is named as it is. */
export const ALARM_REASONS = [
  'authority_refused_us',
  'key_conflict',
  'bad_answer',
  'rejected',
  'no_browser',
  'evidence_changed',
  'evidence_missing',
  'session_revoked',
  'session_used_twice',
  'account_closed',
  'account_frozen',
  'api_id_refused',
  'client_outdated',
  'floods_grow',
  'account_losing',
  'account_rests',
  'account_rests_alone',
  'method_rests',
  'account_barred',
  'barred_everywhere',
  'join_refused',
  'no_account',
  'not_public',
  'not_found',
  'source_quiet',
  'job_given_up',
  'disk_full',
  'bad_rules',
] as const;

/** How many wait, and what the best one is; one button takes it. */
export function queueCard(
  waiting: number,
  best: Pick<Finding, 'category' | 'score'> | null,
  words: Words,
): Card {
  const first =
    best === null
      ? { category: 'none', percent: 0 }
      : { category: words.plain(`category-${best.category}`), percent: Math.round(best.score * 100) };
  const html = words.html('notice-queue', { count: waiting, ...first });
  return { html, rows: [[button(words.plain('notice-button-next'), { on: 'queue' })]] };
}

function openFinding(id: number, version: number, words: Words): Button {
  return button(words.plain('card-button-open', { id: String(id) }), {
    on: 'finding',
    id,
    version,
    press: 'open',
  });
}

/** A known finding was published once more. */
export function occurrenceCard(finding: Finding, words: Words): Card {
  const html = words.html('notice-occurrence', {
    id: String(finding.id),
    category: words.plain(`category-${finding.category}`),
    count: finding.occurrences,
    state: words.plain(`state-finding-${finding.state}`),
  });
  return { html, rows: [[openFinding(finding.id, finding.version, words)]] };
}

/** The post of a finding is gone at its source. */
export function deletedCard(finding: Finding, words: Words): Card {
  const html = words.html('notice-deleted', {
    id: String(finding.id),
    category: words.plain(`category-${finding.category}`),
    state: words.plain(`state-finding-${finding.state}`),
  });
  return { html, rows: [[openFinding(finding.id, finding.version, words)]] };
}

/** A source deleted many posts at once. */
export function deletedManyCard(
  title: string,
  gone: { readonly messages: number; readonly findings: number },
  words: Words,
): Card {
  const html = words.html('notice-deleted_many', {
    source: cutText(title, TITLE_SHOWN),
    count: gone.messages,
    findings: gone.findings,
  });
  return { html, rows: [] };
}

/** What happened to a measure, with the buttons that this person may press now. */
export function measureNoticeCard(kind: Notice['kind'], view: MeasureView, words: Words): Card {
  const { measure, finding } = view;
  const open = button(
    words.plain('measure-button-open', {
      kind: capitalised(words.plain(`kind-short-${measure.kind}`)),
      id: String(finding.id),
    }),
    onMeasure(view, { press: 'open' }),
  );
  const html = lines([
    words.html(`notice-${kind}`, {
      id: String(finding.id),
      kind: words.plain(`kind-${measure.kind}`),
      category: words.plain(`category-${finding.category}`),
      author: view.authorName,
      approver: view.approverName ?? '–',
      comment: cutText(measure.returnComment ?? '–', COMMENT_SHOWN),
      number: measure.outgoingNumber ?? '–',
      outcome: measure.outcome === null ? '–' : words.plain(`outcome-${measure.outcome}`),
    }),
    kind === 'outcome'
      ? answer({ measure: { ...measure, outcome: null, returnComment: null } }, words)
      : null,
    kind === 'approved' && view.verbs.includes('record_sent') ? words.html('notice-approved-by-hand') : null,
  ]);
  return { html, rows: [...inPairs(verbButtons(view, words)), [open]] };
}

/** Something that needs a person: what, about which finding, and the detail. */
export function alarmCard(params: NoticeParams, words: Words): Card {
  const reason = params.reason ?? 'unknown';
  const known = (ALARM_REASONS as readonly string[]).includes(reason);
  const what = known
    ? words.html(`alarm-${reason}`)
    : words.html('alarm-other', { reason: cutText(reason, 100) });
  const html = lines([
    words.html('notice-alarm', { what: { html: what } }),
    params.findingId === undefined
      ? null
      : words.html('notice-alarm-about', { id: String(params.findingId) }),
    params.detail === undefined
      ? null
      : words.html('notice-alarm-detail', { detail: cutText(params.detail, 500) }),
  ]);
  return { html, rows: params.findingId === undefined ? [] : [[openFinding(params.findingId, 0, words)]] };
}

/** Marks a message that may have come already: the Bot API cannot tell. */
export function repeated(card: Card, words: Words, repeat: boolean): Card {
  return repeat ? { ...card, html: lines([card.html, words.html('notice-repeat')]) } : card;
}
