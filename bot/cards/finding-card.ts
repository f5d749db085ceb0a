import { CATEGORY_FACTS } from '../../src/domain/category.ts';
import { DISMISS_REASONS, type FindingVerb } from '../../src/domain/finding.ts';
import { permits, type Person } from '../../src/domain/staff.ts';
import type { CardView } from '../../src/steps/views.ts';
import type { CallbackData, FindingPress } from '../callback-data.ts';
import { blocks, button, inPairs, type Button, type Card, type Rows } from './card.ts';
import { findingText } from './finding-text.ts';
import { capitalised, type Words } from '../words.ts';

/** What a card needs besides the view. */
export interface CardSettings {
  readonly words: Words;
  /** The person who reads it: buttons that the view does not decide follow the table of permissions. */
  readonly viewer: Pick<Person, 'role'>;
  /** UTF-16 units that a person sees: 1,024 under a photo, 4,096 in a message. */
  readonly limit: number;
  /** https address of the case pages; absent: no link button. */
  readonly publicUrl?: string;
}

/** The button of each verb; verbs without one are the program's or are reached in another way. */
const VERB_BUTTONS: Readonly<
  Record<FindingVerb, { readonly key: string; readonly press: FindingPress } | null>
> = {
  dismiss: { key: 'card-button-dismiss', press: { press: 'reasons' } },
  postpone: { key: 'card-button-postpone', press: { press: 'postpone' } },
  redirect: { key: 'card-button-redirect', press: { press: 'redirect' } },
  reopen: { key: 'card-button-reopen', press: { press: 'reopen' } },
  wake: null,
  qualify: null,
  requeue: null,
  close: null,
};

/** The card of a finding: what was found, why, and what this person may do. */
export function findingCard(view: CardView, settings: CardSettings): Card {
  return { html: findingText(view, settings.words, settings.limit), rows: findingRows(view, settings) };
}

function press(view: CardView, what: FindingPress): CallbackData {
  return { on: 'finding', id: view.finding.id, version: view.finding.version, ...what };
}

function findingRows(view: CardView, settings: CardSettings): Rows {
  const { words, viewer } = settings;
  const kinds = view.kinds.map((kind) =>
    button(words.plain(`card-button-${kind}`), press(view, { press: 'start', kind })),
  );
  const verbs = view.verbs.flatMap((verb) => {
    const entry = VERB_BUTTONS[verb];
    return entry === null ? [] : [button(verbLabel(view, verb, entry.key, words), press(view, entry.press))];
  });
  const measures = view.measures.map((measure) => [
    button(
      words.plain('card-button-measure', {
        kind: capitalised(words.plain(`kind-short-${measure.kind}`)),
        state: words.plain(`state-measure-${measure.state}`),
      }),
      { on: 'measure', id: measure.id, version: measure.version, press: 'open' },
    ),
  ]);
  return [
    ...inPairs(kinds),
    ...inPairs(verbs),
    ...measures,
    ...inPairs(readingButtons(view, settings)),
    ...inPairs(queueButtons(view, words, viewer)),
  ];
}

function verbLabel(view: CardView, verb: FindingVerb, key: string, words: Words): string {
  if (verb !== 'redirect') return words.plain(key);
  return `${words.plain(key)}: ${words.plain(`body-${CATEGORY_FACTS[view.finding.category].body}`)}`;
}

function readingButtons(view: CardView, { words, publicUrl }: CardSettings): readonly Button[] {
  const page: readonly Button[] =
    publicUrl === undefined
      ? []
      : [
          {
            text: words.plain('card-button-page'),
            url: `${publicUrl.replace(/\/$/u, '')}/cases/${view.finding.id}`,
          },
        ];
  const shot =
    view.screenshot.kind === 'ready'
      ? [button(words.plain('card-button-shot'), press(view, { press: 'shot' }))]
      : [];
  return [
    button(words.plain('card-button-context'), press(view, { press: 'context' })),
    button(words.plain('card-button-history'), press(view, { press: 'history' })),
    ...shot,
    ...page,
  ];
}

/** Taking, giving back and going on: for those who may take findings. */
function queueButtons(view: CardView, words: Words, viewer: Pick<Person, 'role'>): readonly Button[] {
  if (!permits(viewer.role, 'take_finding')) return [];
  const open = view.finding.state === 'new' || view.finding.state === 'postponed';
  if (open && view.claim === 'mine')
    return [button(words.plain('card-button-release'), press(view, { press: 'release' }))];
  const take =
    open && view.claim === 'free'
      ? [button(words.plain('card-button-take'), press(view, { press: 'take' }))]
      : [];
  return [...take, button(words.plain('card-button-next'), { on: 'next' })];
}

/** The same card while the person picks why it is not a violation. */
export function dismissCard(view: CardView, settings: CardSettings): Card {
  const { words } = settings;
  const question = words.html('card-pick-reason');
  const reasons = DISMISS_REASONS.map((reason) =>
    button(words.plain(`dismiss-${reason}`), press(view, { press: 'dismiss', reason })),
  );
  const html = findingText(view, words, settings.limit - question.length - 2);
  return {
    html: blocks([html, question]),
    rows: [...inPairs(reasons), [button(words.plain('card-button-back'), press(view, { press: 'back' }))]],
  };
}
