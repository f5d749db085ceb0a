/** The objects of the Bot API as they go over the wire, as far as this sandbox knows them. */

export interface ApiUser {
  readonly id: number;
  readonly is_bot: boolean;
  readonly first_name: string;
  readonly username?: string;
  readonly language_code?: string;
}

export interface ApiChat {
  readonly id: number;
  readonly type: 'private' | 'group' | 'supergroup';
  readonly title?: string;
  readonly first_name?: string;
  readonly username?: string;
}

/** A formatted range; `offset` and `length` are UTF-16 positions. */
export interface Entity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
  readonly user?: ApiUser;
}

export interface InlineButton {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
  /** `primary`, `success`, `danger`: a colour hint that newer clients show. */
  readonly style?: string;
  readonly [otherAction: string]: unknown;
}

export interface PhotoSize {
  readonly file_id: string;
  readonly file_unique_id: string;
  readonly file_size: number;
  readonly width: number;
  readonly height: number;
}

export interface ApiDocument {
  readonly file_id: string;
  readonly file_unique_id: string;
  readonly file_size: number;
  readonly file_name: string;
  readonly mime_type: string;
}

/** One row of a keyboard that replaces the person's own one. */
export type ReplyKeyboard = readonly (readonly string[])[];

/** A message as this sandbox keeps it; `api-message.ts` turns it into the wire form. */
export interface StoredMessage {
  readonly chatId: number;
  readonly id: number;
  readonly from: 'bot' | number;
  /** Unix time in seconds, as on the wire. */
  readonly date: number;
  readonly editDate?: number;
  readonly text?: string;
  readonly caption?: string;
  /** Of `text` or of `caption`. */
  readonly entities: readonly Entity[];
  readonly photo?: readonly PhotoSize[];
  readonly document?: ApiDocument;
  readonly keyboard?: readonly (readonly InlineButton[])[];
  readonly replyKeyboard?: ReplyKeyboard;
  readonly removesKeyboard?: true;
  readonly forceReply?: { readonly placeholder: string | null };
  readonly replyTo?: number;
  readonly albumId?: string;
  readonly reactions?: readonly string[];
}

export interface ApiUpdate {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

export interface BotCommand {
  readonly command: string;
  readonly description: string;
}
