import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { FINDING_MOVES } from '../../src/domain/finding.ts';
import { MEASURE_MOVES } from '../../src/domain/measure.ts';
import { PIPELINE } from '../../src/steps/pipeline.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(path.join(ROOT, file)));
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

test('every link of the documents leads to a file', () => {
  const broken = documents.flatMap((file) =>
    [...read(file).matchAll(/\]\((?<target>[^)#\s]+)(?:#[^)]*)?\)/gu)]
      .map((match) => match.groups?.['target'] ?? '')
      .filter((target) => !/^[a-z]+:/u.test(target))
      .filter((target) => !existsSync(path.resolve(ROOT, path.dirname(file), target)))
      .map((target) => `${file} → ${target}`),
  );

  assert.deepEqual(broken, []);
});

test('every path that the documents name in code marks exists', () => {
  const missing = documents.flatMap((file) =>
    [
      ...read(file).matchAll(
        /`(?<path>(?:src|bot|web|workers|drizzle|cli|rules|locales|sandbox|test|docs)\/[\w./-]*[\w/])`/gu,
      ),
    ]
      .map((match) => match.groups?.['path'] ?? '')
      .filter((target) => !existsSync(path.join(ROOT, target)))
      .map((target) => `${file} → ${target}`),
  );

  assert.deepEqual(missing, []);
});

test('the diagrams of the moves in the documents are the tables', () => {
  const text = read('docs/architecture.md');
  for (const move of [...FINDING_MOVES, ...MEASURE_MOVES]) {
    assert.ok(
      text.includes(`${move.from} --> ${move.to}: ${move.verb}`),
      `docs/architecture.md lacks "${move.from} --> ${move.to}: ${move.verb}"`,
    );
  }
});

test('every row of the pipeline names a file that exists', () => {
  assert.deepEqual(
    PIPELINE.filter((row) => !existsSync(path.join(ROOT, row.file))).map((row) => row.file),
    [],
  );
});

test('the README gives its two commands and every qyraghy command that the documents show answers --help', () => {
  const readme = read('README.md');
  assert.ok(readme.includes('npm ci && npm start'));
  assert.ok(readme.includes('npm ci && npm test'));
  const shown = documents.flatMap((file) =>
    [...read(file).matchAll(/(?:npx )?qyraghy (?<words>(?:[a-z]+ ?){1,2})/gu)].map((match) =>
      (match.groups?.['words'] ?? '').trim(),
    ),
  );
  const program = path.join(ROOT, 'dist', 'cli', 'main.js');
  const known = execFileSync(process.execPath, [program, '--help'], { encoding: 'utf8' });
  const names = [...known.matchAll(/^ {2}(?<name>[a-z]+)/gmu)].map((match) => match.groups?.['name'] ?? '');
  const unknown = [...new Set(shown.map((words) => words.split(' ')[0] ?? ''))].filter(
    (name) => !names.includes(name),
  );

  assert.deepEqual(unknown, []);
});
