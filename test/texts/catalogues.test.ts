import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { type Locale, LOCALES } from '../../src/domain/detection.ts';
import { readLocales } from '../../src/texts/read-locales.ts';
import { keysOf, type LocaleFile } from '../../src/texts/texts.ts';
import { LOCALES_FOLDER, testTexts } from '../support/texts.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Where texts are asked for. */
const CODE_FOLDERS = ['src', 'bot', 'web', 'workers', 'cli'];
/** Names, codes and international words that are rightly the same in two languages. */
const SAME_ON_PURPOSE: readonly string[] = [
  'card-button-context',
  'card-context-title',
  'connector-telegram',
  'entity-domain',
  'entity-phone',
  'entity-promo_code',
  'locale-kk',
  'locale-ru',
  'locale-en',
  'role-auditor',
  'source-kind-internet_resource',
  'source-kind-messenger',
];
/** Each language is called by its own name, wherever it is named. */
const IN_ITS_OWN_LANGUAGE: readonly string[] = ['locale-kk', 'locale-ru', 'locale-en'];

interface Entry {
  readonly key: string;
  readonly file: string;
  readonly body: string;
}

let files: readonly LocaleFile[] = [];
const entries = new Map<Locale, readonly Entry[]>();
let code = '';

before(async () => {
  files = await readLocales(LOCALES_FOLDER);
  for (const locale of LOCALES)
    entries.set(locale, files.filter((file) => file.locale === locale).flatMap(entriesOf));
  code = await codeText();
});

/** The messages of a file with their bodies, comments left out. */
function entriesOf(file: LocaleFile): readonly Entry[] {
  const text = file.text.replaceAll(/^#.*$/gmu, '');
  return text
    .split(/^(?=[A-Za-z][\w-]* *=)/mu)
    .flatMap((part) =>
      keysOf(part).map((key) => ({ key, file: file.name, body: part.slice(part.indexOf('=') + 1).trim() })),
    );
}

async function codeText(): Promise<string> {
  const texts: string[] = [];
  for (const folder of CODE_FOLDERS) {
    const names = (await readdir(path.join(ROOT, folder), { recursive: true })).filter((name) =>
      name.endsWith('.ts'),
    );
    for (const name of names) texts.push(await readFile(path.join(ROOT, folder, name), 'utf8'));
  }
  return texts.join('\n');
}

function of(locale: Locale): readonly Entry[] {
  return entries.get(locale) ?? [];
}

/** What is left of a text without its tags and its (nested) placeholders. */
function withoutPlaceholders(body: string): string {
  const less = body.replaceAll(/<[^>]*>|\{[^{}]*\}/gu, '');
  return less === body ? body : withoutPlaceholders(less);
}

function placeholders(body: string): string {
  const names = [...body.matchAll(/\$[\w-]+/gu), ...body.matchAll(/<(?:b|i|u|s|code|pre|a)\b/gu)].map(
    (match) => match[0],
  );
  return [...new Set(names)].sort().join(' ');
}

describe('the catalogues', () => {
  it('have the same files and the same keys in the same files, in kk, ru and en', () => {
    const shape = (locale: Locale): string[] =>
      of(locale)
        .map((entry) => `${entry.file}: ${entry.key}`)
        .sort();

    assert.ok(shape('ru').length > 0);
    assert.deepEqual(shape('kk'), shape('ru'));
    assert.deepEqual(shape('en'), shape('ru'));
  });

  it('parse without losing a text', async () => {
    const texts = await testTexts();

    for (const locale of LOCALES) assert.equal(texts.keys(locale).length, of(locale).length);
  });

  it('have the same placeholders and the same formatting in each language', () => {
    const wrong: string[] = [];
    for (const entry of of('ru')) {
      for (const locale of ['kk', 'en'] as const) {
        const other = of(locale).find((one) => one.key === entry.key);
        if (other === undefined) continue;
        const [here, there] = [placeholders(entry.body), placeholders(other.body)];
        if (here !== there) wrong.push(`${entry.key}: ru has "${here}", ${locale} has "${there}"`);
      }
    }

    assert.deepEqual(wrong, []);
  });

  it('have no key that the code does not ask for', () => {
    const literals = new Set(
      [...code.matchAll(/['"`](?<text>[A-Za-z][\w-]*)['"`]/gu)].map((match) => match.groups?.['text'] ?? ''),
    );
    const prefixes = new Set(
      [...code.matchAll(/['"`](?<text>[a-z][\w-]*-)(?:['"`]|\$\{)/gu)].map(
        (match) => match.groups?.['text'] ?? '',
      ),
    );
    const named = files.map((file) => file.text).join('\n');
    const isUsed = (key: string): boolean =>
      literals.has(key) ||
      [...prefixes].some((prefix) => key.startsWith(prefix)) ||
      new RegExp(`\\{ *${key} *\\}`, 'u').test(named);

    assert.deepEqual(
      of('ru')
        .map((entry) => entry.key)
        .filter((key) => !isUsed(key)),
      [],
    );
  });

  it('have every key that the code names', () => {
    const asked = [...code.matchAll(/\b(?:plain|html|t)\(\s*(?:[\w.]+,\s*)?'(?<key>[a-z]+-[\w-]+)'/gu)].map(
      (match) => match.groups?.['key'] ?? '',
    );
    const known = new Set(of('ru').map((entry) => entry.key));

    assert.ok(asked.length > 0);
    assert.deepEqual(
      [...new Set(asked)].filter((key) => !known.has(key)),
      [],
    );
  });

  it('say nothing twice by oversight: no text is equal in two languages, and none is unfinished', () => {
    const equal: string[] = [];
    for (const entry of of('ru')) {
      const letters = withoutPlaceholders(entry.body);
      if (!/\p{L}{2}/u.test(letters) || SAME_ON_PURPOSE.includes(entry.key)) continue;
      for (const locale of ['kk', 'en'] as const) {
        if (of(locale).find((one) => one.key === entry.key)?.body === entry.body)
          equal.push(`${entry.key} (ru = ${locale})`);
      }
    }

    assert.deepEqual(equal, []);
    const unfinished = files
      .filter((file) => /\b(?:TO|FIX)(?:DO|ME)\b/u.test(file.text))
      .map((file) => `${file.locale}/${file.name}`);
    assert.deepEqual(unfinished, []);
  });

  it('use the letters of their language', () => {
    const foreign: string[] = [];
    const own = (locale: Locale): readonly Entry[] =>
      of(locale).filter((entry) => !IN_ITS_OWN_LANGUAGE.includes(entry.key));
    for (const entry of own('ru')) if (/[әғқңөұүһі]/iu.test(entry.body)) foreign.push(`ru/${entry.key}`);
    for (const entry of own('en'))
      if (/\p{Script=Cyrillic}/u.test(entry.body)) foreign.push(`en/${entry.key}`);

    assert.deepEqual(foreign, []);
  });
});
