import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { createBot, type Bot, type BotOptions } from '../../bot/create-bot.ts';
import type { BotNeeds } from '../../bot/desk.ts';
import type { ChatMessage } from '../../sandbox/bot-api/message-view.ts';
import type { PressAnswer } from '../../sandbox/bot-api/press-desk.ts';
import { startBotApi, type BotApiSandbox } from '../../sandbox/bot-api/server.ts';
import type { Category } from '../../src/domain/category.ts';
import type { Locale } from '../../src/domain/detection.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { Notice, NoticeKind, NoticeParams } from '../../src/domain/notice.ts';
import type { Source } from '../../src/domain/source.ts';
import type { Person, Role } from '../../src/domain/staff.ts';
import { createEvidenceFiles } from '../../src/evidence/evidence-files.ts';
import { silentLog } from '../../src/log.ts';
import { aSource, MORNING, newPost, openBench, type Bench } from '../drizzle/memory-bench.ts';
import { testTexts } from '../support/texts.ts';
import { until } from '../support/until.ts';
import { matchOn, POST_TEXT, sampleAct } from './sample-views.ts';

const TOKEN = '700100:staff-bot';
/** One grey dot; the sandbox reads the size of a picture from it. */
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

/** One person in the sandbox chat with the bot: what they do and what they see. */
export interface Hand {
  readonly person: Person;
  readonly chatId: number;
  seen(): readonly ChatMessage[];
  last(): ChatMessage;
  say(text: string, replyTo?: number): number;
  /** Waits for a message of the bot after `after` that says this. */
  hear(words: RegExp, after?: number): Promise<ChatMessage>;
  /** The newest button whose data fits; null when there is none. */
  button(data: RegExp): { readonly messageId: number; readonly data: string } | null;
  /** Presses the newest button whose data fits. */
  press(data: RegExp): Promise<PressAnswer>;
}

/** The real bot on the real database and the loopback Bot API. */
export interface BotBench {
  readonly bench: Bench;
  readonly api: BotApiSandbox;
  readonly needs: BotNeeds;
  readonly options: BotOptions;
  bot(): Bot;
  /** Ends the bot and starts another, as a restart of the program does. */
  restart(): Promise<void>;
  hand(role: Role, name: string, locale?: Locale): Promise<Hand>;
  finding(wish?: FindingWish): Promise<Finding>;
  notice(person: Person, kind: NoticeKind, params: NoticeParams): Promise<Notice>;
}

export interface FindingWish {
  readonly text?: string;
  readonly category?: Category;
  readonly score?: number;
  readonly screenshot?: boolean;
}

export function said(message: ChatMessage): string {
  return message.text ?? message.caption ?? '';
}

/** Opens everything and starts the bot; all of it ends with the test file. */
export async function openBotBench(change: Partial<BotOptions> = {}): Promise<BotBench> {
  const bench = await openBench();
  const folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-bot-'));
  const api = await startBotApi({ token: TOKEN, journalPath: null, limits: 'off', pressTimeoutMs: 8000 });
  const texts = await testTexts();
  const office = {
    timeZone: 'Asia/Almaty',
    unitName: 'Превенция департаменті',
    addresseeName: 'Комитет информации',
    systemName: 'Qyraghy',
  };
  const needs: BotNeeds = {
    memory: bench.memory,
    clock: bench.clock,
    files: createEvidenceFiles(folder),
    office,
    reach: () => undefined,
    log: silentLog(),
    texts,
  };
  const options: BotOptions = {
    token: TOKEN,
    apiRoot: api.apiRoot,
    needs,
    texts,
    log: silentLog(),
    ...change,
  };
  let current = createBot(options);
  await current.start();
  after(async () => {
    await current.stop();
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });
  const source = await aSource(bench, 'zolotoi_fond');
  const { id: _id, ...act } = sampleAct(0);
  await bench.memory.transaction((tx) => tx.acts.add(act));
  return {
    bench,
    api,
    needs,
    options,
    bot: () => current,
    restart: async () => {
      await current.stop();
      current = createBot(options);
      await current.start();
    },
    hand: (role, name, locale = 'ru') => makeHand(bench, api, role, name, locale),
    finding: (wish = {}) => makeFinding(needs, source, wish),
    notice: async (person, kind, params) => {
      keys += 1;
      const dedupKey = `test-${keys}`;
      const added = await bench.memory.transaction((tx) =>
        tx.notices.add({
          personId: person.id,
          kind,
          params,
          dedupKey,
          at: bench.clock.now(),
        }),
      );
      if (added === null) throw new Error('the notice was there already');
      return added;
    },
  };
}

let keys = 0;
let people = 0;
let messages = 0;

async function makeHand(
  bench: Bench,
  api: BotApiSandbox,
  role: Role,
  name: string,
  locale: Locale,
): Promise<Hand> {
  people += 1;
  const chatId = 8000 + people;
  const person = await bench.memory.transaction((tx) =>
    tx.staff.add({ telegramId: String(chatId), name, role, locale }),
  );
  api.chats.addUser({ id: chatId, firstName: name, languageCode: locale });
  const hand = handOf(api, person);
  hand.say('/start');
  await until(() => hand.seen().length > 0, { what: `${name} is welcomed` });
  return hand;
}

/** The hand of a person who is in the sandbox already. */
export function handOf(api: BotApiSandbox, person: Person): Hand {
  const chatId = Number(person.telegramId);
  const seen = (): readonly ChatMessage[] => api.chats.messages(chatId).filter(({ from }) => from === 'bot');
  const button: Hand['button'] = (data) => {
    for (const message of [...seen()].reverse()) {
      const found = message.keyboard
        .flat()
        .find(({ callback_data }) => callback_data !== undefined && data.test(callback_data));
      if (found?.callback_data !== undefined) return { messageId: message.id, data: found.callback_data };
    }
    return null;
  };
  return {
    person,
    chatId,
    seen,
    last: () => {
      const message = seen().at(-1);
      if (message === undefined) throw new Error('the bot has said nothing');
      return message;
    },
    say: (text, replyTo) => api.chats.sendText(chatId, text, replyTo === undefined ? {} : { replyTo }),
    hear: (words, after = 0) =>
      until(() => seen().findLast((message) => message.id > after && words.test(said(message))), {
        what: `${person.name} hears ${words}; the chat is:\n${seen().map(said).join('\n---\n').slice(-2000)}`,
      }),
    button,
    press: async (data) => {
      const found = await until(() => button(data), { what: `${person.name} sees a button ${data}` });
      return await api.chats.press(chatId, found.messageId, found.data);
    },
  };
}

async function makeFinding(needs: BotNeeds, source: Source, wish: FindingWish): Promise<Finding> {
  messages += 1;
  const text = wish.text ?? POST_TEXT;
  const category = wish.category ?? 'pyramid';
  const words = text.slice(0, 12);
  const detection = {
    ...newPost(source, 0).detection,
    category,
    matches: [matchOn(text, words, { category })],
  };
  const opened = await needs.memory.transaction(async (tx) => {
    const post = await tx.posts.add(newPost(source, messages, { maskedText: text, detection }));
    return await tx.findings.open({
      category,
      score: wish.score ?? 0.8,
      rulesVersion: 'r1',
      postId: post.id,
      at: MORNING,
    });
  });
  if (wish.screenshot !== false) await seal(needs, opened);
  else
    await needs.memory.transaction((tx) => tx.findings.change(opened.id, { captureProblem: 'no_browser' }));
  return opened;
}

async function seal(needs: BotNeeds, finding: Finding): Promise<void> {
  const sha256 = await needs.files.put(DOT);
  const picture = { sha256, sizeBytes: DOT.length, contentType: 'image/png', width: 1, height: 1 };
  await needs.memory.transaction(async (tx) => {
    const previousSealSha256 = await tx.evidence.lockHead();
    await tx.evidence.add({
      findingId: finding.id,
      postId: finding.firstPostId,
      capturedAt: MORNING,
      tool: 'test',
      manifest: '{}',
      manifestSha256: 'a'.repeat(64),
      previousSealSha256,
      sealSha256: finding.id.toString(16).padStart(64, '0'),
      files: [
        { role: 'screenshot', ...picture },
        { role: 'masked', ...picture },
      ],
    });
  });
}
