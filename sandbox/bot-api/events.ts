import type { ApiUpdate, BotCommand, StoredMessage } from './telegram-types.ts';

/** A person of the sandbox. Whether the bot may write to them depends on what they did. */
export interface SandboxUser {
  readonly id: number;
  readonly firstName: string;
  readonly username?: string;
  readonly languageCode: string;
}

export interface SandboxGroup {
  readonly id: number;
  readonly title: string;
  /** Ids of users; the first one is its creator. */
  readonly members: readonly number[];
}

export interface StoredFile {
  readonly id: string;
  readonly uniqueId: string;
  /** As `getFile` answers it, such as `documents/file_3.pdf`. */
  readonly path: string;
  readonly kind: 'photo' | 'document';
  readonly fileName: string;
  readonly mimeType: string;
  readonly size: number;
  readonly width: number;
  readonly height: number;
}

export interface WebhookSettings {
  readonly url: string;
  readonly secretToken: string | null;
  readonly maxConnections: number;
}

/** `new` has never written to the bot, `started` has, `blocked` has stopped it. */
export type Contact = 'new' | 'started' | 'blocked';

/** Everything that the sandbox remembers over a restart, one line of the journal each. */
export type BotApiEvent =
  | { readonly kind: 'user'; readonly user: SandboxUser }
  | { readonly kind: 'group'; readonly group: SandboxGroup }
  | { readonly kind: 'contact'; readonly userId: number; readonly contact: Contact }
  | { readonly kind: 'message'; readonly message: StoredMessage }
  | { readonly kind: 'message-deleted'; readonly chatId: number; readonly id: number }
  | { readonly kind: 'pinned'; readonly chatId: number; readonly ids: readonly number[] }
  | { readonly kind: 'file'; readonly file: StoredFile }
  | { readonly kind: 'update'; readonly update: ApiUpdate; readonly atMs: number }
  | { readonly kind: 'confirmed'; readonly before: number }
  | { readonly kind: 'allowed-updates'; readonly kinds: readonly string[] }
  | { readonly kind: 'press-answered'; readonly id: string }
  | { readonly kind: 'commands'; readonly key: string; readonly commands: readonly BotCommand[] | null }
  | { readonly kind: 'profile'; readonly key: string; readonly text: string }
  | { readonly kind: 'webhook'; readonly webhook: WebhookSettings | null };
