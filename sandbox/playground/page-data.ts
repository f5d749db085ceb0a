/** What travels between the playground's server and its page. Plain data only: the page's own type check reads this file too. */

export const PAGE_LOCALES = ['kk', 'ru', 'en'] as const;
export type PageLocale = (typeof PAGE_LOCALES)[number];

export type PersonKey = 'analyst' | 'analyst2' | 'supervisor';

export interface PagePerson {
  readonly key: PersonKey;
  readonly role: 'analyst' | 'supervisor';
  readonly telegramId: number;
  readonly name: string;
  /** What the Start button of an empty chat sends. */
  readonly startText: string;
}

/** A formatted range in UTF-16 positions; `kind` is named as the Bot API names it. */
export interface PageEntity {
  readonly kind: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
}

export interface PagePicture {
  readonly src: string;
  readonly width: number;
  readonly height: number;
}

export interface PagePost {
  /** The channel's username. */
  readonly channel: string;
  readonly id: number;
  readonly at: string;
  readonly editedAt: string | null;
  readonly text: string;
  readonly entities: readonly PageEntity[];
  readonly picture: PagePicture | null;
  readonly forwardedFrom: string | null;
  readonly signature: string | null;
  readonly buttons: readonly { readonly text: string; readonly url: string }[];
}

export interface PageChannel {
  readonly username: string;
  readonly title: string;
  readonly about: string;
  readonly kind: 'channel' | 'group';
  readonly subscribers: number;
  /** The latest ones, oldest first. */
  readonly posts: readonly PagePost[];
}

export interface PageButton {
  readonly text: string;
  readonly url: string | null;
  readonly style: string | null;
}

export interface PageMessage {
  readonly id: number;
  readonly from: 'bot' | 'person';
  readonly at: string;
  readonly editedAt: string | null;
  /** Text or caption. */
  readonly text: string;
  readonly entities: readonly PageEntity[];
  readonly picture: PagePicture | null;
  readonly document: { readonly src: string; readonly name: string; readonly size: number } | null;
  readonly keyboard: readonly (readonly PageButton[])[];
  readonly replyKeyboard: readonly (readonly string[])[] | null;
  readonly removesKeyboard: boolean;
  readonly forceReply: { readonly placeholder: string | null } | null;
  readonly replyTo: number | null;
  readonly albumId: string | null;
  readonly reactions: readonly string[];
  readonly pinned: boolean;
}

export interface PageChatHead {
  readonly person: PersonKey;
  readonly contact: 'new' | 'started' | 'blocked';
  readonly commands: readonly { readonly command: string; readonly description: string }[];
}

export interface PageChat extends PageChatHead {
  readonly messages: readonly PageMessage[];
}

export interface PageOutcome {
  readonly outcome: string;
  readonly comment: string | null;
  readonly prescription: { readonly number: string; readonly date: string } | null;
  readonly at: string;
}

/** One labelled value of a notification; `label` is a key of the page's texts. */
export interface PageField {
  readonly label: string;
  readonly value: string;
  /** How the page shows it; absent: as plain text. */
  readonly as?: 'link' | 'quote' | 'code' | 'moment' | 'day' | 'term';
}

export interface PageItem {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly fields: readonly PageField[];
  readonly decided: PageOutcome | null;
}

export interface PageScreenshot {
  readonly sha256: string;
  readonly src: string;
  readonly isPicture: boolean;
  readonly fields: readonly PageField[];
}

/** One notification on the addressee's desk. */
export interface PageEntry {
  readonly id: string;
  readonly outgoingNumber: string;
  readonly status: 'received' | 'in_processing' | 'closed';
  readonly receivedAt: string;
  readonly timesReceived: number;
  readonly signature: 'verified' | 'not_checked';
  readonly withdrawnReason: string | null;
  readonly items: readonly PageItem[];
  readonly header: readonly PageField[];
  readonly lawfulness: readonly PageField[];
  readonly justification: readonly PageField[];
  readonly screenshots: readonly PageScreenshot[];
  readonly integrity: readonly PageField[];
}

/** A text that the composer offers. */
export interface PageExample {
  readonly key: string;
  readonly text: string;
  /** The channel where it would stand. */
  readonly channel: string | null;
  /** A picture of the seed that goes with it. */
  readonly banner: string | null;
}

export interface Snapshot {
  readonly people: readonly PagePerson[];
  readonly locale: PageLocale;
  /** Shows all times in this zone. */
  readonly timeZone: string;
  readonly botName: string;
  readonly channels: readonly PageChannel[];
  readonly chats: readonly PageChat[];
  readonly entries: readonly PageEntry[];
  readonly examples: readonly PageExample[];
  readonly faultsWaiting: number;
}

/** One server-sent event. The first one after each connection is the snapshot. */
export type PageEvent =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'channel'; readonly channel: PageChannel }
  | { readonly kind: 'post'; readonly post: PagePost }
  | { readonly kind: 'post-removed'; readonly channel: string; readonly id: number }
  | { readonly kind: 'message'; readonly person: PersonKey; readonly message: PageMessage }
  | { readonly kind: 'message-deleted'; readonly person: PersonKey; readonly id: number }
  | { readonly kind: 'typing'; readonly person: PersonKey }
  | { readonly kind: 'chat'; readonly chat: PageChatHead }
  | { readonly kind: 'entry'; readonly entry: PageEntry }
  | { readonly kind: 'faults'; readonly waiting: number };
