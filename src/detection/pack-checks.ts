import { CATEGORY_FACTS, type ArticleRef, type Category } from '../domain/category.ts';
import { BENIGN_SIGNS, OFFER_SIGNS, type PackRule } from './pack-schema.ts';
import {
  OPEN_STEM_MIN,
  PARTS_MAX,
  PhraseError,
  isBareNumber,
  parsePhrase,
  type PhraseFault,
} from './phrase.ts';
import type { PackProblem } from './pack-problem.ts';
import type { ReadPack } from './read-pack.ts';

/** One mistake that a pack may have; the name says what must hold. */
export interface PackCheck {
  readonly name: string;
  readonly find: (read: ReadPack, all: readonly ReadPack[]) => readonly Fault[];
}

interface Fault {
  readonly path: readonly (string | number)[];
  readonly mistake: string;
  readonly remedy: string;
}

/** How an article is written in a pack: `criminal_code 217`. */
export function articleName(ref: ArticleRef): string {
  return `${ref.code} ${ref.article}`;
}

function articlesOf(category: Category): readonly string[] {
  return CATEGORY_FACTS[category].articles.map(articleName);
}

const PHRASE_REMEDIES: Readonly<Record<PhraseFault, string>> = {
  empty: 'Write at least one word.',
  stem_too_short: `Write at least ${String(OPEN_STEM_MIN)} letters before ~, or the whole word without ~.`,
  mixed_scripts: 'Write the word in one alphabet; disguised spellings are undone before matching.',
  too_long: `Use at most ${String(PARTS_MAX)} words, and put variants in a list.`,
  unknown_class: 'Use <number>, <percent> or <money>.',
  bad_sign:
    'Use letters, digits, ~ at the end of a stem, | between variants and ... for up to three words; regular expressions are not accepted.',
  gap_at_edge: 'Put ... only between two words.',
  no_word: 'Add a word to the phrase: numbers alone would match every price.',
};

type Located = readonly [path: readonly (string | number)[], phrase: string];

function inlinePhrases(rule: PackRule, index: number): readonly Located[] {
  const found: Located[] = [];
  const take = (list: string | readonly string[] | undefined, path: readonly (string | number)[]): void => {
    if (list === undefined || typeof list === 'string') return;
    list.forEach((phrase, k) => found.push([[...path, k], phrase]));
  };
  take(rule.any, ['rules', index, 'any']);
  take(rule.not, ['rules', index, 'not']);
  rule.near?.forEach((list, k) => {
    take(list, ['rules', index, 'near', k]);
  });
  return found;
}

function allPhrases(read: ReadPack): readonly Located[] {
  const fromLists = Object.entries(read.pack.lists ?? {}).flatMap(([name, list]) =>
    list.map((phrase, index): Located => [['lists', name, index], phrase]),
  );
  return [...fromLists, ...read.pack.rules.flatMap(inlinePhrases)];
}

function listNames(rule: PackRule): readonly string[] {
  return [rule.any, rule.not, ...(rule.near ?? [])]
    .filter((list) => typeof list === 'string')
    .map((name) => name.slice(1));
}

function repeated(names: readonly string[]): readonly number[] {
  return names.flatMap((name, index) => (names.indexOf(name) < index ? [index] : []));
}

/** Every check of a pack that has the right shape. Each has a failing example in the tests. */
export const PACK_CHECKS: readonly PackCheck[] = [
  {
    name: 'an offence pack names a category of competence',
    find: ({ pack }) =>
      pack.kind === 'offence' && pack.category === undefined
        ? [
            {
              path: ['kind'],
              mistake: 'The pack has no category.',
              remedy: 'Add category: with one of the categories of the competence.',
            },
          ]
        : [],
  },
  {
    name: 'an offence pack names its articles',
    find: ({ pack }) =>
      pack.kind === 'offence' && pack.articles === undefined
        ? [
            {
              path: ['kind'],
              mistake: 'The pack has no article.',
              remedy: 'Add articles:, for example [criminal_code 217].',
            },
          ]
        : [],
  },
  {
    name: 'the articles belong to the category',
    find: ({ pack }) => {
      const { category } = pack;
      if (category === undefined) return [];
      const allowed = articlesOf(category);
      return (pack.articles ?? []).flatMap((article, index) =>
        allowed.includes(article)
          ? []
          : [
              {
                path: ['articles', index],
                mistake: `${article} is not an article of ${category}.`,
                remedy: `Use: ${allowed.join(', ')}.`,
              },
            ],
      );
    },
  },
  {
    name: 'a structure or benign pack has no category',
    find: ({ pack }) =>
      pack.kind !== 'offence' && pack.category !== undefined
        ? [
            {
              path: ['category'],
              mistake: 'Signs of an offer belong to no category.',
              remedy: 'Remove category:, or make it kind: offence.',
            },
          ]
        : [],
  },
  {
    name: 'a sign fits the kind of the pack',
    find: ({ pack }) =>
      pack.rules.flatMap((rule, index) => {
        const known: readonly string[] =
          pack.kind === 'structure' ? OFFER_SIGNS : pack.kind === 'benign' ? BENIGN_SIGNS : [];
        const fits =
          pack.kind === 'offence'
            ? rule.sign === undefined
            : rule.sign !== undefined && known.includes(rule.sign);
        if (fits) return [];
        const remedy =
          pack.kind === 'offence' ? 'Remove sign:.' : `Write sign: with one of ${known.join(', ')}.`;
        return [
          {
            path: ['rules', index, 'id'],
            mistake: `The rule ${rule.id} has ${rule.sign ?? 'no sign'}.`,
            remedy,
          },
        ];
      }),
  },
  {
    name: 'a rule says what to look for',
    find: ({ pack }) =>
      pack.rules.flatMap((rule, index) =>
        rule.any === undefined &&
        rule.near === undefined &&
        rule.entities === undefined &&
        rule.disguisedWords === undefined
          ? [
              {
                path: ['rules', index, 'id'],
                mistake: `The rule ${rule.id} has nothing to match.`,
                remedy: 'Add any:, near:, entities: or disguisedWords:.',
              },
            ]
          : [],
      ),
  },
  {
    name: 'only signs of an offer come from entities and disguise',
    find: ({ pack }) =>
      pack.rules.flatMap((rule, index) =>
        pack.kind !== 'structure' && (rule.entities !== undefined || rule.disguisedWords !== undefined)
          ? [
              {
                path: ['rules', index, 'id'],
                mistake: `A link or a swapped letter alone is no offence (${rule.id}).`,
                remedy: 'Use any: or near: here.',
              },
            ]
          : [],
      ),
  },
  {
    name: 'rule ids are not repeated',
    find: ({ pack }) =>
      repeated(pack.rules.map((rule) => rule.id)).map((index) => ({
        path: ['rules', index, 'id'],
        mistake: `The id ${pack.rules[index]?.id ?? ''} is used twice.`,
        remedy: 'Give each rule its own id.',
      })),
  },
  {
    name: 'pack ids are not repeated',
    find: (read, all) =>
      all.some((other) => other !== read && other.pack.id === read.pack.id && other.file < read.file)
        ? [
            {
              path: ['id'],
              mistake: `Another file has the id ${read.pack.id} too.`,
              remedy: 'Give each pack its own id.',
            },
          ]
        : [],
  },
  {
    name: 'a named list exists',
    find: ({ pack }) =>
      pack.rules.flatMap((rule, index) =>
        listNames(rule)
          .filter((name) => pack.lists?.[name] === undefined)
          .map((name) => ({
            path: ['rules', index, 'id'],
            mistake: `The rule ${rule.id} uses $${name}, which is not under lists:.`,
            remedy: 'Add the list or correct its name.',
          })),
      ),
  },
  {
    name: 'phrases can be read and cannot run away',
    find: (read) =>
      allPhrases(read).flatMap(([path, written]) => {
        try {
          parsePhrase(written);
          return [];
        } catch (error) {
          if (!(error instanceof PhraseError)) throw error;
          return [
            {
              path,
              mistake: `«${written}»: ${error.fault.replaceAll('_', ' ')} (${error.part}).`,
              remedy: PHRASE_REMEDIES[error.fault],
            },
          ];
        }
      }),
  },
  {
    name: 'a number alone stands only beside other words',
    find: ({ pack }) =>
      pack.rules.flatMap((rule, index) => {
        const phrases =
          typeof rule.any === 'string' ? (pack.lists?.[rule.any.slice(1)] ?? []) : (rule.any ?? []);
        return phrases.some((phrase) => /^<[a-z]+>$/.test(phrase.trim()) && isBareNumber(parsePhrase(phrase)))
          ? [
              {
                path: ['rules', index, 'any'],
                mistake: `The rule ${rule.id} would match every price.`,
                remedy: 'Move the number to a list of near:, or add a word to it.',
              },
            ]
          : [];
      }),
  },
  {
    name: 'proximity has a width',
    find: ({ pack }) =>
      pack.rules.flatMap((rule, index) =>
        (rule.near === undefined) === (rule.within === undefined)
          ? []
          : [
              {
                path: ['rules', index, 'id'],
                mistake: `The rule ${rule.id} has near: without within:, or the reverse.`,
                remedy: 'Write both: near: and within: (in words).',
              },
            ],
      ),
  },
];

/** Runs every check. */
export function checkPacks(packs: readonly ReadPack[]): readonly PackProblem[] {
  return packs.flatMap((read) =>
    PACK_CHECKS.flatMap((check) =>
      check.find(read, packs).map((fault) => ({
        file: read.file,
        line: read.lineOf(fault.path),
        check: check.name,
        mistake: fault.mistake,
        remedy: fault.remedy,
      })),
    ),
  );
}
