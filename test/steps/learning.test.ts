import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { createLiveDetector } from '../../cli/live-detector.ts';
import { ownRulesFolder } from '../../cli/rule-files.ts';
import { createLearner } from '../../src/detection/learn/learner.ts';
import { messageOf } from '../../src/domain/failure.ts';
import { silentLog } from '../../src/log.ts';
import { backtestRules } from '../../src/steps/backtest-rules.ts';
import type { DetectorInput } from '../../src/ports/detector.ts';
import { claimOne } from '../../src/steps/claim-next.ts';
import { detectBatch } from '../../src/steps/detect-batch.ts';
import { dismiss } from '../../src/steps/qualify.ts';
import { reportRules } from '../../src/steps/report-rules.ts';
import { trainModel } from '../../src/steps/train-model.ts';
import { aCase, aChannel, batch, openFlow, post, staff } from './flow-bench.ts';
import { anOffice } from './measure-bench.ts';

const flow = await openFlow();
const { analyst } = await anOffice(flow);
const { memory, box, clock, detector } = flow.needs;
const needs = { memory, box, clock, learner: createLearner(detector), rulesVersion: detector.rulesVersion };

/** As many of each as a model asks for. */
const EXAMPLES = Array.from({ length: 25 }, (_, index) => [
  { text: `Карта в аренду ${index}, платим сразу`, isOffer: true },
  { text: `Погода на завтра ${index}, местами дождь`, isOffer: false },
]).flat();

async function dismissed(): Promise<number> {
  const { id } = await aCase(flow);
  await claimOne(flow.needs, analyst, id);
  await dismiss(flow.needs, analyst, { findingId: id, version: 1, reason: 'licensed' });
  return id;
}

test('a model is trained from examples while there are few decisions, advises at once, and says what it rests on', async () => {
  await dismissed();

  const trained = await trainModel(needs, EXAMPLES);

  assert.deepEqual([trained.decisions, trained.examples, trained.statistics.basis], [1, 50, 'examples']);
  assert.equal((await memory.read.learning.liveModel())?.version, trained.version);
});

test('the model before is retired when another advises, and an unknown one is refused', async () => {
  const first = await trainModel(needs, EXAMPLES);
  const second = await trainModel(needs, EXAMPLES.slice(0, 44));

  await memory.transaction((tx) => tx.learning.useModel(first.version));

  const states = new Map((await memory.read.learning.models()).map((row) => [row.version, row.state]));
  assert.deepEqual([states.get(first.version), states.get(second.version)], ['live', 'retired']);
  await assert.rejects(
    memory.transaction((tx) => tx.learning.useModel('000000000000')),
    /no model 000000000000/,
  );
  assert.equal((await memory.read.learning.liveModel())?.version, first.version);
});

test('a backtest says of each rule how many hits it had and how many of them were decided as no violation', async () => {
  const open = await aCase(flow);
  const spared = await dismissed();

  const { findings, rules, lost } = await backtestRules({ memory, box }, detector);

  const rule = rules.find((row) => row.hits === findings && row.rule.startsWith('gambling.'));
  assert.ok(rule !== undefined && rule.noViolation >= 1 && rule.undecided >= 1);
  assert.equal(rule.hits, rule.offers + rule.noViolation + rule.undecided);
  assert.deepEqual(lost, []);
  const blind = { ...detector, detect: () => detector.detect({ text: 'погода' }) };
  const without = await backtestRules({ memory, box }, blind);
  assert.ok(without.spared.includes(spared) && !without.lost.includes(open.id));
});

test('hits of rules are added up over days and kinds', async () => {
  await memory.transaction(async (tx) => {
    await tx.learning.countRules('2026-11-23', [{ rule: 'a.b', kind: 'shadow', hits: 2 }]);
    await tx.learning.countRules('2026-11-24', [
      { rule: 'a.b', kind: 'shadow', hits: 3 },
      { rule: 'a.b', kind: 'live', hits: 1 },
    ]);
  });

  const of = async (day: string): Promise<unknown> =>
    (await memory.read.learning.ruleHits(day)).filter(({ rule }) => rule === 'a.b');
  assert.deepEqual(await of('2026-11-23'), [
    { rule: 'a.b', kind: 'live', hits: 1 },
    { rule: 'a.b', kind: 'shadow', hits: 5 },
  ]);
  assert.deepEqual(await of('2026-11-25'), []);
});

test('changed packs are taken without a restart; with a mistake the sound ones stay at work and administrators hear of it once', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-rules-'));
  after(() => rm(folder, { recursive: true, force: true }));
  for (const name of await readdir(ownRulesFolder()))
    await copyFile(path.join(ownRulesFolder(), name), path.join(folder, name));
  const admin = await staff(flow, 'admin', 'Админ');
  const problems: string[] = [];
  const live = await createLiveDetector({
    folder,
    memory,
    log: silentLog(),
    onProblem: (_, error) => problems.push(messageOf(error)),
  });
  after(() => live.stop());
  await live.look();
  const text = 'Жаңасөзбар онлайн';
  const before = live.detector.rulesVersion;
  assert.equal(live.detector.detect({ text }).suspicious, false);

  const file = path.join(folder, 'gambling.yaml');
  const pack = await readFile(file, 'utf8');
  const rule = `rules:
  - id: new-word
    weight: 6
    why: { kk: 'жаңа сөз', ru: 'новое слово', en: 'a new word' }
    any: [жаңасөзбар]
`;
  await writeFile(file, pack.replace(/^rules:$/mu, rule.trimEnd()));
  assert.equal(await live.look(), true);
  assert.equal(live.detector.detect({ text }).suspicious, true);
  const taken = live.detector.rulesVersion;
  assert.notEqual(taken, before);

  await writeFile(file, `${pack}\nnonsense: 1\n`);
  assert.equal(await live.look(), false);
  assert.equal(await live.look(), false);
  assert.equal(live.detector.rulesVersion, taken);
  assert.equal(problems.length, 1);
  for (let times = 0; times < 2; times++) await reportRules(flow.needs, 'version', new Error(problems[0]));
  const told = await flow.sql`select params from notices where person_id = ${admin.id} and kind = 'alarm'`;
  assert.deepEqual(
    told.map((row) => row['params'].reason),
    ['bad_rules'],
  );
});

test('a rule on trial leaves a count of its hits and nothing of the posts', async () => {
  const source = await aChannel(flow);
  const trial = {
    ...detector,
    detect: (input: DetectorInput) => ({ ...detector.detect(input), shadow: ['a.trial'] }),
  };
  const posts = [post(source, 1, 'Бүгін күн ашық'), post(source, 2, 'Завтра дождь')];

  await detectBatch({ ...flow.needs, detector: trial }, batch(source, posts), false);
  await detectBatch({ ...flow.needs, detector: trial }, batch(source, posts), false);

  const hits = await memory.read.learning.ruleHits('2000-01-01');
  assert.deepEqual(
    hits.filter(({ rule }) => rule === 'a.trial'),
    [{ rule: 'a.trial', kind: 'shadow', hits: 2 }],
  );
  const stored = await flow.sql`select id from posts where source_id = ${source.id}`;
  assert.equal(stored.length, 0);
});
