import { badRequest } from '../api-error.ts';
import { apiChat, apiMessage, apiUser } from '../api-message.ts';
import { flagField, integerField, textField } from '../call.ts';
import type { ChatState } from '../chat-state.ts';
import { chatIdOf, type Method } from './needs.ts';

/** `getFile` gives files of up to 20 MB. */
const MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024;
const MAX_CALLBACK_ANSWER = 200;

const getFile: Method = (call, { state }) => {
  const id = textField(call, 'file_id') ?? '';
  const file = state.files.get(id);
  if (file === undefined) throw badRequest(id === '' ? 'file_id is not specified' : 'invalid file_id');
  if (file.size > MAX_DOWNLOAD_BYTES) throw badRequest('file is too big');
  return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.size, file_path: file.path };
};

const answerCallbackQuery: Method = (call, { presses }) => {
  const text = textField(call, 'text') ?? '';
  if (text.length > MAX_CALLBACK_ANSWER) throw badRequest('MESSAGE_TOO_LONG');
  const url = textField(call, 'url') ?? '';
  presses.answer(textField(call, 'callback_query_id') ?? '', {
    alert: flagField(call, 'show_alert'),
    ...(text === '' ? {} : { text }),
    ...(url === '' ? {} : { url }),
  });
  return true;
};

const getChat: Method = (call, { state }) => {
  const chatId = chatIdOf(call, state);
  const lastPinned = state.pinned.get(chatId)?.at(-1);
  const pinned = lastPinned === undefined ? undefined : state.message(chatId, lastPinned);
  return {
    ...apiChat(state, chatId),
    accent_color_id: 0,
    max_reaction_count: 11,
    ...(pinned === undefined ? {} : { pinned_message: apiMessage(state, pinned) }),
  };
};

function memberOf(state: ChatState, chatId: number, userId: number): Record<string, unknown> {
  if (userId === state.bot.id) return { user: state.bot, status: 'member' };
  const user = state.users.get(userId);
  if (user === undefined) throw badRequest('user not found');
  const members = state.groups.get(chatId)?.members ?? [chatId];
  const position = members.indexOf(userId);
  const inGroup = chatId < 0 && position === 0 ? 'creator' : 'member';
  return { user: apiUser(user), status: position < 0 ? 'left' : inGroup };
}

const getChatMember: Method = (call, { state }) => {
  const userId = integerField(call, 'user_id');
  if (userId === undefined) throw badRequest('invalid user_id specified');
  return memberOf(state, chatIdOf(call, state), userId);
};

const getChatAdministrators: Method = (call, { state }) => {
  const chatId = chatIdOf(call, state);
  const creator = state.groups.get(chatId)?.members[0];
  if (creator === undefined) throw badRequest('there are no administrators in the private chat');
  return [memberOf(state, chatId, creator)];
};

const getChatMemberCount: Method = (call, { state }) => {
  const chatId = chatIdOf(call, state);
  return (state.groups.get(chatId)?.members.length ?? 1) + 1;
};

export const LOOKING_METHODS: Readonly<Record<string, Method>> = {
  getFile,
  answerCallbackQuery,
  getChat,
  getChatMember,
  getChatAdministrators,
  getChatMemberCount,
  getChatMembersCount: getChatMemberCount,
};
