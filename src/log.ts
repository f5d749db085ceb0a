import { pino } from 'pino';

/** The one logger of the program: static messages, with the changing parts as fields beside them. */
export type Log = pino.Logger;

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  readonly level: LogLevel;
  /** Which part of the program speaks, e.g. `detect`. */
  readonly name: string;
  /** Where lines go; standard output when absent. */
  readonly destination?: { write(line: string): void };
}

/** Field names whose values never reach a log, at the top of a line and one level below. */
const SECRET_FIELDS = [
  'apiHash',
  'authorization',
  'code',
  'cookie',
  'databaseUrl',
  'masterKey',
  'password',
  'phone',
  'phoneNumber',
  'redisUrl',
  'secret',
  'sealedSession',
  'session',
  'signingKey',
  'stringSession',
  'text',
  'token',
] as const;

/** Credentials inside an address, as in `postgres://user:password@host`. */
const ADDRESS_CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/@]+@/giu;
/** A bot token as Telegram issues it, also inside a Bot API address. */
const BOT_TOKEN = /(?<!\d)\d{5,16}:[\w-]{30,}/gu;
/** A phone number of Kazakhstan or Russia in international form, with the usual separators. */
const PHONE = /\+7[\s\-()]*\d{3}[\s\-()]*\d{3}[\s-]*\d{2}[\s-]*\d{2}\b/gu;

/** Takes the secrets out of a text that was made by somebody else's code, e.g. an error message. */
export function withoutSecrets(text: string): string {
  return text
    .replace(ADDRESS_CREDENTIALS, '$1:[secret]@')
    .replace(BOT_TOKEN, '[secret]')
    .replace(PHONE, '[phone]');
}

/** Makes the logger of one process. Fields that hold secrets or people's data are replaced by `[secret]`. */
export function createLog(options: LogOptions): Log {
  const settings: pino.LoggerOptions = {
    level: options.level,
    name: options.name,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[secret]' },
    serializers: { err: errorFields, error: errorFields },
    hooks: {
      streamWrite: withoutSecrets,
    },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

/** A logger that says nothing, for code that must have one. */
export function silentLog(): Log {
  return pino({ level: 'silent' });
}

function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const fields: Record<string, unknown> = { type: error.name, message: error.message, stack: error.stack };
  if ('reason' in error) fields['reason'] = error.reason;
  if ('code' in error) fields['errorCode'] = error.code;
  if (error.cause !== undefined) fields['cause'] = errorFields(error.cause);
  return fields;
}
