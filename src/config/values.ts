import { z } from 'zod';
import { readMasterKey } from './master-key.ts';
import { Secret } from './secret.ts';

const PORT_MAX = 65_535;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** A text that must not be empty. */
export const text = z.string().max(500, 'is longer than 500 characters');

export const secret = z.string().transform((value) => new Secret(value));

/** An address with one of the given schemes, kept as written (without a slash at the end). */
export function address(...schemes: readonly string[]): z.ZodType<string, string> {
  return z
    .string()
    .refine((value) => schemes.some((scheme) => value.startsWith(`${scheme}://`) && isAddress(value)), {
      error: `is not an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    })
    .transform((value) => value.replace(/\/+$/u, ''));
}

/** https, or http to this machine alone: what goes there must not travel openly. */
export const safeAddress = address('https', 'http').refine((value) => {
  if (!URL.canParse(value)) return true;
  const url = new URL(value);
  return url.protocol === 'https:' || LOOPBACK.includes(url.hostname);
}, 'must begin with https:// (http:// is allowed to this machine only)');

export function secretAddress(...schemes: readonly string[]): z.ZodType<Secret, string> {
  return address(...schemes).transform((value) => new Secret(value));
}

export function secretLike(pattern: RegExp, problem: string): z.ZodType<Secret, string> {
  return z
    .string()
    .regex(pattern, problem)
    .transform((value) => new Secret(value));
}

export const port = wholeNumber(0, PORT_MAX);

export function wholeNumber(least: number, most: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,15}$/u, `is not a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `is not a whole number from ${least} to ${most}`);
}

/** `host:port`, an IPv6 host in brackets. */
export const hostAndPort = z.string().transform((value, context) => {
  const found = /^(?<host>[^\s:/[\]]+|\[[0-9a-f:]+\]):(?<port>\d{1,5})$/iu.exec(value)?.groups;
  const host = found?.['host'];
  const portNumber = Number(found?.['port']);
  if (host === undefined || !(portNumber >= 1 && portNumber <= PORT_MAX)) {
    context.addIssue({ code: 'custom', message: 'is not of the form host:port' });
    return z.NEVER;
  }
  return { host: host.replace(/^\[|\]$/gu, ''), port: portNumber };
});

export const timeZone = z.string().refine(isTimeZone, 'is not a time zone of the IANA list');

export const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'is not a time of day of the form HH:MM');

export const chatId = z.string().regex(/^-?\d{1,20}$/u, 'is not the number of a chat');

export const masterKey = z
  .string()
  .refine((value) => readMasterKey(value) !== null, 'is not 32 bytes in base64 or hexadecimal')
  .transform((value) => new Secret(value));

/** Redis's lists of hosts are no URL by the standard; the queue reads them. */
function isAddress(value: string): boolean {
  return value.startsWith('redis+')
    ? /^[^\s]+$/u.test(value)
    : URL.canParse(value) && new URL(value).hostname !== '';
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
