import type { ContextView } from '../../src/steps/read-card.ts';
import { cutText, linkHtml, MESSAGE_MAX, visibleLength } from '../html.ts';
import { capitalised, type Words } from '../words.ts';
import { blocks, button, lines, type Button, type Card } from './card.ts';

const ROWS_SHOWN = 12;
const BUTTONS_SHOWN = 6;

/** Where else the offer was published, and what else was found in the same source or by the same identifiers. */
export function contextCard(
  finding: { readonly id: number; readonly version: number },
  view: ContextView,
  words: Words,
): Card {
  const related = [
    ...new Set([
      ...view.otherFindings.map(({ id }) => id),
      ...view.sameEntities.map(({ findingId }) => findingId),
    ]),
  ];
  const open = (id: number, version: number): Button => {
    return button(words.plain('card-button-open', { id: String(id) }), {
      on: 'finding',
      id,
      version,
      press: 'open',
    });
  };
  let shown = ROWS_SHOWN;
  while (shown > 1 && visibleLength(contextText(finding.id, view, words, shown)) > MESSAGE_MAX) shown -= 1;
  return {
    html: contextText(finding.id, view, words, shown),
    rows: [[open(finding.id, finding.version)], related.slice(0, BUTTONS_SHOWN).map((id) => open(id, 0))],
  };
}

function contextText(id: number, view: ContextView, words: Words, shown: number): string {
  const places = view.occurrences.slice(0, shown).map((place) => {
    const link = { html: linkHtml(place.url, cutText(`${place.sourceTitle} – ${place.url}`, 140)) };
    return words.html(place.deletedSeenAt === null ? 'card-context-place' : 'card-context-place-deleted', {
      link,
      at: place.publishedAt,
    });
  });
  const others = view.otherFindings.slice(0, shown).map((other) => {
    const category = words.plain(`category-${other.category}`);
    return words.html('card-context-other', {
      id: String(other.id),
      category,
      state: words.plain(`state-finding-${other.state}`),
    });
  });
  const entities = view.sameEntities.slice(0, shown).map((entity) => {
    const kind = capitalised(words.plain(`entity-${entity.kind}`));
    return words.html('card-context-entity', {
      id: String(entity.findingId),
      kind,
      value: cutText(entity.value, 80),
    });
  });
  return blocks([
    words.html('card-context-title', { id: String(id) }),
    lines([words.html('card-context-places', { shown: places.length, total: view.total }), ...places]),
    others.length === 0 ? null : lines([words.html('card-context-same-source'), ...others]),
    entities.length === 0 ? null : lines([words.html('card-context-same-entities'), ...entities]),
    others.length + entities.length === 0 ? words.html('card-context-alone') : null,
  ]);
}
