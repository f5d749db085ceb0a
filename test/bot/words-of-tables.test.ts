import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALARM_REASONS } from '../../bot/cards/notice-card.ts';
import { documentLocale, draftText } from '../../bot/cards/draft-text.ts';
import { COMMANDS, menuOf } from '../../bot/commands.ts';
import { wordsIn } from '../../bot/words.ts';
import { CATEGORIES, CATEGORY_FACTS } from '../../src/domain/category.ts';
import { COMPLETENESS_BLOCKS, REQUIREMENTS } from '../../src/domain/completeness.ts';
import { ENTITY_KINDS, LOCALES } from '../../src/domain/detection.ts';
import { DISMISS_REASONS, FINDING_STATES, FINDING_VERBS } from '../../src/domain/finding.ts';
import {
  JUSTIFICATION_MAX,
  JUSTIFICATION_MIN,
  MEASURE_KINDS,
  MEASURE_STATES,
  MEASURE_VERBS,
  SCOPE_KINDS,
} from '../../src/domain/measure.ts';
import { MOVE_NEEDS } from '../../src/domain/moves.ts';
import { NOTICE_KINDS } from '../../src/domain/notice.ts';
import { ITEM_OUTCOMES } from '../../src/domain/outcome.ts';
import { SOURCE_KINDS } from '../../src/domain/source.ts';
import { ROLES } from '../../src/domain/staff.ts';
import { REFUSALS } from '../../src/steps/views.ts';
import { sampleCard, sampleFinding, sampleTexts } from './sample-views.ts';

const texts = await sampleTexts();
const FACTS = Object.values(CATEGORY_FACTS);

/** Every table of the domain whose ids a person reads in the bot, and the keys its words have. */
const TABLES: readonly (readonly [prefix: string, ids: readonly string[]])[] = [
  ['category-', CATEGORIES],
  ['draft-', CATEGORIES],
  ['body-', FACTS.flatMap(({ body, administrativeBody }) => [body, administrativeBody ?? body])],
  ['article-', FACTS.flatMap(({ articles }) => articles.map(({ code }) => code))],
  ['kind-', MEASURE_KINDS],
  ['kind-short-', MEASURE_KINDS],
  ['card-button-', MEASURE_KINDS],
  ['state-finding-', FINDING_STATES],
  ['state-measure-', MEASURE_STATES],
  ['verb-finding-', FINDING_VERBS],
  ['verb-measure-', MEASURE_VERBS],
  ['role-', ROLES],
  ['bot-welcome-', ROLES],
  ['outcome-', ITEM_OUTCOMES],
  ['block-', COMPLETENESS_BLOCKS],
  ['missing-', REQUIREMENTS.map(({ field }) => field)],
  ['scope-', SCOPE_KINDS],
  ['dismiss-', DISMISS_REASONS],
  ['source-kind-', SOURCE_KINDS],
  ['entity-', ENTITY_KINDS],
  ['locale-', LOCALES],
  ['refused-', REFUSALS],
  ['refused-need-', MOVE_NEEDS],
  ['alarm-', [...ALARM_REASONS, 'other']],
  ['notice-', NOTICE_KINDS.filter((kind) => kind !== 'digest')],
  ['bot-command-', COMMANDS.map(({ command }) => command)],
];

test('every id that the bot shows has its words in all three languages', () => {
  for (const [prefix, ids] of TABLES) {
    for (const id of ids) {
      for (const locale of LOCALES) assert.ok(texts.has(locale, prefix + id), `${locale}: ${prefix}${id}`);
    }
  }
});

test('two ids of one table never share their words', () => {
  for (const prefix of [
    'category-',
    'state-finding-',
    'state-measure-',
    'outcome-',
    'dismiss-',
    'scope-',
    'role-',
  ]) {
    const ids = TABLES.find(([name]) => name === prefix)?.[1] ?? [];
    for (const locale of LOCALES) {
      const words = ids.map((id) => texts.t(locale, prefix + id));
      assert.equal(new Set(words).size, words.length, `${locale} ${prefix}: ${words.join(' | ')}`);
    }
  }
});

test('a drafted justification speaks of signs, fits, and says which wording is unchecked', () => {
  for (const category of CATEGORIES) {
    for (const locale of LOCALES) {
      const words = wordsIn(texts, documentLocale(locale));
      const view = sampleCard({ finding: sampleFinding({ category }) });
      const draft = draftText(view, words, 'Доход 30% в месяц');
      assert.ok(
        draft.length >= JUSTIFICATION_MIN && draft.length <= JUSTIFICATION_MAX,
        `${category}: ${draft.length}`,
      );
      assert.match(draft, /признаки|белгілер/u);
      assert.doesNotMatch(draft, /виновн|преступник|правонарушител|кінәлі|қылмыскер|guilty|offender/iu);
      assert.match(draft, /подлежит проверке|тексерілуі тиіс/u);
      for (const part of [view.source.title, view.post.url, '24.11.2026 09:05', 'Доход 30% в месяц']) {
        assert.ok(draft.includes(part), `${category} ${locale}: ${part}`);
      }
    }
  }
});

test('the menu of each role has what the role may do and nothing else', () => {
  const commandsOf = (role: (typeof ROLES)[number]) =>
    menuOf(role, wordsIn(texts, 'kk')).map(({ command }) => command);

  assert.ok(commandsOf('analyst').includes('next') && !commandsOf('analyst').includes('approvals'));
  assert.ok(commandsOf('supervisor').includes('approvals') && !commandsOf('supervisor').includes('next'));
  assert.ok(commandsOf('admin').includes('digest') && !commandsOf('admin').includes('next'));
  assert.deepEqual(commandsOf('auditor'), ['finding', 'history', 'language', 'help', 'start']);
});
