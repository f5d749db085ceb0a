import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startAuthority, type AuthoritySandbox } from '../../sandbox/authority/authority.ts';
import { startBotApi, type BotApiSandbox } from '../../sandbox/bot-api/server.ts';
import { startMtprotoServer, type MtprotoServer } from '../../sandbox/mtproto/server.ts';
import { type PreviewSandbox, startPreview } from '../../sandbox/preview/server.ts';
import { TelegramWorld } from '../../sandbox/telegram-world.ts';
import type { DemoKeys } from './keys.ts';

/** The phone of the demo's collector account; the number range is not in use. */
export const DEMO_PHONE = '+77000000001';

/** The outside world of the demo, all on loopback. */
export interface Outside {
  readonly world: TelegramWorld;
  readonly telegram: MtprotoServer;
  readonly botApi: BotApiSandbox;
  /** The public pages of the world's channels. */
  readonly preview: PreviewSandbox;
  readonly authority: AuthoritySandbox;
  /** The connection variables that point the real program at it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Starts the loopback Telegram, Bot API and authority; everything they know is journalled in `folder`.
 * @param limits `off` lets a test go faster than Telegram's own limits
 */
export async function startOutside(folder: string, keys: DemoKeys, limits?: 'off'): Promise<Outside> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const world = new TelegramWorld({ journalPath: path.join(folder, 'telegram.jsonl') });
  world.addAccount({ phone: DEMO_PHONE, code: keys.loginCode });
  const telegram = await startMtprotoServer({ world, statePath: path.join(folder, 'mtproto') });
  const botApi = await startBotApi({
    token: keys.botToken,
    journalPath: path.join(folder, 'bot-api.jsonl'),
    ...(limits === undefined ? {} : { limits }),
  });
  const preview = await startPreview({ world });
  const authority = await startAuthority({
    token: keys.authorityToken,
    publicKeyPem: keys.verifyKeyPem,
    journalPath: path.join(folder, 'authority.jsonl'),
  });
  const publicKeyFile = path.join(folder, 'telegram-public-key.pem');
  await writeFile(publicKeyFile, telegram.publicKeyPem);
  const signingKeyFile = path.join(folder, 'authority-signing-key.pem');
  await writeFile(signingKeyFile, keys.signingKeyPem, { mode: 0o600 });
  return {
    world,
    telegram,
    botApi,
    preview,
    authority,
    environment: {
      BOT_TOKEN: keys.botToken,
      TELEGRAM_BOT_API_ROOT: botApi.apiRoot,
      TELEGRAM_PREVIEW_ROOT: preview.root,
      TELEGRAM_API_ID: '1',
      TELEGRAM_API_HASH: keys.apiHash,
      TELEGRAM_MTPROTO_ADDRESS: `127.0.0.1:${telegram.port}`,
      TELEGRAM_MTPROTO_PUBLIC_KEY: publicKeyFile,
      AUTHORITY_URL: authority.url,
      AUTHORITY_TOKEN: keys.authorityToken,
      AUTHORITY_SIGNING_KEY: signingKeyFile,
      MASTER_KEY: keys.masterKey,
    },
    close: async () => {
      await telegram.close();
      await botApi.close();
      await preview.close();
      await authority.close();
      world.close();
    },
  };
}
