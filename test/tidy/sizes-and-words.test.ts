import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
/** A file that does not fit the head is split by what it holds. */
const LINES_MAX = 300;
/** Names that say nothing, and what to write instead. */
const EMPTY_NAMES = /(?:^|[-/])(?:utils?|helpers?|common|manager|service|base|misc)(?:[-./]|$)/u;
const MUTES = [/(?:oxlint|eslint|biome)-(?:disable|ignore)/u, /@ts-(?:ignore|nocheck)/u];

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.(?:ts|js|css)$/u.test(file));
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

test('no file is longer than 300 lines', () => {
  const long = tracked.filter((file) => read(file).split('\n').length - 1 > LINES_MAX);

  assert.deepEqual(long, []);
});

test('files are named by what they hold', () => {
  assert.deepEqual(
    tracked.filter((file) => EMPTY_NAMES.test(file)),
    [],
  );
});

test('no check is muted by a comment', () => {
  const muted = tracked.filter(
    (file) => file !== 'test/tidy/sizes-and-words.test.ts' && MUTES.some((mute) => mute.test(read(file))),
  );

  assert.deepEqual(muted, []);
});

test('a mark of unfinished work carries the number of its issue', () => {
  const marks = tracked
    .filter((file) => file !== 'test/tidy/sizes-and-words.test.ts')
    .flatMap((file) => [...read(file).matchAll(/\b(?:TODO|FIXME)\b(?!\(#\d+\))/gu)].map(() => file));

  assert.deepEqual(marks, []);
});
