/** A mark-up of a post; offsets and lengths are UTF-16 positions in its text. */
export type WorldEntity =
  | {
      readonly kind:
        | 'bold'
        | 'italic'
        | 'underline'
        | 'strike'
        | 'spoiler'
        | 'code'
        | 'url'
        | 'mention'
        | 'hashtag'
        | 'email';
      readonly offset: number;
      readonly length: number;
    }
  | { readonly kind: 'text_link'; readonly offset: number; readonly length: number; readonly url: string };

export interface WorldPhotoInput {
  readonly bytes: Uint8Array;
  readonly mimeType: 'image/jpeg' | 'image/png';
  readonly width: number;
  readonly height: number;
}

export interface WorldPostInput {
  readonly text: string;
  readonly entities?: readonly WorldEntity[];
  readonly photo?: WorldPhotoInput;
  readonly forwardedFrom?: { readonly title: string; readonly username: string | null };
  /** The name under a post of a channel that signs its posts. */
  readonly signature?: string;
  /** In a group: the username of the person who wrote it (see `addUser`); absent: the group itself. */
  readonly author?: string;
  readonly buttons?: readonly (readonly { readonly text: string; readonly url: string }[])[];
  readonly groupedId?: string;
}

export interface WorldPhoto extends WorldPhotoInput {
  /** Decimal 64-bit number. */
  readonly id: string;
}

export interface WorldPost {
  /** Counted from 1 in each channel. */
  readonly id: number;
  readonly channelId: number;
  readonly date: Date;
  readonly editDate: Date | null;
  /** The channel's event counter after the latest change of this post. */
  readonly pts: number;
  readonly text: string;
  readonly entities: readonly WorldEntity[];
  readonly photo: WorldPhoto | null;
  readonly forwardedFrom: { readonly title: string; readonly username: string | null } | null;
  readonly signature: string | null;
  readonly author: string | null;
  readonly buttons: readonly (readonly { readonly text: string; readonly url: string }[])[];
  readonly groupedId: string | null;
}

export interface WorldChannel {
  readonly id: number;
  /** Null where the channel is reachable by its invite only; then it goes by `+<inviteHash>`. */
  readonly username: string | null;
  readonly inviteHash: string | null;
  readonly title: string;
  readonly about: string;
  readonly kind: 'channel' | 'group';
  readonly subscribers: number;
  readonly createdAt: Date;
  /** Why Telegram hides its content, in Telegram's words; null where it does not. */
  readonly restriction: string | null;
  /** Removed by its owner or by Telegram: its name is free, and who joined is told that it is private. */
  readonly isGone: boolean;
  /** Counts the events of the channel: a publication, an edit and a removal each add one. */
  readonly pts: number;
}

export interface WorldUser {
  readonly id: number;
  readonly username: string;
  readonly firstName: string;
}

/** A collector account that can sign in; the secrets are made up and live in the sandbox only. */
export interface WorldAccount {
  readonly userId: number;
  readonly phone: string;
  readonly code: string;
  readonly password: string | null;
}

/** One event of a channel, as its history of changes keeps it. */
export interface ChannelEvent {
  readonly pts: number;
  readonly kind: 'published' | 'edited' | 'removed';
  readonly messageId: number;
  readonly date: Date;
}

export type WorldChange =
  | { readonly kind: 'channel_added'; readonly channel: WorldChannel }
  | { readonly kind: 'channel_changed'; readonly channel: WorldChannel }
  | {
      readonly kind: 'published' | 'edited';
      readonly channel: WorldChannel;
      readonly post: WorldPost;
      readonly pts: number;
    }
  | {
      readonly kind: 'removed';
      readonly channel: WorldChannel;
      readonly messageId: number;
      readonly pts: number;
    };

/** A change of one channel's posts. */
export type PostChange = Exclude<WorldChange, { kind: 'channel_added' | 'channel_changed' }>;

/** What was asked of the world cannot be done; the message is fit to be shown to a person. */
export class WorldError extends Error {
  override readonly name = 'WorldError';
}
