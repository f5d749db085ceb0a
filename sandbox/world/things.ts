import type { WorldMedia, WorldMediaInput, WorldPhoto, WorldPhotoInput } from './media.ts';

export type * from './media.ts';
export { WorldError } from './failure.ts';

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
        | 'pre'
        | 'blockquote'
        | 'expandable_blockquote'
        | 'url'
        | 'mention'
        | 'hashtag'
        | 'cashtag'
        | 'bot_command'
        | 'phone'
        | 'email';
      readonly offset: number;
      readonly length: number;
    }
  | { readonly kind: 'text_link'; readonly offset: number; readonly length: number; readonly url: string }
  /** A person named without a username. */
  | {
      readonly kind: 'text_mention';
      readonly offset: number;
      readonly length: number;
      readonly userId: number;
    }
  | {
      readonly kind: 'custom_emoji';
      readonly offset: number;
      readonly length: number;
      readonly emojiId: string;
    };

/** A button under a post; without a kind it opens its address. */
export interface WorldButton {
  readonly text: string;
  /** Empty for a button that opens nothing. */
  readonly url: string;
  readonly kind?: 'url' | 'callback' | 'login_url' | 'web_app' | 'copy' | 'switch_inline';
  /** What a callback carries, a copy button copies, or an inline query asks. */
  readonly data?: string;
}

export interface WorldForward {
  /** Shown where the origin is hidden or unknown. */
  readonly title: string;
  /** A channel, group or person of this world; null: hidden. */
  readonly username: string | null;
  /** Of the original, in its channel. */
  readonly messageId?: number;
  readonly signature?: string;
}

/** What a message without content says. */
export type WorldService =
  | { readonly kind: 'pinned'; readonly messageId: number }
  | { readonly kind: 'title_changed'; readonly title: string }
  | { readonly kind: 'created'; readonly title: string }
  | { readonly kind: 'migrated_from'; readonly title: string; readonly chatId: number }
  | { readonly kind: 'ttl_set'; readonly seconds: number }
  | { readonly kind: 'photo_removed' }
  | { readonly kind: 'boost'; readonly boosts: number }
  | { readonly kind: 'custom'; readonly text: string };

export interface WorldCounters {
  readonly views: number;
  readonly forwards: number;
  readonly replies: number;
  readonly reactions: readonly { readonly emoji: string; readonly count: number }[];
}

export interface WorldPostInput {
  readonly text: string;
  readonly entities?: readonly WorldEntity[];
  readonly photo?: WorldPhotoInput;
  /** A file, poll, preview, contact, …; a photo has its own field. */
  readonly media?: WorldMediaInput;
  readonly forwardedFrom?: WorldForward;
  /** The name under a post of a channel that signs its posts. */
  readonly signature?: string;
  /** In a group: the username of the person who wrote it (see `addUser`); absent: the group itself. */
  readonly author?: string;
  readonly buttons?: readonly (readonly WorldButton[])[];
  readonly groupedId?: string;
  /** Username of the bot it was written through (see `addUser`). */
  readonly viaBot?: string;
  /** The message it answers, and the one its thread began with. */
  readonly replyTo?: { readonly messageId: number; readonly topId?: number };
  readonly counters?: Partial<WorldCounters>;
  readonly isSilent?: boolean;
  readonly isPinned?: boolean;
}

export interface WorldPost {
  /** Counted from 1 in each channel. */
  readonly id: number;
  readonly channelId: number;
  readonly date: Date;
  readonly editDate: Date | null;
  /** The latest edit was of reactions or counters only, and is not shown as one. */
  readonly isHiddenEdit: boolean;
  /** The channel's event counter after the latest change of this post. */
  readonly pts: number;
  readonly text: string;
  readonly entities: readonly WorldEntity[];
  readonly photo: WorldPhoto | null;
  readonly media: WorldMedia | null;
  readonly forwardedFrom: WorldForward | null;
  readonly signature: string | null;
  readonly author: string | null;
  readonly buttons: readonly (readonly WorldButton[])[];
  readonly groupedId: string | null;
  readonly viaBot: string | null;
  readonly replyTo: { readonly messageId: number; readonly topId?: number } | null;
  readonly counters: WorldCounters;
  readonly isSilent: boolean;
  readonly isPinned: boolean;
  /** Set where the message has no content but tells of something that happened. */
  readonly service: WorldService | null;
  /** In a discussion group: the post of the linked channel that this is the copy of. */
  readonly copyOf: { readonly channelId: number; readonly messageId: number } | null;
}

/** What a channel is besides its name; every value can be changed later. */
export interface ChannelTraits {
  /** Whoever asks to join waits for an administrator. */
  readonly joinByRequest: boolean;
  /** A group so large that only administrators write. */
  readonly isGigagroup: boolean;
  /** A small group of the old kind: it has no public name and cannot be read as a channel. */
  readonly isBasicGroup: boolean;
  readonly signsPosts: boolean;
  readonly isProtected: boolean;
  /** Telegram marked it as a fraud or an imitation. */
  readonly isScam: boolean;
  readonly isFake: boolean;
  /** Id of the discussion group (of a channel) or of the channel (of a discussion group). */
  readonly linkedId: number | null;
  /** The number of the basic group that this group was before. */
  readonly migratedFromChatId: number | null;
  readonly restrictionPlatform: string;
}

export interface WorldChannel extends ChannelTraits {
  readonly id: number;
  /** Null where the channel is reachable by its invite only; then it goes by `+<inviteHash>`. */
  readonly username: string | null;
  /** Further active names. */
  readonly moreUsernames: readonly string[];
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
  /** Counts the events of the channel: a publication and an edit add one, a removal one for each message. */
  readonly pts: number;
}

export interface WorldUser {
  readonly id: number;
  readonly username: string;
  readonly firstName: string;
  readonly isBot?: boolean;
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
  /** The counter after it. */
  readonly pts: number;
  readonly kind: 'published' | 'edited' | 'removed';
  /** More than one only where they were removed together; each adds one to the counter. */
  readonly messageIds: readonly number[];
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
      /** The first of them. */
      readonly messageId: number;
      readonly messageIds: readonly number[];
      readonly pts: number;
    }
  /** Views or forwards grew: no event of the channel, and pushed only to who looks at it. */
  | {
      readonly kind: 'counted';
      readonly channel: WorldChannel;
      readonly post: WorldPost;
      readonly grew: readonly ('views' | 'forwards')[];
    };
