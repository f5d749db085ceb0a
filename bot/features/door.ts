import type { MiddlewareFn } from 'telegraf';
import { LOCALES, type Locale } from '../../src/domain/detection.ts';
import type { Person } from '../../src/domain/staff.ts';
import { useInvite } from '../../src/steps/enroll-staff.ts';
import { RefusedError } from '../../src/steps/views.ts';
import { readCallbackData } from '../callback-data.ts';
import { answerPress, chatOf, failureId, type Desk, type StaffContext } from '../desk.ts';
import { redrawPressed } from '../drawing.ts';
import { failureWords, refusalWords } from '../failure-words.ts';
import { escapeHtml } from '../html.ts';
import type { TelegramCalls } from '../telegram-calls.ts';
import { wordsIn } from '../words.ts';
import { welcome } from './start.ts';

/** Codes that an invite can be; Telegram passes at most 64 characters in a link. */
const INVITE = /^\/start\s+([\w-]{8,64})\s*$/u;

/** Lets people of the staff in, uses up invites, and says one neutral sentence to everybody else. */
export function staffDoor(desk: Desk, calls: TelegramCalls): MiddlewareFn<StaffContext> {
  return async (ctx, next) => {
    if (ctx.from === undefined) return;
    const person = await desk.needs.memory.read.staff.byTelegramId(String(ctx.from.id));
    ctx.answered = false;
    ctx.press = readPress(ctx);
    if (person !== null && person.active) {
      ctx.person = person;
      ctx.words = wordsIn(desk.texts, person.locale);
      return await next();
    }
    const locale = localeOf(ctx.from.language_code);
    const enrolled = await enrol(desk, ctx, locale);
    if (enrolled === null) await meetStranger(desk, ctx, ctx.from.id, locale);
    else await welcome(desk, calls, { person: enrolled, words: wordsIn(desk.texts, enrolled.locale) }, true);
  };
}

function readPress(ctx: StaffContext): StaffContext['press'] {
  const query = ctx.callbackQuery;
  return query !== undefined && 'data' in query ? readCallbackData(query.data) : null;
}

/** The language of the person's Telegram; Russian where the bot does not speak it, as most people here read it. */
function localeOf(code: string | undefined): Locale {
  const short = code?.slice(0, 2);
  return LOCALES.find((locale) => locale === short) ?? 'ru';
}

/** The new person, when the message brings an invite that is good; null for everything else. */
async function enrol(desk: Desk, ctx: StaffContext, locale: Locale): Promise<Person | null> {
  const text = ctx.message !== undefined && 'text' in ctx.message ? ctx.message.text : '';
  const code = INVITE.exec(text)?.[1];
  if (code === undefined || ctx.from === undefined) return null;
  try {
    return await useInvite(desk.needs, { telegramId: String(ctx.from.id), code, locale });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    desk.log.info({ reason: error.reason }, 'invite refused');
    return null;
  }
}

/** The same words whatever a stranger tried, so that nothing can be learnt from them. */
async function meetStranger(desk: Desk, ctx: StaffContext, chatId: number, locale: Locale): Promise<void> {
  const words = wordsIn(desk.texts, locale);
  if (ctx.callbackQuery !== undefined) await answerPress(desk, ctx, words.plain('bot-stranger'), true);
  else if (ctx.message !== undefined)
    await desk.screen.send(chatId, { html: words.html('bot-stranger'), rows: [] });
}

/** Every update of the staff gets an answer: what was refused says why, what failed says a number that is in the log. */
export function answersAlways(desk: Desk): MiddlewareFn<StaffContext> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      await explain(desk, ctx, error);
    }
    await answerPress(desk, ctx);
  };
}

async function explain(desk: Desk, ctx: StaffContext, error: unknown): Promise<void> {
  const refused = refusalWords(error, ctx.words);
  const id = failureId(ctx);
  if (refused === null) desk.log.error({ err: error, id, personId: ctx.person.id }, 'update failed');
  const said = refused ?? failureWords(error, id, ctx.words);
  if (ctx.callbackQuery === undefined || ctx.answered)
    await desk.screen.send(chatOf(ctx.person), { html: escapeHtml(said), rows: [] });
  else await answerPress(desk, ctx, said, true);
  if (refused !== null) await redrawAfter(desk, ctx, id);
}

/** The refused card is drawn as it is now. The refusal is said already, so that a failure here is only noted. */
async function redrawAfter(desk: Desk, ctx: StaffContext, id: string): Promise<void> {
  const { press } = ctx;
  if (press === null || ('press' in press && press.press === 'open')) return;
  try {
    await redrawPressed(desk, ctx);
  } catch (error) {
    desk.log.warn({ err: error, id }, 'refused card not redrawn');
  }
}

/** The last resort, before anything is known of the person: a neutral sentence with the id that is in the log. */
export async function apologise(desk: Desk, ctx: StaffContext, error: unknown): Promise<void> {
  const id = failureId(ctx);
  desk.log.error({ err: error, id }, 'update failed');
  if (ctx.from === undefined || ctx.chat?.type !== 'private') return;
  const said = failureWords(error, id, wordsIn(desk.texts, localeOf(ctx.from.language_code)));
  try {
    if (ctx.callbackQuery !== undefined && !ctx.answered) await answerPress(desk, ctx, said, true);
    else await desk.screen.send(ctx.from.id, { html: escapeHtml(said), rows: [] });
  } catch (again) {
    desk.log.warn({ err: again, id }, 'failure not told');
  }
}
