import type { Secret } from './config/secret.ts';
import { type Values, VARIABLE_NAMES, type VariableName, VARIABLES } from './config/variables.ts';
import type { LogLevel } from './log.ts';

/** What every installation has, the demo too. */
export interface Settings {
  readonly dataDir: string;
  readonly rulesDir: string | null;
  readonly chromiumPath: string | null;
  readonly timeZone: string;
  /** HH:MM in `timeZone`. */
  readonly digestAt: string;
  readonly http: { readonly host: string; readonly port: number; readonly publicUrl: string | null };
  readonly logLevel: LogLevel;
  readonly groupChatId: string | null;
  readonly unitName: string;
  readonly addresseeName: string;
  readonly systemName: string;
  readonly trackEverySeconds: number;
  readonly embeddedPostgresPort: number | null;
  /** Null in a demo without one of its own: the command line makes and keeps one. */
  readonly masterKey: Secret | null;
}

/** Where the outside world is; the demo fills it with loopback addresses. */
export interface Connections {
  readonly databaseUrl: Secret;
  readonly redisUrl: Secret | null;
  readonly botToken: Secret;
  readonly botApiRoot: string;
  readonly telegramApiId: number;
  readonly telegramApiHash: Secret;
  /** A test server instead of Telegram. */
  readonly mtproto: { readonly host: string; readonly port: number; readonly publicKeyFile: string } | null;
  /** Where the public preview pages of Telegram's channels are. */
  readonly previewRoot: string;
  readonly authorityUrl: string;
  readonly authorityToken: Secret;
  /** A PEM text or the path of a PEM file; see `readPem`. */
  readonly authoritySigningKey: Secret;
}

/** The configuration of a running program. */
export interface Config extends Settings {
  readonly masterKey: Secret;
  readonly connections: Connections;
}

export interface ConfigMistake {
  readonly variable: VariableName;
  readonly problem: string;
  readonly remedy: string;
}

export type ParsedConfig =
  | { readonly ok: true; readonly mode: 'demo'; readonly config: Settings }
  | { readonly ok: true; readonly mode: 'real'; readonly config: Config }
  | { readonly ok: false; readonly mistakes: readonly ConfigMistake[] };

/**
 * Reads the configuration; an empty variable counts as absent. The demo is meant when no variable that connects to the
 * outside is set. All mistakes are reported at once; a mistake never quotes a value, which may be a secret.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): ParsedConfig {
  const mistakes: ConfigMistake[] = [];
  const isSet = (name: VariableName): boolean => (env[name] ?? '').trim() !== '';
  const isReal = VARIABLE_NAMES.some((name) => VARIABLES[name].need.startsWith('connects') && isSet(name));
  const found = new Map<VariableName, unknown>();
  for (const name of VARIABLE_NAMES) {
    const variable = VARIABLES[name];
    const written = isSet(name) ? (env[name] ?? '').trim() : variable.fallback;
    if (written === undefined) {
      const needed = isReal && (variable.need === 'connects' || variable.need === 'real');
      if (needed)
        mistakes.push({
          variable: name,
          problem: `is missing (${variable.meaning})`,
          remedy: variable.remedy,
        });
      continue;
    }
    const read = variable.schema.safeParse(written);
    if (read.success) found.set(name, read.data);
    else
      mistakes.push({
        variable: name,
        problem: read.error.issues[0]?.message ?? 'is not understood',
        remedy: variable.remedy,
      });
  }
  mistakes.push(...pairMistakes(isSet));
  if (mistakes.length > 0) return { ok: false, mistakes };
  const values = Object.fromEntries(
    VARIABLE_NAMES.map((name) => [name, found.get(name) ?? null]),
  ) as unknown as Values;
  const settings = settingsOf(values);
  if (!isReal) return { ok: true, mode: 'demo', config: settings };
  return {
    ok: true,
    mode: 'real',
    config: { ...settings, masterKey: must(values.MASTER_KEY), connections: connectionsOf(values) },
  };
}

/** The mistakes as a person reads them, one paragraph each. */
export function describeMistakes(mistakes: readonly ConfigMistake[]): string {
  const lines = mistakes.map(
    (mistake) => `  ${mistake.variable} ${mistake.problem}.\n      ${mistake.remedy}`,
  );
  const demo =
    'For the demo leave all variables that connect to the outside empty; docs/configuration.md lists them.';
  return `The configuration has ${mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`}:\n${lines.join('\n')}\n${demo}`;
}

/** The two halves of a test server only make sense together. */
function pairMistakes(isSet: (name: VariableName) => boolean): readonly ConfigMistake[] {
  const pair = ['TELEGRAM_MTPROTO_ADDRESS', 'TELEGRAM_MTPROTO_PUBLIC_KEY'] as const;
  const missing = pair.filter((name) => !isSet(name));
  return missing.length === 1
    ? missing.map((name) => ({
        variable: name,
        problem: 'is missing, while its other half is set',
        remedy: VARIABLES[name].remedy,
      }))
    : [];
}

function settingsOf(values: Values): Settings {
  return {
    dataDir: must(values.DATA_DIR),
    rulesDir: values.RULES_DIR,
    chromiumPath: values.CHROMIUM_PATH,
    timeZone: must(values.TIME_ZONE),
    digestAt: must(values.DIGEST_AT),
    http: { host: must(values.HTTP_HOST), port: must(values.HTTP_PORT), publicUrl: values.PUBLIC_URL },
    logLevel: must(values.LOG_LEVEL),
    groupChatId: values.GROUP_CHAT_ID,
    unitName: must(values.UNIT_NAME),
    addresseeName: must(values.ADDRESSEE_NAME),
    systemName: must(values.SYSTEM_NAME),
    trackEverySeconds: must(values.TRACK_EVERY_SECONDS),
    embeddedPostgresPort: values.EMBEDDED_POSTGRES_PORT,
    masterKey: values.MASTER_KEY,
  };
}

function connectionsOf(values: Values): Connections {
  const server = values.TELEGRAM_MTPROTO_ADDRESS;
  return {
    databaseUrl: must(values.DATABASE_URL),
    redisUrl: values.REDIS_URL,
    botToken: must(values.BOT_TOKEN),
    botApiRoot: must(values.TELEGRAM_BOT_API_ROOT),
    telegramApiId: must(values.TELEGRAM_API_ID),
    telegramApiHash: must(values.TELEGRAM_API_HASH),
    mtproto: server === null ? null : { ...server, publicKeyFile: must(values.TELEGRAM_MTPROTO_PUBLIC_KEY) },
    previewRoot: must(values.TELEGRAM_PREVIEW_ROOT),
    authorityUrl: must(values.AUTHORITY_URL),
    authorityToken: must(values.AUTHORITY_TOKEN),
    authoritySigningKey: must(values.AUTHORITY_SIGNING_KEY),
  };
}

/** What `parseConfig` has checked to be there. */
function must<T>(value: T | null): T {
  if (value === null) throw new Error('A configuration value was checked and is not there');
  return value;
}
