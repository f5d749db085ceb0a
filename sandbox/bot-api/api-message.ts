import type { ChatState } from './chat-state.ts';
import type { SandboxUser } from './events.ts';
import type { ApiChat, ApiUser, StoredMessage } from './telegram-types.ts';

export function apiUser(user: SandboxUser): ApiUser {
  return {
    id: user.id,
    is_bot: false,
    first_name: user.firstName,
    ...(user.username === undefined ? {} : { username: user.username }),
    language_code: user.languageCode,
  };
}

/** The chat as it stands in messages; an unknown id gives a bare private chat. */
export function apiChat(state: ChatState, chatId: number): ApiChat {
  const group = state.groups.get(chatId);
  if (group !== undefined) return { id: chatId, type: 'supergroup', title: group.title };
  const user = state.users.get(chatId);
  return {
    id: chatId,
    type: 'private',
    ...(user === undefined ? {} : { first_name: user.firstName }),
    ...(user?.username === undefined ? {} : { username: user.username }),
  };
}

/** The wire form of a message. The message it answers is included once, without its own answer. */
export function apiMessage(
  state: ChatState,
  message: StoredMessage,
  withReply = true,
): Record<string, unknown> {
  const author = message.from === 'bot' ? state.bot : authorOf(state, message.from);
  const wire: Record<string, unknown> = {
    message_id: message.id,
    from: author,
    chat: apiChat(state, message.chatId),
    date: message.date,
  };
  const answered = message.replyTo === undefined ? undefined : state.message(message.chatId, message.replyTo);
  if (withReply && answered !== undefined) wire.reply_to_message = apiMessage(state, answered, false);
  const entitiesName = message.text === undefined ? 'caption_entities' : 'entities';
  const optional: Record<string, unknown> = {
    edit_date: message.editDate,
    media_group_id: message.albumId,
    text: message.text,
    photo: message.photo,
    document: message.document,
    caption: message.caption,
    [entitiesName]: message.entities.length === 0 ? undefined : message.entities,
    reply_markup: message.keyboard === undefined ? undefined : { inline_keyboard: message.keyboard },
  };
  for (const [name, value] of Object.entries(optional)) if (value !== undefined) wire[name] = value;
  return wire;
}

function authorOf(state: ChatState, userId: number): ApiUser {
  const user = state.users.get(userId);
  return user === undefined ? { id: userId, is_bot: false, first_name: String(userId) } : apiUser(user);
}
