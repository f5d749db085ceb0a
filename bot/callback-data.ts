import { LOCALES, type Locale } from '../src/domain/detection.ts';
import { DISMISS_REASONS, type DismissReason } from '../src/domain/finding.ts';
import { MEASURE_KINDS, SCOPE_KINDS, type MeasureKind, type ScopeKind } from '../src/domain/measure.ts';

/** Presses on a finding that carry nothing more. */
export const FINDING_PRESSES = [
  'open',
  'back',
  'reasons',
  'postpone',
  'redirect',
  'reopen',
  'take',
  'release',
  'context',
  'history',
  'shot',
] as const;
/** Presses on a measure that carry nothing more; `withdraw!` is the second press that confirms. */
export const MEASURE_PRESSES = [
  'open',
  'back',
  'text',
  'collateral',
  'scopes',
  'submit',
  'withdraw',
  'withdraw!',
  'approve',
  'return',
  'number',
  'close',
  'amend',
  'card',
  'shot',
] as const;

export type FindingPress =
  | { readonly press: (typeof FINDING_PRESSES)[number] }
  | { readonly press: 'dismiss'; readonly reason: DismissReason }
  | { readonly press: 'start'; readonly kind: MeasureKind };
export type MeasurePress =
  | { readonly press: (typeof MEASURE_PRESSES)[number] }
  | { readonly press: 'acts'; readonly page: number }
  | { readonly press: 'act'; readonly actId: number }
  | { readonly press: 'scope'; readonly scope: ScopeKind };

/** What a button says to the bot: the thing, the version it was drawn from, and the press. */
export type CallbackData =
  | ({ readonly on: 'finding'; readonly id: number; readonly version: number } & FindingPress)
  | ({ readonly on: 'measure'; readonly id: number; readonly version: number } & MeasurePress)
  | { readonly on: 'next' }
  /** As `next`, pressed on the notice that findings wait: the notice has done its work and goes. */
  | { readonly on: 'queue' }
  | { readonly on: 'locale'; readonly locale: Locale }
  | { readonly on: 'digest'; readonly day: string };

/** Limit of the Bot API for `callback_data`. */
export const CALLBACK_DATA_BYTES_MAX = 64;
/** The database counts in 32 bits: 9 digits always fit, and keep every button under the limit. */
const ID = /^[1-9]\d{0,8}$/u;
const COUNT = /^\d{1,9}$/u;
const DAY = /^\d{4}-\d{2}-\d{2}$/u;

/** The text behind a button. Throws a RangeError over 64 bytes (an id that no database row has). */
export function writeCallbackData(data: CallbackData): string {
  const text = partsOf(data).join(':');
  if (Buffer.byteLength(text) > CALLBACK_DATA_BYTES_MAX)
    throw new RangeError(`callback data too long: ${text}`);
  return text;
}

function partsOf(data: CallbackData): readonly (string | number)[] {
  if (data.on === 'finding') return ['f', data.id, data.version, data.press, ...findingArgument(data)];
  if (data.on === 'measure') return ['m', data.id, data.version, data.press, ...measureArgument(data)];
  if (data.on === 'locale') return ['l', data.locale];
  if (data.on === 'digest') return ['d', data.day];
  return [data.on];
}

function findingArgument(data: FindingPress): readonly string[] {
  if (data.press === 'dismiss') return [data.reason];
  return data.press === 'start' ? [data.kind] : [];
}

function measureArgument(data: MeasurePress): readonly (string | number)[] {
  if (data.press === 'acts') return [data.page];
  if (data.press === 'act') return [data.actId];
  return data.press === 'scope' ? [data.scope] : [];
}

/** Reads what came back from a button; null for anything that this bot has not written. */
export function readCallbackData(text: string): CallbackData | null {
  const [on, ...rest] = text.split(':');
  if (on === 'f' || on === 'm') return readThing(on, rest);
  if ((on === 'next' || on === 'queue') && rest.length === 0) return { on };
  const [value, ...more] = rest;
  if (value === undefined || more.length > 0) return null;
  const locale = oneOf(LOCALES, value);
  if (on === 'l' && locale !== null) return { on: 'locale', locale };
  return on === 'd' && DAY.test(value) ? { on: 'digest', day: value } : null;
}

function readThing(
  on: 'f' | 'm',
  [idText, versionText, press, argument, ...more]: readonly string[],
): CallbackData | null {
  if (idText === undefined || versionText === undefined || press === undefined || more.length > 0)
    return null;
  if (!ID.test(idText) || !COUNT.test(versionText)) return null;
  const thing = { id: Number(idText), version: Number(versionText) };
  if (on === 'f') {
    const read = readFindingPress(press, argument);
    return read === null ? null : { on: 'finding', ...thing, ...read };
  }
  const read = readMeasurePress(press, argument);
  return read === null ? null : { on: 'measure', ...thing, ...read };
}

function readFindingPress(press: string, argument: string | undefined): FindingPress | null {
  if (argument === undefined) {
    const plain = oneOf(FINDING_PRESSES, press);
    return plain === null ? null : { press: plain };
  }
  const reason = oneOf(DISMISS_REASONS, argument);
  if (press === 'dismiss' && reason !== null) return { press, reason };
  const kind = oneOf(MEASURE_KINDS, argument);
  return press === 'start' && kind !== null ? { press, kind } : null;
}

function readMeasurePress(press: string, argument: string | undefined): MeasurePress | null {
  if (argument === undefined) {
    const plain = oneOf(MEASURE_PRESSES, press);
    return plain === null ? null : { press: plain };
  }
  if (press === 'acts' && COUNT.test(argument)) return { press, page: Number(argument) };
  if (press === 'act' && ID.test(argument)) return { press, actId: Number(argument) };
  const scope = oneOf(SCOPE_KINDS, argument);
  return press === 'scope' && scope !== null ? { press, scope } : null;
}

function oneOf<T extends string>(table: readonly T[], text: string): T | null {
  return table.find((entry) => entry === text) ?? null;
}
