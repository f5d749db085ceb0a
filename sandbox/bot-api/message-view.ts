import type { ChatState } from './chat-state.ts';
import type { Entity, InlineButton, ReplyKeyboard, StoredMessage } from './telegram-types.ts';

/** A message as a messenger shows it. */
export interface ChatMessage {
  readonly id: number;
  readonly chatId: number;
  readonly from: 'bot' | 'person';
  readonly authorId: number;
  readonly authorName: string;
  readonly at: Date;
  readonly editedAt: Date | null;
  readonly text?: string;
  readonly caption?: string;
  /** Of `text` or of `caption`. */
  readonly entities: readonly Entity[];
  readonly photo?: { readonly fileId: string; readonly width: number; readonly height: number };
  readonly document?: {
    readonly fileId: string;
    readonly fileName: string;
    readonly mimeType: string;
    readonly size: number;
  };
  readonly keyboard: readonly (readonly InlineButton[])[];
  readonly replyKeyboard?: ReplyKeyboard;
  readonly removesKeyboard: boolean;
  /** The client opens an answer to this message at once. */
  readonly forceReply?: { readonly placeholder: string | null };
  readonly replyTo?: number;
  readonly albumId?: string;
  readonly reactions: readonly string[];
  readonly pinned: boolean;
}

export function viewOf(state: ChatState, message: StoredMessage): ChatMessage {
  const author = message.from === 'bot' ? undefined : state.users.get(message.from);
  const photo = message.photo?.at(-1);
  const { text, caption, document, replyKeyboard, forceReply, replyTo, albumId } = message;
  return {
    id: message.id,
    chatId: message.chatId,
    from: message.from === 'bot' ? 'bot' : 'person',
    authorId: message.from === 'bot' ? state.bot.id : message.from,
    authorName: message.from === 'bot' ? state.bot.first_name : (author?.firstName ?? String(message.from)),
    at: new Date(message.date * 1000),
    editedAt: message.editDate === undefined ? null : new Date(message.editDate * 1000),
    ...(text === undefined ? {} : { text }),
    ...(caption === undefined ? {} : { caption }),
    entities: message.entities,
    ...(photo === undefined
      ? {}
      : { photo: { fileId: photo.file_id, width: photo.width, height: photo.height } }),
    ...(document === undefined ? {} : { document: documentView(document) }),
    keyboard: message.keyboard ?? [],
    ...(replyKeyboard === undefined ? {} : { replyKeyboard }),
    removesKeyboard: message.removesKeyboard === true,
    ...(forceReply === undefined ? {} : { forceReply }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(albumId === undefined ? {} : { albumId }),
    reactions: message.reactions ?? [],
    pinned: state.pinned.get(message.chatId)?.includes(message.id) === true,
  };
}

function documentView(
  document: NonNullable<StoredMessage['document']>,
): NonNullable<ChatMessage['document']> {
  return {
    fileId: document.file_id,
    fileName: document.file_name,
    mimeType: document.mime_type,
    size: document.file_size,
  };
}
