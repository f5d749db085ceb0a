import type { Clock } from '../../ports/clock.ts';
import type { ResolvedSource } from '../../ports/source-reader.ts';
import { parseTelegramAddress } from './address.ts';
import { type ChannelAddress, findChannel, publicNames, readState } from './channel.ts';
import { historyBefore } from './history.ts';
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
  const { pts, discussion } = await readState(call, where, {});
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
    // Asked for before the newest id: what happens in between is looked at, not left out.
    pts: pts > 0 ? pts : null,
    ...(discussion === null ? {} : { discussion: `https://t.me/${discussion}` }),
  };
}

async function newestId(call: Call, where: ChannelAddress): Promise<number> {
  const [newest] = await historyBefore(call, where, { beforeId: 0, limit: 1 }, {});
  return newest?.message.id ?? 0;
}
