import type { AuthorityDesk } from '../authority/desk.ts';
import type { AuthorityFaults } from '../authority/faults.ts';
import type { StaffChats } from '../bot-api/staff-chats.ts';
import type { TelegramWorld } from '../telegram-world.ts';
import type { PageExample, PageLocale, PersonKey } from './page-data.ts';

/** A member of staff whom the newcomer can play. */
export interface PlaygroundPerson {
  readonly telegramId: number;
  readonly name: string;
  /** What the Start button sends; `/start <invite>` where an invite is needed. */
  readonly startText?: string;
  /** Language of this person's messenger; absent: the page's default. */
  readonly locale?: PageLocale;
}

export interface PlaygroundOptions {
  readonly world: Pick<
    TelegramWorld,
    'channels' | 'userNamed' | 'posts' | 'photo' | 'publish' | 'edit' | 'remove' | 'onChange'
  >;
  readonly botApi: { readonly chats: StaffChats };
  /** The sandbox authority: its desk, and the faults that the page can order. */
  readonly authority: { readonly desk: AuthorityDesk; readonly faults: AuthorityFaults };
  readonly people: { readonly analyst: PlaygroundPerson; readonly supervisor: PlaygroundPerson } & {
    readonly analyst2?: PlaygroundPerson;
  };
  readonly defaults: {
    /** Language of the page until the newcomer picks one, and of the staff's messenger. */
    readonly locale: PageLocale;
    /** IANA name; times are shown in it. */
    readonly timeZone: string;
    readonly botName?: string;
    readonly examples?: readonly PageExample[];
    /** Pictures that examples may carry, by their name. */
    readonly banners?: ReadonlyMap<string, Uint8Array>;
  };
}

export const PERSON_KEYS = ['analyst', 'analyst2', 'supervisor'] as const satisfies readonly PersonKey[];
