import { type SQL, sql } from 'drizzle-orm';
import { type AnyPgColumn, check, customType, type CheckBuilder, timestamp } from 'drizzle-orm/pg-core';

/** A moment with the milliseconds that JavaScript has, so that what is hashed is what is read back. */
export const instant = () => timestamp({ withTimezone: true, precision: 3, mode: 'date' });

/** Sealed or exact bytes. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => new Uint8Array(value),
});

const HALF_PAIR = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** PostgreSQL takes no NUL and no half of a surrogate pair; posts of the world have both. Lengths stay the same. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd').replace(HALF_PAIR, '\ufffd');
}

/** Text that came from outside. */
export const worldText = customType<{ data: string; driverData: string }>({
  dataType: () => 'text',
  toDriver: storable,
});

/** A plain JSON value, read back as it was; `.$type` says what it is. */
export const document = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'jsonb',
  toDriver: (value) =>
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? storable(part) : part)),
});

/** A list of SQL text literals; values are our own constants. */
export function literals(values: readonly string[]): SQL {
  return sql.raw(values.map((value) => `'${value}'`).join(', '));
}

/** The column holds one of the domain's words. */
export function oneOf(name: string, column: AnyPgColumn, values: readonly string[]): CheckBuilder {
  return check(name, sql`${column} in (${literals(values)})`);
}

/** The column holds a lower-case SHA-256 in hex. */
export function isSha256(name: string, column: AnyPgColumn): CheckBuilder {
  return check(name, sql`${column} ~ '^[0-9a-f]{64}$'`);
}
