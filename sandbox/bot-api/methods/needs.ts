import { badRequest } from '../api-error.ts';
import { apiMessage } from '../api-message.ts';
import { type Call, integerField, isRecord, structureField, textField } from '../call.ts';
import type { ChatState } from '../chat-state.ts';
import type { FileShelf } from '../files.ts';
import type { PressDesk } from '../press-desk.ts';
import type { SendLimiter } from '../send-limits.ts';
import type { StoredMessage } from '../telegram-types.ts';
import type { UpdateQueue } from '../update-queue.ts';
import type { Webhook } from '../webhook.ts';

/** What the methods work on. */
export interface MethodNeeds {
  readonly state: ChatState;
  readonly files: FileShelf;
  readonly updates: UpdateQueue;
  readonly webhook: Webhook;
  readonly presses: PressDesk;
  readonly limiter: SendLimiter;
  readonly now: () => Date;
}

/** A method of the Bot API: gives the `result`, throws ApiError for `ok: false`. */
export type Method = (call: Call, needs: MethodNeeds, signal: AbortSignal) => unknown;

/** The chat of a call, checked for being writable. */
export function chatOf(call: Call, { state }: MethodNeeds): number {
  const chatId = chatIdOf(call, state);
  state.requireWritable(chatId);
  return chatId;
}

/** The chat of a call that only looks. Throws 400 for an unknown one. */
export function chatIdOf(call: Call, state: ChatState): number {
  const text = textField(call, 'chat_id') ?? '';
  if (text === '') throw badRequest('chat_id is empty');
  const byName = [...state.users.values()].find(({ username }) => `@${username}` === text);
  const chatId = byName?.id ?? Number(text);
  if (!Number.isSafeInteger(chatId) || !state.knowsChat(chatId)) throw badRequest('chat not found');
  return chatId;
}

/** The message that an edit or a deletion is about. `notFound` is the wording of the real one. */
export function messageOf(call: Call, needs: MethodNeeds, notFound: string): StoredMessage {
  const chatId = chatOf(call, needs);
  const id = integerField(call, 'message_id');
  if (id === undefined) throw badRequest('message identifier is not specified');
  const message = needs.state.message(chatId, id);
  if (message === undefined) throw badRequest(notFound);
  return message;
}

/** The message that is answered, from `reply_parameters` or the older `reply_to_message_id`. */
export function repliedTo(call: Call, needs: MethodNeeds, chatId: number): { replyTo?: number } {
  const parameters = structureField(call, 'reply_parameters');
  const inParameters = isRecord(parameters) ? parameters : {};
  const id = Number(inParameters.message_id ?? integerField(call, 'reply_to_message_id') ?? 0);
  if (id === 0) return {};
  if (needs.state.message(chatId, id) !== undefined) return { replyTo: id };
  const lenient =
    inParameters.allow_sending_without_reply === true || call.fields.allow_sending_without_reply === true;
  if (lenient) return {};
  throw badRequest('message to be replied not found');
}

export function unixSeconds(now: () => Date): number {
  return Math.floor(now().getTime() / 1000);
}

/** Keeps a message of the bot and gives its wire form. */
export function post(
  needs: MethodNeeds,
  chatId: number,
  content: Omit<StoredMessage, 'chatId' | 'id' | 'from' | 'date'>,
): Record<string, unknown> {
  const id = needs.state.nextMessageId();
  const message: StoredMessage = { chatId, id, from: 'bot', date: unixSeconds(needs.now), ...content };
  needs.state.commit({ kind: 'message', message });
  return apiMessage(needs.state, message);
}

/** `allowed_updates`; null when the call leaves the earlier choice alone. */
export function allowedUpdatesOf(call: Call): readonly string[] | null {
  const kinds = structureField(call, 'allowed_updates');
  if (kinds === undefined || kinds === null) return null;
  if (!Array.isArray(kinds)) throw badRequest("can't parse allowed_updates JSON object");
  return kinds.map(String);
}
