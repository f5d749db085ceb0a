import type { ChannelEvent, WorldChange, WorldChannel } from '../../telegram-world.ts';
import type { TlObject, TlValue } from '../tl-schema.ts';
import type { Call, Handler } from './call.ts';
import { accountOf, channelIn, now, RpcError } from './call.ts';
import { mentioned, messageObject } from './message-objects.ts';
import { dialogObject } from './objects.ts';
import { joined, stateObject } from './messages.ts';

/** Messages that come along with "too long". */
const TOO_LONG_MESSAGES = 20;

/** What a client is told of an event; an event of a message that is gone since says nothing but its removal. */
function updateOf(channel: WorldChannel, event: ChannelEvent, call: Call): TlObject | undefined {
  if (event.kind === 'removed')
    return {
      _: 'updateDeleteChannelMessages',
      channel_id: channel.id,
      messages: [...event.messageIds],
      pts: event.pts,
      pts_count: event.messageIds.length,
    };
  const post = call.world.postsOf(channel.id).get(event.messageIds[0] ?? 0);
  if (post === undefined) return undefined;
  return {
    _: event.kind === 'published' ? 'updateNewChannelMessage' : 'updateEditChannelMessage',
    message: messageObject(channel, post, call),
    pts: event.pts,
    pts_count: 1,
  };
}

function tooLong(channel: WorldChannel, call: Call): TlObject {
  const posts = [...call.world.postsOf(channel.id).values()].slice(-TOO_LONG_MESSAGES).reverse();
  return {
    _: 'updates.channelDifferenceTooLong',
    final: true,
    dialog: dialogObject(channel, call),
    messages: posts.map((post) => messageObject(channel, post, call)),
    ...mentioned(channel, posts, call),
  };
}

function getChannelDifference(params: TlObject, call: Call): TlValue {
  const channel = channelIn(params['channel'], call);
  const pts = Number(params['pts']);
  const limit = Number(params['limit']);
  if (pts < 1 || pts > channel.pts) throw new RpcError(400, 'PERSISTENT_TIMESTAMP_INVALID');
  if (limit < 1) throw new RpcError(400, 'LIMIT_INVALID');
  const { phone } = accountOf(call);
  const target = { method: 'updates.getChannelDifference', channel: nameOf(channel), phone };
  const events = call.world.eventsAfter(channel.id, pts);
  if (events === null || events.length > call.tooLongAfter) return tooLong(channel, call);
  if (call.faults.strike('difference_too_long', target) !== undefined) return tooLong(channel, call);
  if (events.length === 0) return { _: 'updates.channelDifferenceEmpty', final: true, pts };
  const least = call.faults.strike('short_difference', target)?.events ?? call.maxEvents;
  const slice = events.slice(0, Math.min(limit, least));
  const posts = call.world.postsOf(channel.id);
  const fresh = slice
    .filter(({ kind }) => kind === 'published')
    .flatMap((e) => posts.get(e.messageIds[0] ?? 0) ?? []);
  const others = slice
    .filter(({ kind }) => kind !== 'published')
    .flatMap((e) => updateOf(channel, e, call) ?? []);
  return {
    _: 'updates.channelDifference',
    ...(slice.length === events.length && { final: true }),
    pts: slice.at(-1)?.pts ?? pts,
    new_messages: fresh.map((post) => messageObject(channel, post, call)),
    other_updates: others,
    ...mentioned(channel, fresh, call),
  };
}

/** Tells which joined channels changed since `date`; their posts come by getChannelDifference, as at Telegram. */
function getDifference(params: TlObject, call: Call): TlValue {
  const since = Number(params['date']) * 1000;
  const changed = joined(call).filter(
    (channel) =>
      (call.world
        .eventsAfter(channel.id, channel.pts - 1)
        ?.at(-1)
        ?.date.getTime() ?? 0) >= since,
  );
  if (changed.length === 0) return { _: 'updates.differenceEmpty', date: now(), seq: 1 };
  return {
    _: 'updates.difference',
    new_messages: [],
    new_encrypted_messages: [],
    other_updates: changed.map(({ id, pts }) => ({ _: 'updateChannelTooLong', channel_id: id, pts })),
    chats: changed.flatMap((channel) => mentioned(channel, [], call).chats),
    users: [],
    state: stateObject(),
  };
}

/** The name a fault is aimed with. */
export function nameOf(channel: WorldChannel): string {
  return channel.username?.toLowerCase() ?? `+${channel.inviteHash}`;
}

export type PushedChange = Exclude<WorldChange, { kind: 'channel_added' }>;

/** The pushed form of a change, for one account. */
export function pushed(change: PushedChange, call: Call): TlObject {
  const { channel } = change;
  const around = mentioned(channel, 'post' in change ? [change.post] : [], call);
  return { _: 'updates', updates: pushedUpdates(change, call), ...around, date: now(), seq: 0 };
}

function pushedUpdates(change: PushedChange, call: Call): readonly TlObject[] {
  const { channel } = change;
  const channel_id = channel.id;
  switch (change.kind) {
    case 'channel_changed':
      return [{ _: 'updateChannel', channel_id }];
    case 'counted':
      return change.grew.map((counter) => ({
        _: counter === 'views' ? 'updateChannelMessageViews' : 'updateChannelMessageForwards',
        channel_id,
        id: change.post.id,
        [counter]: change.post.counters[counter],
      }));
    case 'removed': {
      const { messageIds, pts } = change;
      const update = { _: 'updateDeleteChannelMessages', channel_id };
      return [{ ...update, messages: [...messageIds], pts, pts_count: messageIds.length }];
    }
    default: {
      const _ = change.kind === 'published' ? 'updateNewChannelMessage' : 'updateEditChannelMessage';
      return [{ _, message: messageObject(channel, change.post, call), pts: change.pts, pts_count: 1 }];
    }
  }
}

export const UPDATES: Readonly<Record<string, Handler>> = {
  'updates.getState': (_params, call) => {
    accountOf(call);
    return stateObject();
  },
  'updates.getDifference': getDifference,
  'updates.getChannelDifference': getChannelDifference,
};
