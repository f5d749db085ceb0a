import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkExamples } from '../../src/detection/check-examples.ts';
import { compilePacks } from '../../src/detection/compile-packs.ts';
import { CATEGORIES, CATEGORY_FACTS } from '../../src/domain/category.ts';
import { packFiles, projectPacks } from '../detection/rule-packs.ts';

describe('the rule packs of the project', () => {
  it('have no mistakes', () => {
    assert.deepEqual(projectPacks().problems, []);
  });

  it('find every example that must match and stay quiet on every other', () => {
    assert.deepEqual(checkExamples(projectPacks()), []);
  });

  it('cover every category, each with examples in Russian and Kazakh', () => {
    const packs = projectPacks().packs.map((read) => read.pack);
    for (const category of CATEGORIES) {
      const pack = packs.find((one) => one.category === category);
      assert.ok(pack, category);
      assert.ok(
        pack.examples.match.some((text) => /[әғқңөұүһі]/i.test(text)),
        `${category} has a Kazakh example`,
      );
      assert.ok(
        pack.examples.match.some((text) => !/[әғқңөұүһі]/i.test(text)),
        `${category} has a Russian example`,
      );
      assert.ok((pack.articles ?? []).length > 0 && CATEGORY_FACTS[category].articles.length > 0);
    }
  });

  it('give an explanation in three languages that differ', () => {
    for (const { pack } of projectPacks().packs) {
      for (const rule of pack.rules) {
        assert.equal(new Set([rule.why.kk, rule.why.ru, rule.why.en]).size, 3, `${pack.id}.${rule.id}`);
      }
    }
  });

  it('have a version that changes with any letter of any pack', () => {
    const files = packFiles();
    const changed = files.map((file, index) =>
      index === 0 ? { ...file, text: `${file.text}\n# note\n` } : file,
    );

    assert.equal(compilePacks(files).detector.rulesVersion, projectPacks().detector.rulesVersion);
    assert.notEqual(compilePacks(changed).detector.rulesVersion, projectPacks().detector.rulesVersion);
  });

  it('tell of an example that fails, with its line', () => {
    const files = packFiles().map((file) =>
      file.name === 'gambling.yaml'
        ? {
            ...file,
            text: file.text.replace(
              /examples:\n {2}match:\n/,
              'examples:\n  match:\n    - Сегодня ясная погода.\n',
            ),
          }
        : file,
    );

    const problems = checkExamples(compilePacks(files));

    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.file, 'gambling.yaml');
    assert.match(
      files.find((file) => file.name === 'gambling.yaml')?.text.split('\n')[(problems[0]?.line ?? 0) - 1] ??
        '',
      /ясная погода/,
    );
  });
});
