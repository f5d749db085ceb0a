import assert from 'node:assert/strict';
import { connectMemory } from '../../drizzle/connect.ts';
import type { CrashPoint } from '../../src/ports/crash-point.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Measure } from '../../src/domain/measure.ts';
import type { Memory } from '../../src/ports/memory.ts';
import type { WorldPhotoInput } from '../../sandbox/world/media.ts';
import { banner } from '../pictures/banners.ts';
import { type Hands, wordsOf } from '../support/staff-hands.ts';
import { buildTown, type Program, type Town } from '../support/town.ts';
import { until } from '../support/until.ts';
import { CHANNEL, openOffice, type People } from './journey.ts';

const JOURNEY_TIMEOUT_MS = 120_000;

/** An office whose program is killed and started again, while its people simply go on pressing. */
export interface KilledOffice {
  readonly town: Town;
  readonly people: People;
  readonly memory: Memory;
  close(): Promise<void>;
}

export async function openKilledOffice(
  environment: Readonly<Record<string, string>> = {},
): Promise<KilledOffice> {
  const town = await buildTown(environment);
  const people = await openOffice(town);
  const memory = await connectMemory({ url: town.databaseUrl, clock: { now: () => new Date() } });
  return {
    town,
    people,
    memory,
    close: async () => {
      await memory.close();
      await town.close();
    },
  };
}

/** An offer that is like no other: its own name, and words that occur nowhere else. */
export function offerNamed(seed: number): { readonly name: string; readonly text: string } {
  const name = `Барыс-${wordOf(seed)}`;
  const filler = Array.from({ length: 40 }, (_, at) => wordOf(seed * 40 + at)).join(' ');
  return {
    name,
    text: `Онлайн казино ${name}: бонус 500% на первый депозит, вывод на карту за 5 минут, регистрация по ссылке https://play${seed}.example/reg ${filler}`,
  };
}

/** A made-up word of four syllables, another for each number. */
function wordOf(number: number): string {
  let rest = (number + 1) * 7_919;
  let word = '';
  for (let at = 0; at < 4; at += 1) {
    word += SYLLABLES[rest % SYLLABLES.length];
    rest = Math.floor(rest / SYLLABLES.length) + number;
  }
  return word;
}

const SYLLABLES = ['ба', 'ке', 'ло', 'ру', 'ти', 'во', 'жа', 'му', 'не', 'ги', 'до', 'са', 'пу'];

/**
 * One post to its outcome, with the program killed at `point` on the way and started again.
 * Fails unless the kill happened and the journey ended with one finding, one notification and a told outcome.
 */
export async function journeyThroughKill(
  office: KilledOffice,
  point: CrashPoint,
  seed: number,
): Promise<void> {
  const { town } = office;
  const offer = offerNamed(seed);
  let program: Program = await town.run({ crashAt: point });
  const photo = point.startsWith('read.') ? { photo: await pictureOf(offer.name) } : {};
  const post = town.outside.world.publish(CHANNEL, { text: offer.text, ...photo });
  const url = `https://t.me/${CHANNEL}/${post.id}`;
  const state = { killed: false };
  await until(
    async () => {
      if (program.child.signalCode !== null || program.child.exitCode !== null) {
        assert.equal(
          program.child.signalCode,
          'SIGKILL',
          `the program ended by itself:\n${program.output().slice(-2000)}`,
        );
        state.killed = true;
        program = await town.run();
      }
      return await goOn(office, program, url);
    },
    {
      what: `the outcome of ${url} after a kill at ${point}; killed: ${state.killed}; the program says:\n${program.output().slice(-1500)}`,
      timeoutMs: JOURNEY_TIMEOUT_MS,
    },
  );
  if (!state.killed) {
    await until(() => program.child.signalCode === 'SIGKILL', {
      what: `the kill at ${point}`,
      timeoutMs: 20_000,
    });
    program = await town.run();
  }
  await assertWhole(office, url, offer.name);
  await program.stop();
}

/** A picture that has nothing to say, so that the words of the post make the finding. */
async function pictureOf(name: string): Promise<WorldPhotoInput> {
  return { bytes: await banner([name, 'Гүлдер']), mimeType: 'image/jpeg', width: 800, height: 450 };
}

async function findingOf(memory: Memory, url: string): Promise<Finding | null> {
  for (const finding of await memory.read.findings.list({ limit: 200 })) {
    if ((await memory.read.posts.get(finding.firstPostId)).url === url) return finding;
  }
  return null;
}

/** One look at the record and one press: what patient people do next. True when there is nothing left to do. */
async function goOn(office: KilledOffice, program: Program, url: string): Promise<boolean> {
  const finding = await findingOf(office.memory, url);
  if (finding === null) return false;
  const [measure] = await office.memory.read.measures.ofFinding(finding.id);
  if (measure === undefined) {
    await startBlocking(office, program, finding);
    return false;
  }
  if (measure.state === 'draft') await prepare(office, program, measure);
  if (measure.state === 'submitted') await approve(office, program, measure);
  if (measure.state === 'received') decide(office, measure);
  return measure.state === 'outcome';
}

async function startBlocking({ people }: KilledOffice, program: Program, finding: Finding): Promise<void> {
  const start = new RegExp(`^f:${finding.id}:${finding.version}:start:blocking_notification$`, 'u');
  if (await pressed(people.analyst, program, start)) return;
  if (await pressed(people.analyst, program, new RegExp(`^f:${finding.id}:${finding.version}:take$`, 'u')))
    return;
  await ask(people.analyst, program, `/finding ${finding.id}`);
}

async function prepare({ people }: KilledOffice, program: Program, measure: Measure): Promise<void> {
  const at = `^m:${measure.id}:${measure.version}`;
  const ways = measure.legalActId === null ? [`${at}:act:\\d+$`, `${at}:acts(?::\\d+)?$`] : [`${at}:submit$`];
  for (const way of [...ways, `${at}:open$`])
    if (await pressed(people.analyst, program, new RegExp(way, 'u'))) return;
  await ask(people.analyst, program, `/finding ${measure.findingId}`);
}

async function approve({ people }: KilledOffice, program: Program, measure: Measure): Promise<void> {
  const at = `^m:${measure.id}:${measure.version}`;
  for (const way of [`${at}:approve$`, `${at}:open$`])
    if (await pressed(people.supervisor, program, new RegExp(way, 'u'))) return;
  await ask(people.supervisor, program, '/approvals');
}

function decide({ town }: KilledOffice, measure: Measure): void {
  const entry = town.outside.authority.desk.list().find((candidate) => candidate.id === measure.authorityId);
  if (entry !== undefined && entry.items[0]?.decided === null) {
    town.outside.authority.desk.setOutcome(entry.id, 1, {
      outcome: 'blocked',
      prescription: { number: `25-${measure.id}`, date: '2026-11-24' },
    });
  }
}

/** Presses the newest such button; false when there is none. A press that the killed bot never answers is not waited for. */
async function pressed(hands: Hands, program: Program, data: RegExp): Promise<boolean> {
  const [button] = hands.buttons(data);
  if (button === undefined) return false;
  await Promise.race([hands.pressButton(button).catch(() => ''), program.ended]);
  return true;
}

/** Asks the bot and waits for what it answers. */
async function ask(hands: Hands, program: Program, text: string): Promise<void> {
  const sent = hands.say(text);
  await Promise.race([
    hands.waitFor(/./su, { after: sent, timeoutMs: 15_000 }).catch(() => null),
    program.ended,
  ]);
}

async function assertWhole(office: KilledOffice, url: string, name: string): Promise<void> {
  const { town, people, memory } = office;
  const findings = await memory.read.findings.list({ limit: 200 });
  const urls = await Promise.all(
    findings.map(async (finding) => (await memory.read.posts.get(finding.firstPostId)).url),
  );
  assert.equal(urls.filter((candidate) => candidate === url).length, 1, 'one finding');
  const finding = await findingOf(memory, url);
  assert.ok(finding !== null);
  const measures = await memory.read.measures.ofFinding(finding.id);
  assert.equal(measures.length, 1, 'one measure');
  assert.equal(measures[0]?.outcome, 'blocked');
  const entries = town.outside.authority.desk
    .list()
    .filter((entry) => entry.notification.items[0]?.url === url);
  assert.equal(entries.length, 1, 'one notification at the authority');
  assert.ok(finding.occurrences === 1, `${name} was published once`);
  await people.analyst.waitFor(new RegExp(`25-${measures[0]?.id}(?!\\d)`, 'u'));
  assert.ok(people.analyst.seen().map(wordsOf).join('\n').includes(`№${finding.id}`));
}
