import type { MeasureView } from '../../src/steps/views.ts';
import { capitalised, type Words } from '../words.ts';
import { actButtonLabel, unverified } from './act-label.ts';
import { blocks, button, type Button, type Card } from './card.ts';
import { measureText, onMeasure } from './measure-card.ts';
import { MESSAGE_MAX } from '../html.ts';

/** Acts on one page: what a phone shows without scrolling. */
export const ACTS_PER_PAGE = 6;
/** Room for a question below the form. */
const QUESTION_ROOM = 500;

function asked(
  view: MeasureView,
  words: Words,
  question: string,
  rows: readonly (readonly Button[])[],
): Card {
  const back = button(words.plain('card-button-back'), onMeasure(view, { press: 'back' }));
  return {
    html: blocks([measureText(view, words, MESSAGE_MAX - QUESTION_ROOM), question]),
    rows: [...rows, [back]],
  };
}

/** The form while the legal act is picked; a page beyond the end shows the last one. */
export function actsCard(view: MeasureView, words: Words, wanted: number): Card {
  const pages = Math.max(1, Math.ceil(view.acts.length / ACTS_PER_PAGE));
  const page = Math.min(wanted, pages - 1);
  if (view.acts.length === 0) return asked(view, words, words.html('measure-no-acts'), []);
  const shown = view.acts.slice(page * ACTS_PER_PAGE, (page + 1) * ACTS_PER_PAGE);
  const rows = shown.map((act) => {
    const label = actButtonLabel(act, words);
    return [
      button(
        unverified(act) ? words.plain('measure-button-unverified', { act: label }) : label,
        onMeasure(view, { press: 'act', actId: act.id }),
      ),
    ];
  });
  const turn = [page - 1, page + 1]
    .filter((other) => other >= 0 && other < pages)
    .map((other) =>
      button(
        `${other < page ? '◀️' : '▶️'} ${other + 1}/${pages}`,
        onMeasure(view, { press: 'acts', page: other }),
      ),
    );
  return asked(view, words, words.html('measure-pick-act', { page: page + 1, pages }), [...rows, turn]);
}

/** The form while the scope is picked, narrowest first; wide ones carry a warning. */
export function scopesCard(view: MeasureView, words: Words): Card {
  const rows = view.scopes.map((option) => {
    const label = capitalised(words.plain(`scope-${option.kind}`));
    const key = option.wide ? 'measure-button-scope-wide' : 'measure-button-scope-option';
    return [
      button(words.plain(key, { scope: label }), onMeasure(view, { press: 'scope', scope: option.kind })),
    ];
  });
  return asked(view, words, words.html('measure-pick-scope'), rows);
}

/** The form while a withdrawal waits for its second press. */
export function withdrawCard(view: MeasureView, words: Words): Card {
  const yes = button(words.plain('measure-button-withdraw-confirm'), onMeasure(view, { press: 'withdraw!' }));
  return asked(view, words, words.html('measure-confirm-withdraw'), [[yes]]);
}
