import type { LegalAct } from '../../src/domain/legal-act.ts';
import { cutText } from '../html.ts';
import { shortDay, type Words } from '../words.ts';

/** Longest words of a button that a phone still shows. */
const BUTTON_TEXT_MAX = 60;
const LAW_TITLE_MAX = 32;

/** One legal act in a line, as it is cited. English readers get the Russian title: acts have no official English one. */
export function actLabel(act: LegalAct, words: Words): string {
  const title = words.locale === 'kk' ? act.titleKk : act.titleRu;
  if (act.basis === 'law') {
    return words.plain('measure-act-law', {
      title,
      article: act.article ?? 'none',
      part: act.part ?? 'none',
    });
  }
  const day = (text: string | null): string => (text === null ? '–' : shortDay(text));
  return words.plain('measure-act-court', {
    title,
    case: act.caseNumber ?? '–',
    date: day(act.actDate),
    force: day(act.inForceDate),
  });
}

/** Whether nobody has checked the wording against the official text. */
export function unverified(act: LegalAct): boolean {
  return act.checkedAt === null;
}

/** The same for a button: what tells acts apart comes first, as a phone cuts the end. */
export function actButtonLabel(act: LegalAct, words: Words): string {
  const title = words.locale === 'kk' ? act.titleKk : act.titleRu;
  if (act.basis === 'court_act') return cutText(`№ ${act.caseNumber ?? '–'} · ${title}`, BUTTON_TEXT_MAX);
  const label = actLabel(act, words);
  return label.length <= BUTTON_TEXT_MAX
    ? label
    : actLabel(
        { ...act, titleRu: cutText(title, LAW_TITLE_MAX), titleKk: cutText(title, LAW_TITLE_MAX) },
        words,
      );
}
