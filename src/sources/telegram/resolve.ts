import bigInt from 'big-integer';
import { Api } from 'telegram';
import type { Clock } from '../../ports/clock.ts';
import type { ResolvedSource } from '../../ports/source-reader.ts';
import { parseTelegramAddress } from './address.ts';
import { findChannel, inputPeer, publicNames, readState } from './channel.ts';
import type { Call } from './polite-calls.ts';

/**
 * Looks up a public channel or a public group. Reads nothing but its name, its state and the number of its newest
 * message; joins nothing. Throws SourceRefusedError, PermanentError or RetryableError.
 */
export async function resolveTelegram(call: Call, clock: Clock, address: string): Promise<ResolvedSource> {
  const asked = parseTelegramAddress(address);
  const channel = await findChannel(call, asked.username);
  const username = publicNames(channel).find((name) => name.toLowerCase() === asked.username.toLowerCase());
  const where = {
    channelId: channel.id.toString(),
    accessHash: String(channel.accessHash),
    username: username ?? asked.username,
  };
  await readState(call, where, {});
  const publicUrl = `https://t.me/${where.username}`;
  return {
    kind: 'messenger',
    connector: 'telegram',
    address: publicUrl,
    externalId: where.channelId,
    handle: { accessHash: where.accessHash, username: where.username },
    title: channel.title,
    openness: {
      publicUrl,
      checkedAt: clock.now().toISOString(),
      how: `resolved by public username @${where.username}, without an invitation and without joining`,
    },
    newestId: await newestId(call, where),
  };
}

async function newestId(call: Call, where: Parameters<typeof inputPeer>[0]): Promise<number> {
  const page = await call(
    new Api.messages.GetHistory({
      peer: inputPeer(where),
      offsetId: 0,
      offsetDate: 0,
      addOffset: 0,
      limit: 1,
      maxId: 0,
      minId: 0,
      hash: bigInt.zero,
    }),
  );
  return page instanceof Api.messages.MessagesNotModified ? 0 : (page.messages[0]?.id ?? 0);
}
