import { z } from 'zod';
import { LOG_LEVELS } from '../log.ts';
import * as values from './values.ts';

/** One variable of the environment: how it is read, and what a person has to know of it. */
export interface Variable {
  readonly schema: z.ZodType;
  readonly meaning: string;
  /** Where to get it, or a value that works. */
  readonly remedy: string;
  /**
   * `connects` – one such variable makes the installation a real one, and then it must be there;
   * `connects_optionally` – makes it real, may lack; `real` – must be there in a real installation; `optional`.
   */
  readonly need: 'connects' | 'connects_optionally' | 'real' | 'optional';
  /** Used when the variable is absent, as it would be written. */
  readonly fallback?: string;
  /** What happens without it, for optional ones that have no fallback. */
  readonly without?: string;
}

/** Every variable that the program reads, by subject. docs/configuration.md is made from this table. */
export const VARIABLE_GROUPS = {
  'Database and queue': {
    DATABASE_URL: {
      schema: values.secretAddress('postgres', 'postgresql'),
      meaning: 'PostgreSQL 15 or later, database in UTF-8',
      remedy: 'Example: postgres://qyraghy:password@db.example:5432/qyraghy',
      need: 'connects',
    },
    REDIS_URL: {
      schema: values.secretAddress('redis', 'rediss', 'redis+sentinel', 'redis+cluster'),
      meaning: 'Redis for the job queue: one server, Sentinel or Cluster',
      remedy:
        'Example: redis://:password@redis.example:6379/0, or redis+sentinel://:password@a:26379,b:26379/mymaster/0',
      need: 'connects_optionally',
      without: 'the queue lives in PostgreSQL',
    },
    EMBEDDED_POSTGRES_PORT: {
      schema: values.wholeNumber(1, 65_535),
      meaning: 'Port of the embedded PostgreSQL of the demo',
      remedy: 'Example: 55432',
      need: 'optional',
      without: 'a free port, the same at each start while it stays free',
    },
  },
  Telegram: {
    BOT_TOKEN: {
      schema: values.secretLike(/^\d{5,16}:[\w-]{30,}$/u, 'is not a bot token'),
      meaning: 'Token of the staff bot',
      remedy: '@BotFather gives it: /newbot. Example: 1234567890:AAH…',
      need: 'connects',
    },
    TELEGRAM_BOT_API_ROOT: {
      schema: values.address('https', 'http'),
      meaning: 'Address of the Bot API, for a local Bot API server',
      remedy: 'Example: http://127.0.0.1:8081',
      need: 'connects_optionally',
      fallback: 'https://api.telegram.org',
    },
    TELEGRAM_API_ID: {
      schema: values.wholeNumber(1, 2_147_483_647),
      meaning: 'Number of the application by which the collector signs in',
      remedy: 'https://my.telegram.org → API development tools gives it',
      need: 'connects',
    },
    TELEGRAM_API_HASH: {
      schema: values.secretLike(/^[0-9a-f]{32}$/iu, 'is not 32 hexadecimal digits'),
      meaning: 'Secret of that application',
      remedy: 'https://my.telegram.org → API development tools gives it',
      need: 'connects',
    },
    TELEGRAM_MTPROTO_ADDRESS: {
      schema: values.hostAndPort,
      meaning: 'A test server instead of Telegram, as host:port',
      remedy: 'Example: 127.0.0.1:4430; set TELEGRAM_MTPROTO_PUBLIC_KEY with it',
      need: 'connects_optionally',
      without: 'Telegram itself',
    },
    TELEGRAM_MTPROTO_PUBLIC_KEY: {
      schema: values.text,
      meaning: 'PEM file with the public key of that test server',
      remedy: 'Example: /etc/qyraghy/mtproto.pem; set TELEGRAM_MTPROTO_ADDRESS with it',
      need: 'connects_optionally',
      without: "Telegram's own keys",
    },
    TELEGRAM_PREVIEW_ROOT: {
      schema: values.address('https', 'http'),
      meaning: 'Address of the public preview pages of channels, for a test server',
      remedy: 'Example: http://127.0.0.1:8082',
      need: 'connects_optionally',
      fallback: 'https://t.me',
    },
    GROUP_CHAT_ID: {
      schema: values.chatId,
      meaning: 'Group that is told counts and case numbers, never content',
      remedy: 'Example: -1001234567890 (the bot must be a member)',
      need: 'optional',
      without: 'no group is told anything',
    },
  },
  'Addressee of notifications': {
    AUTHORITY_URL: {
      schema: values.safeAddress,
      meaning: "The addressee's information system (docs/authority-api.yaml)",
      remedy: 'Example: https://authority.example/api/v1',
      need: 'connects',
    },
    AUTHORITY_TOKEN: {
      schema: values.secretLike(/^[\x21-\x7e]{8,}$/u, 'is shorter than 8 characters or has blanks'),
      meaning: 'Token that the addressee gave us',
      remedy: 'The addressee gives it when the system is connected',
      need: 'connects',
    },
    AUTHORITY_SIGNING_KEY: {
      schema: values.secret,
      meaning:
        'Ed25519 private key that signs notifications: a PEM file, or the PEM itself with \\n for line ends',
      remedy:
        'Make one: openssl genpkey -algorithm ed25519 -out authority-signing.pem (the addressee gets the public half)',
      need: 'connects',
    },
    TRACK_EVERY_SECONDS: {
      schema: values.wholeNumber(1, 86_400),
      meaning: 'How often the addressee is asked for an outcome',
      remedy: 'Example: 300',
      need: 'optional',
      fallback: '300',
    },
  },
  'Names in documents': {
    UNIT_NAME: {
      schema: values.text,
      meaning: 'Unit that sends notifications',
      remedy:
        'Example: Ақпараттық кеңістікті мониторингтеу басқармасы / Управление мониторинга информационного пространства',
      need: 'optional',
      fallback:
        'Қаржылық мониторинг жөніндегі уәкілетті орган / Уполномоченный орган по финансовому мониторингу',
    },
    ADDRESSEE_NAME: {
      schema: values.text,
      meaning: 'Body that receives them',
      remedy: 'Example: the name of the ministry, in Kazakh and Russian',
      need: 'optional',
      fallback: 'Масс-медиа саласындағы уәкілетті орган / Уполномоченный орган в области масс-медиа',
    },
    SYSTEM_NAME: {
      schema: values.text,
      meaning: 'Information system through which they go',
      remedy: 'Example: the name under which the system is registered',
      need: 'optional',
      fallback: 'Қырағы ақпараттық жүйесі / Информационная система «Қырағы»',
    },
  },
  'This installation': {
    MASTER_KEY: {
      schema: values.masterKey,
      meaning: 'Encrypts sessions and personal data at rest; lost key, lost data: keep a copy elsewhere',
      remedy: 'Make one: openssl rand -base64 32',
      need: 'real',
      without: 'the demo makes one and keeps it in DATA_DIR',
    },
    DATA_DIR: {
      schema: values.text,
      meaning: 'Folder for evidence and anchors',
      remedy: 'Example: /var/lib/qyraghy',
      need: 'optional',
      fallback: './data',
    },
    RULES_DIR: {
      schema: values.text,
      meaning: 'Folder with rule packs',
      remedy: 'Example: /etc/qyraghy/rules',
      need: 'optional',
      without: 'the packs that come with the program',
    },
    CHROMIUM_PATH: {
      schema: values.text,
      meaning: 'Browser that makes the screenshots',
      remedy: 'Example: /usr/bin/chromium',
      need: 'optional',
      without: 'the one of the system, else the one from npm',
    },
    TIME_ZONE: {
      schema: values.timeZone,
      meaning: 'Time zone of days, deadlines and the digest',
      remedy: 'Example: Asia/Almaty',
      need: 'optional',
      fallback: 'Asia/Almaty',
    },
    DIGEST_AT: {
      schema: values.timeOfDay,
      meaning: 'When the daily digest is sent',
      remedy: 'Example: 09:00',
      need: 'optional',
      fallback: '09:00',
    },
    HTTP_HOST: {
      schema: values.text,
      meaning: 'Address on which HTTP is served',
      remedy: 'Example: 0.0.0.0 (behind a proxy)',
      need: 'optional',
      fallback: '127.0.0.1',
    },
    HTTP_PORT: {
      schema: values.port,
      meaning: 'Port of it; 0 takes a free one',
      remedy: 'Example: 8080',
      need: 'optional',
      fallback: '8080',
    },
    PUBLIC_URL: {
      schema: values.address('https'),
      meaning: 'https address of the case page, as the staff reach it',
      remedy: 'Example: https://qyraghy.example.kz',
      need: 'optional',
      without: 'the bot shows no link buttons and says why',
    },
    LOG_LEVEL: {
      schema: z.enum(LOG_LEVELS, { error: `is none of ${LOG_LEVELS.join(', ')}` }),
      meaning: 'Least important lines that are logged',
      remedy: 'Example: info',
      need: 'optional',
      fallback: 'info',
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Variable>>>>;

type Groups = typeof VARIABLE_GROUPS;
type AllVariables = Groups['Database and queue'] &
  Groups['Telegram'] &
  Groups['Addressee of notifications'] &
  Groups['Names in documents'] &
  Groups['This installation'];
export type VariableName = keyof AllVariables;

/** What was read: the value, or null when the variable is absent and has no fallback. */
export type Values = { readonly [N in VariableName]: z.output<AllVariables[N]['schema']> | null };

/** The same table without its subjects. */
export const VARIABLES: Readonly<Record<VariableName, Variable>> = Object.assign(
  {},
  ...Object.values(VARIABLE_GROUPS),
);
export const VARIABLE_NAMES = Object.keys(VARIABLES) as readonly VariableName[];
