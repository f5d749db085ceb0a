import type { Context, MiddlewareFn } from 'telegraf';
import type { Desk } from '../desk.ts';
import { wordsIn } from '../words.ts';

/** Case numbers named in one message. */
const CASES_SHOWN = 20;
const READ_MAX = 500;

/**
 * Everything outside private chats ends here. In the configured group a command is answered with counts and case
 * numbers; other groups are met with silence, and nothing of a finding is ever said in any.
 */
export function groupDoor(desk: Desk): MiddlewareFn<Context> {
  return async (ctx, next) => {
    if (ctx.chat?.type === 'private') return await next();
    const text = ctx.message !== undefined && 'text' in ctx.message ? ctx.message.text : '';
    if (ctx.chat === undefined || ctx.chat.id !== desk.groupChatId || !text.startsWith('/')) return;
    const person = await desk.needs.memory.read.staff.byTelegramId(String(ctx.from?.id ?? ''));
    if (person === null || !person.active) return;
    const words = wordsIn(desk.texts, person.locale);
    await desk.screen.send(ctx.chat.id, { html: await groupStatus(desk, words), rows: [] });
  };
}

async function groupStatus(desk: Desk, words: ReturnType<typeof wordsIn>): Promise<string> {
  const { findings, measures } = desk.needs.memory.read;
  const waiting = await findings.waiting(desk.needs.clock.now());
  const approvals = (await measures.inStates(['submitted'], READ_MAX)).length;
  const open = await findings.list({ states: ['new'], limit: CASES_SHOWN });
  const list = open.map(({ id }) => `№${id}`).join(', ');
  const cases = list === '' ? '' : `\n${words.html('bot-group-cases', { list })}`;
  return `${words.html('bot-group-status', { waiting, approvals })}${cases}\n${words.html('bot-only-private')}`;
}
