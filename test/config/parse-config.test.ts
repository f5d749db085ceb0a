import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { describeMistakes, parseConfig } from '../../src/config.ts';
import { documentConfig } from '../../src/config/document-config.ts';
import { readEnvFile } from '../../src/config/read-env-file.ts';
import { readPem } from '../../src/config/read-pem.ts';
import { Secret } from '../../src/config/secret.ts';
import { VARIABLE_NAMES } from '../../src/config/variables.ts';

const REAL = {
  DATABASE_URL: 'postgres://qyraghy:hunter2@db.example:5432/qyraghy',
  BOT_TOKEN: '1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
  TELEGRAM_API_ID: '12345',
  TELEGRAM_API_HASH: '0123456789abcdef0123456789abcdef',
  AUTHORITY_URL: 'https://authority.example/api/v1/',
  AUTHORITY_TOKEN: 'token-of-authority',
  AUTHORITY_SIGNING_KEY: '/etc/qyraghy/signing.pem',
  MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
};

function mistakesOf(env: Record<string, string>): Record<string, string> {
  const parsed = parseConfig(env);
  assert.ok(!parsed.ok, 'expected mistakes');
  return Object.fromEntries(parsed.mistakes.map((mistake) => [mistake.variable, mistake.problem]));
}

describe('the configuration', () => {
  it('means the demo when nothing connects to the outside', () => {
    const parsed = parseConfig({ LOG_LEVEL: 'debug', HTTP_PORT: '9000', BOT_TOKEN: ' ', REDIS_URL: '' });

    assert.ok(parsed.ok && parsed.mode === 'demo');
    assert.equal(parsed.config.http.port, 9000);
    assert.equal(parsed.config.timeZone, 'Asia/Almaty');
    assert.equal(parsed.config.digestAt, '09:00');
    assert.equal(parsed.config.http.host, '127.0.0.1');
    assert.equal(parsed.config.masterKey, null);
  });

  it('means a real installation when everything needed is there', () => {
    const parsed = parseConfig({
      ...REAL,
      TELEGRAM_MTPROTO_ADDRESS: '[::1]:4430',
      TELEGRAM_MTPROTO_PUBLIC_KEY: 'key.pem',
    });

    assert.ok(parsed.ok && parsed.mode === 'real');
    assert.equal(parsed.config.connections.databaseUrl.reveal(), REAL.DATABASE_URL);
    assert.equal(parsed.config.connections.redisUrl, null);
    assert.equal(parsed.config.connections.telegramApiId, 12_345);
    assert.equal(parsed.config.connections.authorityUrl, 'https://authority.example/api/v1');
    assert.deepEqual(parsed.config.connections.mtproto, {
      host: '::1',
      port: 4430,
      publicKeyFile: 'key.pem',
    });
  });

  it('lists everything that lacks when it is there in part, whichever part it is', () => {
    for (const [name, value] of Object.entries({
      ...REAL,
      REDIS_URL: 'redis://localhost',
      TELEGRAM_BOT_API_ROOT: 'http://127.0.0.1:1',
    })) {
      if (name === 'MASTER_KEY') continue;
      const found = Object.keys(mistakesOf({ [name]: value }));
      assert.deepEqual(
        found.sort(),
        Object.keys(REAL)
          .filter((one) => one !== name)
          .sort(),
        name,
      );
    }
  });

  it('reports every mistake at once, with what to do, and without the value', () => {
    const parsed = parseConfig({
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      REDIS_URL: 'http://redis',
      BOT_TOKEN: 'my-bot-token',
      TELEGRAM_API_ID: '12a',
      TELEGRAM_API_HASH: 'abc',
      AUTHORITY_URL: 'http://authority.example',
      AUTHORITY_TOKEN: 'short',
      AUTHORITY_SIGNING_KEY: 'key.pem',
      MASTER_KEY: 'hunter2',
      TELEGRAM_MTPROTO_ADDRESS: 'localhost',
      HTTP_PORT: '70000',
      TIME_ZONE: 'Asia/Qyzyljar',
      DIGEST_AT: '9:00',
      LOG_LEVEL: 'loud',
      PUBLIC_URL: 'http://case.example',
      GROUP_CHAT_ID: '@group',
      EMBEDDED_POSTGRES_PORT: '0',
    });

    assert.ok(!parsed.ok);
    const byName = new Set(parsed.mistakes.map((mistake) => mistake.variable));
    assert.equal(byName.size, 17, [...byName].join(' '));
    assert.ok(!byName.has('AUTHORITY_SIGNING_KEY'));
    assert.ok(parsed.mistakes.every((mistake) => mistake.remedy !== '' && mistake.problem !== ''));
    const text = describeMistakes(parsed.mistakes);
    assert.match(text, /17 mistakes/u);
    assert.match(text, /AUTHORITY_URL must begin with https:\/\//u);
    assert.match(text, /DATABASE_URL is not an address that begins with postgres:\/\//u);
    assert.doesNotMatch(text, /hunter2|my-bot-token/u);
  });

  it('asks for both halves of a test server', () => {
    assert.deepEqual(mistakesOf({ ...REAL, TELEGRAM_MTPROTO_ADDRESS: '127.0.0.1:4430' }), {
      TELEGRAM_MTPROTO_PUBLIC_KEY: 'is missing, while its other half is set',
    });
  });

  it('takes a plain http addressee on this machine only, and Redis in all its forms', () => {
    const url = (AUTHORITY_URL: string): boolean => parseConfig({ ...REAL, AUTHORITY_URL }).ok;
    assert.deepEqual(
      [url('http://127.0.0.1:8090'), url('http://localhost:1'), url('http://10.0.0.5')],
      [true, true, false],
    );
    const redis = (REDIS_URL: string): boolean => parseConfig({ ...REAL, REDIS_URL }).ok;
    assert.ok(redis('rediss://:p@redis.example:6379/1'));
    assert.ok(redis('redis+sentinel://:p@a:26379,b:26379/mymaster/0'));
    assert.ok(redis('redis+cluster://a:7000,b:7001'));
    assert.ok(!redis('redis://'));
  });

  it('is documented: docs/configuration.md is what the table says', async () => {
    const page = await readFile(path.resolve(import.meta.dirname, '../../docs/configuration.md'), 'utf8');

    assert.equal(page, documentConfig(), 'run: npx tsx test/config/write-configuration-page.ts');
    for (const name of VARIABLE_NAMES) assert.ok(page.includes(`\`${name}\``), name);
  });
});

describe('a secret', () => {
  it('does not print in any way', () => {
    const secret = new Secret('hunter2');
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ deep: { secret } }),
      Object.keys(secret).join(),
    ];

    assert.ok(
      shown.every((text) => !text.includes('hunter2')),
      shown.join(' | '),
    );
    assert.equal(secret.reveal(), 'hunter2');
  });
});

describe('files of the configuration', () => {
  it('reads a .env file, and nothing from one that is not there', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-env-'));
    await writeFile(path.join(folder, '.env'), '# comment\nHTTP_PORT=9001\nUNIT_NAME="Бөлім № 1"\n');

    assert.deepEqual(
      { ...(await readEnvFile(path.join(folder, '.env'))) },
      { HTTP_PORT: '9001', UNIT_NAME: 'Бөлім № 1' },
    );
    assert.deepEqual({ ...(await readEnvFile(path.join(folder, 'none'))) }, {});

    await rm(folder, { recursive: true });
  });

  it('reads a PEM from a file or from the variable itself, and says which variable is wrong', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'qyraghy-pem-'));
    const pem = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
    await writeFile(path.join(folder, 'key.pem'), pem);

    assert.equal(await readPem('X', new Secret(path.join(folder, 'key.pem'))), pem);
    assert.equal(await readPem('X', new Secret(pem.replaceAll('\n', '\\n'))), pem);
    await assert.rejects(readPem('AUTHORITY_SIGNING_KEY', new Secret('/none.pem')), {
      reason: 'bad_pem',
      message: /AUTHORITY_SIGNING_KEY.*ENOENT/u,
    });
    await writeFile(path.join(folder, 'key.pem'), 'hello');
    await assert.rejects(readPem('X', new Secret(path.join(folder, 'key.pem'))), { reason: 'bad_pem' });

    await rm(folder, { recursive: true });
  });
});
