import type { Category } from './category.ts';

/** Why a part of the text counts. Offsets are UTF-16 positions in the original text. */
export interface Match {
  readonly rule: string;
  readonly category: Category | null;
  readonly start: number;
  readonly end: number;
  /** The words in the original. */
  readonly text: string;
  readonly weight: number;
  /** In words, for the person who decides. */
  readonly why: Readonly<Record<Locale, string>>;
}

export const LOCALES = ['kk', 'ru', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

export const ENTITY_KINDS = [
  'url',
  'domain',
  'telegram_name',
  'telegram_invite',
  'telegram_start',
  'telegram_search',
  'phone',
  'card',
  'iban',
  'iin',
  'bin',
  'wallet_trc20',
  'wallet_btc',
  'wallet_eth',
  'wallet_ton',
  'wallet_sol',
  'promo_code',
  'merchant_id',
] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

/** An identifier found in the text, checked by its checksum where it has one. */
export interface Entity {
  readonly kind: EntityKind;
  /** Canonical value: lower-case name, E.164 phone, digits only. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface CategoryScore {
  readonly category: Category;
  /** 0 to 1. */
  readonly score: number;
}

export type Language = 'kk' | 'ru' | 'mixed' | 'other';

/** The whole answer of detection about one text. A machine's advice: a person qualifies. */
export interface Detection {
  readonly suspicious: boolean;
  readonly score: number;
  readonly category: Category | null;
  readonly categories: readonly CategoryScore[];
  readonly matches: readonly Match[];
  readonly entities: readonly Entity[];
  readonly language: Language;
  /** Version of the rule packs that gave the answer, kept with the finding. */
  readonly rulesVersion: string;
  /** The score rests on too few decisions to be taken at its word. */
  readonly provisional?: boolean;
  /** Rules on trial that fired: counted, not shown, and of no weight. */
  readonly shadow?: readonly string[];
  /** What a trained model thinks of a suspicious post. Advice beside the rules. */
  readonly model?: { readonly version: string; readonly probability: number; readonly provisional: boolean };
}
