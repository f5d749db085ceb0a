import { CATEGORY_FACTS } from '../../src/domain/category.ts';
import { COMPLETENESS_BLOCKS, REQUIREMENTS, type CompletenessBlock } from '../../src/domain/completeness.ts';
import type { MeasureKind, MeasureVerb } from '../../src/domain/measure.ts';
import type { MeasureView } from '../../src/steps/views.ts';
import type { CallbackData, MeasurePress } from '../callback-data.ts';
import { cutText, escapeHtml, linkHtml, MESSAGE_MAX, visibleLength } from '../html.ts';
import { capitalised, shortDay, type Words } from '../words.ts';
import { actLabel, unverified } from './act-label.ts';
import { blocks, button, inPairs, lines, type Button, type Card, type Rows } from './card.ts';

const COMMENT_SHOWN = 600;
const QUOTE_SHOWN = 420;

/** The button of each verb; those without one are the program's. */
const VERB_BUTTONS: Readonly<Record<MeasureVerb, MeasurePress | null>> = {
  submit: { press: 'submit' },
  approve: { press: 'approve' },
  return: { press: 'return' },
  record_sent: { press: 'number' },
  amend: { press: 'amend' },
  close: { press: 'close' },
  withdraw: { press: 'withdraw' },
  send: null,
  receive: null,
  incomplete: null,
  outcome: null,
};

/** A press on this measure as it was drawn. */
export function onMeasure(view: MeasureView, what: MeasurePress): CallbackData {
  return { on: 'measure', id: view.measure.id, version: view.measure.version, ...what };
}

/** The form of a measure: the three blocks with what is missing, the text, and what this person may do. */
export function measureCard(view: MeasureView, words: Words): Card {
  return { html: measureText(view, words), rows: measureRows(view, words) };
}

/** The text of the form. The justification is cut to fit, what is missing is not. */
export function measureText(view: MeasureView, words: Words, limit: number = MESSAGE_MAX): string {
  const head = blocks([title(view, words), blocksOf(view, words)]);
  const tail = blocks([answer(view, words), target(view, words), quotation(view, words)]);
  const room = limit - visibleLength(blocks([head, words.html('measure-justification'), tail])) - 4;
  return blocks([head, justification(view, words, room), tail]);
}

function title(view: MeasureView, words: Words): string {
  const { measure } = view;
  const waits = measure.state === 'submitted' && measure.submittedAt !== null;
  return lines([
    words.html('measure-title', {
      kind: capitalised(words.plain(`kind-${measure.kind}`)),
      id: String(view.finding.id),
      state: words.plain(`state-measure-${measure.state}`),
    }),
    words.html('measure-category', {
      category: capitalised(words.plain(`category-${view.finding.category}`)),
      source: cutText(view.source.title, 120),
    }),
    words.html('measure-author', { name: view.authorName }),
    view.approverName === null ? null : words.html('measure-approver', { name: view.approverName }),
    waits ? words.html('measure-waiting-since', { at: measure.submittedAt }) : null,
    measure.outgoingNumber === null ? null : words.html('measure-number', { number: measure.outgoingNumber }),
    measure.sentAt === null ? null : words.html('measure-sent-at', { at: measure.sentAt }),
  ]);
}

/** The blocks that the law asks of this kind of measure. */
export function blocksOfKind(kind: MeasureKind): readonly CompletenessBlock[] {
  return COMPLETENESS_BLOCKS.filter((block) => {
    return REQUIREMENTS.some((row) => row.block === block && row.kinds.includes(kind));
  });
}

function blocksOf(view: MeasureView, words: Words): string {
  return lines(
    blocksOfKind(view.measure.kind).flatMap((block) => {
      const missing = view.missing.filter((entry) => entry.block === block);
      const name = words.plain(`block-${block}`);
      const fields = missing.map((entry) => words.plain(`missing-${entry.field}`)).join('; ');
      const row =
        missing.length === 0
          ? words.html('measure-block-ready', { block: name })
          : words.html('measure-block-missing', { block: name, missing: fields });
      return block === 'lawfulness' && view.act !== null ? [row, actLine(view, words)] : [row];
    }),
  );
}

function actLine(view: MeasureView, words: Words): string | null {
  if (view.act === null) return null;
  const act = cutText(actLabel(view.act, words), 300);
  return words.html(unverified(view.act) ? 'measure-act-unverified' : 'measure-act', { act });
}

function justification(view: MeasureView, words: Words, room: number): string | null {
  const text = view.measure.justification?.trim() ?? '';
  if (text === '' || room < 40) return null;
  return lines([
    words.html('measure-justification'),
    `<blockquote>${escapeHtml(cutText(text, room))}</blockquote>`,
  ]);
}

function target(view: MeasureView, words: Words): string {
  const { measure } = view;
  if (measure.kind !== 'blocking_notification') {
    const body =
      measure.kind === 'administrative_referral'
        ? CATEGORY_FACTS[view.finding.category].administrativeBody
        : 'afm';
    return words.html('measure-addressee', { body: words.plain(`body-${body ?? 'afm'}`) });
  }
  return lines([
    words.html('measure-target', {
      scope: words.plain(`scope-${measure.scope}`),
      link: { html: linkHtml(measure.scopeTarget, cutText(measure.scopeTarget, 120)) },
    }),
    measure.collateral === null
      ? null
      : words.html('measure-collateral', { text: cutText(measure.collateral, COMMENT_SHOWN) }),
    view.platformLetter ? words.html('measure-letter') : null,
  ]);
}

function quotation(view: MeasureView, words: Words): string | null {
  if (view.quote.trim() === '') return null;
  return lines([
    words.html('measure-quote'),
    `<blockquote>${escapeHtml(cutText(view.quote, QUOTE_SHOWN))}</blockquote>`,
  ]);
}

/** What the addressee or the supervisor said. */
export function answer(view: Pick<MeasureView, 'measure'>, words: Words): string | null {
  const { measure } = view;
  const parts = [
    measure.returnComment === null
      ? null
      : words.html('measure-return-comment', { text: cutText(measure.returnComment, COMMENT_SHOWN) }),
    measure.outcome === null
      ? null
      : words.html('measure-outcome', { outcome: words.plain(`outcome-${measure.outcome}`) }),
    measure.prescription === null
      ? null
      : words.html('measure-prescription', {
          number: measure.prescription.number,
          date: shortDay(measure.prescription.date),
        }),
    measure.outcomeComment === null
      ? null
      : words.html('measure-outcome-comment', { text: cutText(measure.outcomeComment, COMMENT_SHOWN) }),
  ];
  return lines(parts);
}

function measureRows(view: MeasureView, words: Words): Rows {
  const verbs = verbButtons(view, words);
  const reading: readonly Button[] = [
    button(
      words.plain('measure-button-card', { id: String(view.finding.id) }),
      onMeasure(view, { press: 'card' }),
    ),
    ...(view.screenshot.kind === 'ready'
      ? [button(words.plain('measure-button-shot'), onMeasure(view, { press: 'shot' }))]
      : []),
  ];
  return [...inPairs(fieldButtons(view, words)), ...inPairs(verbs), ...inPairs(reading)];
}

/** Buttons of the moves that this person may make. */
export function verbButtons(view: MeasureView, words: Words): readonly Button[] {
  return view.verbs.flatMap((verb) => {
    const press = VERB_BUTTONS[verb];
    return press === null ? [] : [button(words.plain(`measure-button-${verb}`), onMeasure(view, press))];
  });
}

function fieldButtons(view: MeasureView, words: Words): readonly Button[] {
  if (!view.editable) return [];
  const text = button(words.plain('measure-button-text'), onMeasure(view, { press: 'text' }));
  if (!blocksOfKind(view.measure.kind).includes('lawfulness')) return [text];
  const wide = view.scopes.some((option) => option.kind === view.measure.scope && option.wide);
  return [
    button(words.plain('measure-button-act'), onMeasure(view, { press: 'acts', page: 0 })),
    text,
    button(words.plain('measure-button-scope'), onMeasure(view, { press: 'scopes' })),
    ...(wide
      ? [button(words.plain('measure-button-collateral'), onMeasure(view, { press: 'collateral' }))]
      : []),
  ];
}
