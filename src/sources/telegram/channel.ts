import bigInt from 'big-integer';
import { Api } from 'telegram';
import { PermanentError } from '../../domain/failure.ts';
import { type Source, SourceRefusedError } from '../../domain/source.ts';
import type { AccountHooks } from './account-hooks.ts';
import type { Call } from './polite-calls.ts';
import type { CallOptions } from './connect.ts';

/** How one public channel is addressed; the access hash belongs to the account that resolved it. */
export interface ChannelAddress {
  readonly channelId: string;
  readonly accessHash: string;
  readonly username: string;
}

/** What the server says of a channel now. */
export interface ChannelState {
  readonly pts: number;
  readonly member: boolean;
  /** Joining needs the consent of an administrator: we do not ask, and read without joining. */
  readonly joinByRequest: boolean;
  /** Public name of the discussion group, where it has one that is open. */
  readonly discussion: string | null;
}

export function inputChannel(address: ChannelAddress): Api.InputChannel {
  return new Api.InputChannel({
    channelId: bigInt(address.channelId),
    accessHash: bigInt(address.accessHash),
  });
}

export function inputPeer(address: ChannelAddress): Api.InputPeerChannel {
  return new Api.InputPeerChannel({
    channelId: bigInt(address.channelId),
    accessHash: bigInt(address.accessHash),
  });
}

/** The public names of a channel; it has none when it is private. */
export function publicNames(channel: Api.Channel): string[] {
  const more = (channel.usernames ?? []).flatMap((name) => (name.active === true ? [name.username] : []));
  return [...new Set([...(channel.username ? [channel.username] : []), ...more])];
}

/** Looks a public name up. Throws SourceRefusedError for a user, a private place or nothing at all. */
export async function findChannel(
  call: Call,
  username: string,
  options: CallOptions = {},
): Promise<Api.Channel> {
  const refused = (reason: 'is_user' | 'not_public' | 'not_found') =>
    new SourceRefusedError(reason, `@${username}`);
  const found = await call(new Api.contacts.ResolveUsername({ username }), options).catch(
    (error: unknown) => {
      if (error instanceof PermanentError && error.reason === 'not_found') throw refused('not_found');
      if (error instanceof PermanentError && error.reason === 'not_public') throw refused('not_public');
      throw error;
    },
  );
  const { peer } = found;
  if (peer instanceof Api.PeerUser) throw refused('is_user');
  if (!(peer instanceof Api.PeerChannel)) throw refused('not_public');
  const channel = found.chats.find((chat) => chat.id.equals(peer.channelId));
  if (!(channel instanceof Api.Channel) || channel.accessHash == null) throw refused('not_public');
  const asked = username.toLowerCase();
  if (!publicNames(channel).some((name) => name.toLowerCase() === asked)) throw refused('not_public');
  return channel;
}

/** Address of a source for this account, or null when the account has no handle of it yet. */
export function addressOf(source: Source, handleOf: AccountHooks['handleOf']): ChannelAddress | null {
  const handle = handleOf === undefined ? source.handle : handleOf(source);
  const accessHash = handle?.['accessHash'];
  const username = nameOf(source);
  if (accessHash === undefined || username === '') return null;
  return { channelId: source.externalId, accessHash, username };
}

function nameOf(source: Source): string {
  return source.handle['username'] ?? source.address.split('/').at(-1) ?? '';
}

/**
 * Address of a source whose stored handle does not serve this account. Throws PermanentError('channel_changed') when
 * the name now belongs to another channel, `not_found` or `not_public` when it is gone.
 */
export async function findAgain(call: Call, source: Source, options: CallOptions): Promise<ChannelAddress> {
  const username = nameOf(source);
  try {
    const channel = await findChannel(call, username, options);
    if (channel.id.toString() !== source.externalId) {
      throw new PermanentError(
        'channel_changed',
        `@${username} is another channel now; add it as a new source`,
      );
    }
    return { channelId: source.externalId, accessHash: String(channel.accessHash), username };
  } catch (error) {
    if (error instanceof SourceRefusedError)
      throw new PermanentError(error.reason, error.message, { cause: error });
    throw error;
  }
}

/** Asks for the channel's state. Throws PermanentError('not_public') when it has lost its public name. */
export async function readState(
  call: Call,
  address: ChannelAddress,
  options: CallOptions,
): Promise<ChannelState> {
  const full = await call(new Api.channels.GetFullChannel({ channel: inputChannel(address) }), options);
  const channel = full.chats.find((chat) => chat.id.toString() === address.channelId);
  if (!(channel instanceof Api.Channel) || publicNames(channel).length === 0) {
    throw new PermanentError('not_public', `@${address.username} is no longer public`);
  }
  const { fullChat } = full;
  const linkedId = fullChat instanceof Api.ChannelFull ? fullChat.linkedChatId : undefined;
  const linked = full.chats.find((chat) => linkedId && chat.id.equals(linkedId));
  return {
    pts: fullChat instanceof Api.ChannelFull ? fullChat.pts : 0,
    member: channel.left !== true,
    joinByRequest: channel.joinRequest === true,
    // The link goes both ways: only the group of a channel is a discussion, not the channel of a group.
    discussion:
      linked instanceof Api.Channel && linked.megagroup === true ? (publicNames(linked)[0] ?? null) : null,
  };
}
