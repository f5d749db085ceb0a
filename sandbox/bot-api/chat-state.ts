import { EventEmitter } from 'node:events';
import type { Journal } from '../journal.ts';
import { badRequest, forbidden } from './api-error.ts';
import type {
  BotApiEvent,
  Contact,
  SandboxGroup,
  SandboxUser,
  StoredFile,
  WebhookSettings,
} from './events.ts';
import type { ApiUser, BotCommand, StoredMessage } from './telegram-types.ts';

/** What a listener is told: where to look again. */
export interface ChatChange {
  readonly kind: 'message' | 'edited' | 'deleted' | 'typing' | 'commands' | 'person' | 'pinned';
  /** The chat; for `commands` 0, because they may concern every chat. */
  readonly chatId: number;
  readonly messageId?: number;
}

const MAX_LISTENERS = 200;

/** Users, groups, messages, files and settings of the one bot: the journal's events, replayed and then lived. */
export class ChatState {
  readonly users = new Map<number, SandboxUser>();
  readonly groups = new Map<number, SandboxGroup>();
  readonly files = new Map<string, StoredFile>();
  readonly commands = new Map<string, readonly BotCommand[]>();
  readonly profile = new Map<string, string>();
  readonly pinned = new Map<number, readonly number[]>();
  readonly bot: ApiUser;
  webhook: WebhookSettings | null = null;
  readonly #contacts = new Map<number, Contact>();
  readonly #messages = new Map<number, Map<number, StoredMessage>>();
  readonly #changes = new EventEmitter();
  readonly #journal: Journal<BotApiEvent>;
  #lastMessageId = 0;

  constructor(bot: ApiUser, journal: Journal<BotApiEvent>) {
    this.bot = bot;
    this.#journal = journal;
    this.#changes.setMaxListeners(MAX_LISTENERS);
    for (const event of journal.past) this.#apply(event);
  }

  /** Writes the event down, applies it and tells the listeners. */
  commit(event: BotApiEvent): void {
    const change = this.#changeOf(event);
    this.#journal.append(event);
    this.#apply(event);
    if (change !== null) this.#changes.emit('change', change);
  }

  onChange(listener: (change: ChatChange) => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  /** `typing…` passes by and is not remembered. */
  announceTyping(chatId: number): void {
    this.#changes.emit('change', { kind: 'typing', chatId } satisfies ChatChange);
  }

  nextMessageId(): number {
    return this.#lastMessageId + 1;
  }

  message(chatId: number, id: number): StoredMessage | undefined {
    return this.#messages.get(chatId)?.get(id);
  }

  messagesOf(chatId: number): readonly StoredMessage[] {
    return [...(this.#messages.get(chatId)?.values() ?? [])];
  }

  contact(userId: number): Contact {
    return this.#contacts.get(userId) ?? 'new';
  }

  knowsChat(chatId: number): boolean {
    return this.users.has(chatId) || this.groups.has(chatId);
  }

  /** Throws what the real one answers when the bot may not write there: 400 or 403. */
  requireWritable(chatId: number): void {
    if (!this.knowsChat(chatId)) throw badRequest('chat not found');
    if (!this.users.has(chatId)) return;
    const contact = this.contact(chatId);
    if (contact === 'blocked') throw forbidden('bot was blocked by the user');
    if (contact === 'new') throw forbidden("bot can't initiate conversation with a user");
  }

  #changeOf(event: BotApiEvent): ChatChange | null {
    if (event.kind === 'message') {
      const { chatId, id } = event.message;
      const known = this.message(chatId, id) !== undefined;
      return { kind: known ? 'edited' : 'message', chatId, messageId: id };
    }
    if (event.kind === 'message-deleted')
      return { kind: 'deleted', chatId: event.chatId, messageId: event.id };
    if (event.kind === 'pinned') return { kind: 'pinned', chatId: event.chatId };
    if (event.kind === 'commands') return { kind: 'commands', chatId: 0 };
    if (event.kind === 'user') return { kind: 'person', chatId: event.user.id };
    if (event.kind === 'contact') return { kind: 'person', chatId: event.userId };
    return null;
  }

  #apply(event: BotApiEvent): void {
    switch (event.kind) {
      case 'user':
        this.users.set(event.user.id, event.user);
        return;
      case 'group':
        this.groups.set(event.group.id, event.group);
        return;
      case 'contact':
        this.#contacts.set(event.userId, event.contact);
        return;
      case 'message':
        this.#put(event.message);
        return;
      case 'message-deleted':
        this.#messages.get(event.chatId)?.delete(event.id);
        return;
      case 'pinned':
        this.pinned.set(event.chatId, event.ids);
        return;
      case 'file':
        this.files.set(event.file.id, event.file);
        return;
      case 'commands':
        if (event.commands === null) this.commands.delete(event.key);
        else this.commands.set(event.key, event.commands);
        return;
      case 'profile':
        this.profile.set(event.key, event.text);
        return;
      case 'webhook':
        this.webhook = event.webhook;
        return;
      default:
      // Updates and presses have their own desks, which read the same journal.
    }
  }

  #put(message: StoredMessage): void {
    const chat = this.#messages.get(message.chatId) ?? new Map<number, StoredMessage>();
    chat.set(message.id, message);
    this.#messages.set(message.chatId, chat);
    this.#lastMessageId = Math.max(this.#lastMessageId, message.id);
  }
}
