import type { ChatState } from './chat-state.ts';
import type { BotCommand, StoredMessage } from './telegram-types.ts';

/** Privacy mode: in groups a bot gets commands, mentions of itself and answers to its own messages only. */
export function groupMessageReaches(state: ChatState, message: StoredMessage): boolean {
  const text = message.text ?? message.caption ?? '';
  const answered = message.replyTo === undefined ? undefined : state.message(message.chatId, message.replyTo);
  if (answered?.from === 'bot') return true;
  const own = `@${state.bot.username ?? ''}`.toLowerCase();
  return message.entities.some(({ type, offset, length }) => {
    const part = text.slice(offset, offset + length).toLowerCase();
    if (type === 'bot_command') return !part.includes('@') || part.endsWith(own);
    return type === 'mention' && part === own;
  });
}

/** The menu of a private chat, by the Bot API's order: the chat, all private chats, everyone; language first. */
export function commandsFor(state: ChatState, userId: number, languageCode: string): readonly BotCommand[] {
  for (const scope of [`chat:${userId}`, 'all_private_chats', 'default']) {
    for (const language of [languageCode, '']) {
      const commands = state.commands.get(`${scope}/${language}`);
      if (commands !== undefined) return commands;
    }
  }
  return [];
}
