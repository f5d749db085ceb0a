import { apiChat, apiMessage, apiUser } from './api-message.ts';
import type { ChatChange, ChatState } from './chat-state.ts';
import type { Contact, SandboxGroup, SandboxUser } from './events.ts';
import type { FileShelf } from './files.ts';
import { commandsFor, groupMessageReaches } from './group-rules.ts';
import { trimmed } from './html-entities.ts';
import { withFoundEntities } from './message-text.ts';
import { type ChatMessage, viewOf } from './message-view.ts';
import { asContent } from './methods/media.ts';
import type { PressAnswer, PressDesk } from './press-desk.ts';
import type { BotCommand, StoredMessage } from './telegram-types.ts';
import type { UpdateQueue } from './update-queue.ts';

/** Which button: by what it carries, or by where it stands (both from 0). */
export type ButtonChoice = string | { readonly row: number; readonly column: number };

/** `chatId` is the group to write in; absent, it is the private chat with the bot. */
export interface WriteOptions {
  readonly replyTo?: number;
  readonly chatId?: number;
}

export interface Attachment extends WriteOptions {
  readonly bytes: Buffer;
  readonly fileName?: string;
  readonly caption?: string;
}

const DEFAULT_WAIT_MS = 5_000;
const MAX_TEXT = 4096;

interface StaffChatNeeds {
  readonly state: ChatState;
  readonly files: FileShelf;
  readonly updates: UpdateQueue;
  readonly presses: PressDesk;
  readonly now: () => Date;
  /** How long a press waits for answerCallbackQuery. */
  readonly pressTimeoutMs: number;
}

/** The human side: what people of the sandbox do and see in their messenger. */
export class StaffChats {
  readonly #needs: StaffChatNeeds;

  constructor(needs: StaffChatNeeds) {
    this.#needs = needs;
  }

  /** Adds a person, or changes their name, handle or language. The bot may not write to them before they did. */
  addUser(user: SandboxUser): void {
    const { state } = this.#needs;
    if (JSON.stringify(state.users.get(user.id)) !== JSON.stringify(user))
      state.commit({ kind: 'user', user });
  }

  /** Adds a group with the bot in it; the first member is its creator. Ids of groups are negative. */
  addGroup(group: SandboxGroup): void {
    const { state } = this.#needs;
    if (group.id >= 0) throw new Error(`A group id is negative, ${group.id} is not.`);
    const known = state.groups.has(group.id);
    if (JSON.stringify(state.groups.get(group.id)) !== JSON.stringify(group))
      state.commit({ kind: 'group', group });
    const creator = group.members[0];
    if (!known && creator !== undefined) this.#tellMembership(group.id, creator, 'left', 'member');
  }

  /** The person stops the bot; it gets 403 from now on. */
  block(userId: number): void {
    this.#setContact(userId, 'blocked');
    this.#tellMembership(userId, userId, 'member', 'kicked');
  }

  unblock(userId: number): void {
    this.#setContact(userId, 'started');
    this.#tellMembership(userId, userId, 'kicked', 'member');
  }

  contact(userId: number): Contact {
    return this.#needs.state.contact(userId);
  }

  /** The person writes; gives the id of the message. The first message opens the chat for the bot. */
  sendText(userId: number, text: string, options: WriteOptions = {}): number {
    const formatted = withFoundEntities(trimmed({ text, entities: [] }));
    if (formatted.text === '') throw new Error('An empty message cannot be sent.');
    if (formatted.text.length > MAX_TEXT) throw new Error(`A message has at most ${MAX_TEXT} characters.`);
    return this.#send(userId, options, formatted);
  }

  sendPhoto(userId: number, { bytes, caption, ...options }: Attachment): number {
    const content = asContent(this.#needs.files.savePhoto(bytes));
    return this.#send(userId, options, { ...content, ...captionOf(caption) });
  }

  sendDocument(userId: number, { bytes, fileName, caption, ...options }: Attachment): number {
    const content = asContent(this.#needs.files.saveDocument(bytes, fileName ?? 'file'));
    return this.#send(userId, options, { ...content, ...captionOf(caption) });
  }

  /** The person edits a text of their own. */
  editText(userId: number, messageId: number, text: string, chatId = userId): void {
    const { state, updates, now } = this.#needs;
    const before = state.message(chatId, messageId);
    if (before?.from !== userId || before.text === undefined) {
      throw new Error(`Message ${messageId} is no text of user ${userId}.`);
    }
    const message = {
      ...before,
      ...withFoundEntities(trimmed({ text, entities: [] })),
      editDate: seconds(now),
    };
    state.commit({ kind: 'message', message });
    updates.push('edited_message', apiMessage(state, message));
  }

  /**
   * The person presses an inline button. Resolves with the toast or alert when the bot calls answerCallbackQuery;
   * rejects when the message or the button is not there (any more), or when the bot stays silent.
   */
  async press(
    userId: number,
    messageId: number,
    choice: ButtonChoice,
    chatId = userId,
  ): Promise<PressAnswer> {
    const { state, presses, updates, pressTimeoutMs } = this.#needs;
    const user = this.#user(userId);
    const message = state.message(chatId, messageId);
    if (message === undefined) throw new Error(`There is no message ${messageId} in chat ${chatId}.`);
    const button = findButton(message, choice);
    if (button.url !== undefined) return { alert: false, url: button.url };
    if (button.callback_data === undefined)
      throw new Error(`Button "${button.text}" has an action unknown here.`);
    const { id, answer } = presses.open(pressTimeoutMs, `"${button.text}" on message ${messageId}`);
    updates.push('callback_query', {
      id,
      from: apiUser(user),
      message: apiMessage(state, message),
      chat_instance: String(chatId * 7919),
      data: button.callback_data,
    });
    return answer;
  }

  /** The chat as it stands: both sides, edits applied, deleted ones gone, oldest first. */
  messages(chatId: number): readonly ChatMessage[] {
    const { state } = this.#needs;
    return state.messagesOf(chatId).map((message) => viewOf(state, message));
  }

  /** The first message that fits, now or within `waitMs`. Rejects with the chat's last texts when none comes. */
  waitForMessage(
    chatId: number,
    fits: (message: ChatMessage) => boolean,
    waitMs = DEFAULT_WAIT_MS,
  ): Promise<ChatMessage> {
    return new Promise((resolve, reject) => {
      const look = (): boolean => {
        const found = this.messages(chatId).find(fits);
        if (found === undefined) return false;
        clearTimeout(timer);
        stop();
        resolve(found);
        return true;
      };
      const stop = this.onChange((change) => change.chatId === chatId && look());
      const timer = setTimeout(() => {
        stop();
        const last = this.messages(chatId)
          .slice(-3)
          .map(({ text, caption }) => text ?? caption ?? '(no text)');
        reject(
          new Error(
            `No fitting message in chat ${chatId} within ${waitMs} ms; last ones: ${last.join(' | ')}`,
          ),
        );
      }, waitMs);
      look();
    });
  }

  /** Bytes of a photo or document by the id that a message shows. */
  file(fileId: string): { bytes: Buffer; mimeType: string; fileName: string } {
    const file = this.#needs.state.files.get(fileId);
    if (file === undefined) throw new Error(`There is no file ${fileId}.`);
    return { bytes: this.#needs.files.bytes(file), mimeType: file.mimeType, fileName: file.fileName };
  }

  /** The command menu that this person's client shows, by scope and language as Telegram resolves them. */
  commands(userId: number): readonly BotCommand[] {
    const { state } = this.#needs;
    return commandsFor(state, userId, state.users.get(userId)?.languageCode ?? '');
  }

  /** Ids of the pinned messages, oldest first. */
  pinned(chatId: number): readonly number[] {
    return this.#needs.state.pinned.get(chatId) ?? [];
  }

  /** Tells after each change; gives the function that ends it. */
  onChange(listener: (change: ChatChange) => void): () => void {
    return this.#needs.state.onChange(listener);
  }

  #user(userId: number): SandboxUser {
    const user = this.#needs.state.users.get(userId);
    if (user === undefined) throw new Error(`There is no user ${userId}; add them with addUser first.`);
    return user;
  }

  #send(
    userId: number,
    { chatId = userId, replyTo }: WriteOptions,
    content: Omit<StoredMessage, 'chatId' | 'id' | 'from' | 'date'>,
  ): number {
    const { state, updates, now } = this.#needs;
    this.#user(userId);
    if (chatId === userId) this.#setContact(userId, 'started');
    const reply = replyTo === undefined ? {} : { replyTo };
    const id = state.nextMessageId();
    const message: StoredMessage = { chatId, id, from: userId, date: seconds(now), ...content, ...reply };
    state.commit({ kind: 'message', message });
    if (chatId > 0 || groupMessageReaches(state, message))
      updates.push('message', apiMessage(state, message));
    return id;
  }

  #setContact(userId: number, contact: Contact): void {
    const { state } = this.#needs;
    if (state.contact(userId) !== contact) state.commit({ kind: 'contact', userId, contact });
  }

  #tellMembership(chatId: number, byUser: number, before: string, after: string): void {
    const { state, updates, now } = this.#needs;
    updates.push('my_chat_member', {
      chat: apiChat(state, chatId),
      from: apiUser(this.#user(byUser)),
      date: seconds(now),
      old_chat_member: { user: state.bot, status: before },
      new_chat_member: { user: state.bot, status: after },
    });
  }
}

function seconds(now: () => Date): number {
  return Math.floor(now().getTime() / 1000);
}

function captionOf(caption: string | undefined): Pick<StoredMessage, 'caption' | 'entities'> {
  if (caption === undefined || caption.trim() === '') return { entities: [] };
  const { text, entities } = withFoundEntities(trimmed({ text: caption, entities: [] }));
  return { caption: text, entities };
}

function findButton(message: StoredMessage, choice: ButtonChoice) {
  const rows = message.keyboard ?? [];
  const found =
    typeof choice === 'string'
      ? rows.flat().find(({ callback_data: data, text }) => data === choice || text === choice)
      : rows[choice.row]?.[choice.column];
  if (found !== undefined) return found;
  const wanted = typeof choice === 'string' ? `"${choice}"` : `in row ${choice.row}, column ${choice.column}`;
  const there = rows.flat().map(({ text, callback_data: data }) => `"${text}" (${data ?? 'link'})`);
  throw new Error(`Message ${message.id} has no button ${wanted}; it has ${there.join(', ') || 'none'}.`);
}
