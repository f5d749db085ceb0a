import { suggest } from './chat-input.js';
import { switchTo, toBottom } from './chat.js';
import { offerExample } from './composer.js';
import { button, find, h } from './dom.js';
import { t } from './texts.js';

const STORED = 'qyraghy-steps';

/** What each step shows when it is pressed; `showTab` brings the column into view on a narrow screen. */
const STEPS = [
  { tab: 'channels', show: offerExample },
  { tab: 'chat', show: () => (switchTo('analyst'), suggest('/next')) },
  { tab: 'chat', show: () => (switchTo('analyst'), toBottom()) },
  { tab: 'chat', show: () => (switchTo('supervisor'), toBottom()) },
  { tab: 'desk', show: () => find('.entry summary, .entries')?.focus() },
];

/**
 * The strip of what to try, which can be put away.
 * @param {(tab: string) => void} showTab
 */
export function stepStrip(showTab) {
  const hidden = localStorage.getItem(STORED) === 'hidden';
  const toggle = () => {
    localStorage.setItem(STORED, hidden ? 'shown' : 'hidden');
    find('.steps')?.replaceWith(stepStrip(showTab));
  };
  return h(
    'nav',
    { class: 'steps', 'aria-label': t('steps-title'), 'data-testid': 'steps' },
    button({ class: 'quiet', 'aria-expanded': String(!hidden), onclick: toggle, 'data-testid': 'steps-toggle' }, `${hidden ? '▸' : '▾'} ${t(hidden ? 'steps-show' : 'steps-title')}`),
    hidden
      ? null
      : h(
          'ol',
          {},
          STEPS.map(({ tab, show }, index) => {
            const go = () => {
              showTab(tab);
              show();
            };
            return h('li', {}, button({ onclick: go, 'data-testid': `step-${index + 1}` }, h('span', { class: 'step-number', 'aria-hidden': 'true' }, String(index + 1)), t(`step-${index + 1}`)));
          }),
        ),
  );
}
