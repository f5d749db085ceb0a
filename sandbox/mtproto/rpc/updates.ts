import type { ChannelEvent, WorldChange, WorldChannel } from '../../telegram-world.ts';
import type { TlObject, TlValue } from '../tl-schema.ts';
import type { Call, Handler } from './call.ts';
import { accountOf, channelIn, now, RpcError } from './call.ts';
import { dialogObject, mentioned, messageObject } from './objects.ts';
import { joined, stateObject } from './messages.ts';

/** Telegram's own bound of one answer for people's accounts. */
const MAX_EVENTS = 100;
/** Messages that come along with "too long". */
const TOO_LONG_MESSAGES = 20;

/** What a client is told of an event; an event of a message that is gone since says nothing but its removal. */
function updateOf(channel: WorldChannel, event: ChannelEvent, call: Call): TlObject | undefined {
  if (event.kind === 'removed')
    return {
      _: 'updateDeleteChannelMessages',
      channel_id: channel.id,
      messages: [event.messageId],
      pts: event.pts,
      pts_count: 1,
    };
  const post = call.world.postsOf(channel.id).get(event.messageId);
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
  const target = { method: 'updates.getChannelDifference', channel: nameOf(channel) };
  const events = call.world.eventsAfter(channel.id, pts);
  if (call.faults.strike('difference_too_long', target) !== undefined || events.length > call.tooLongAfter)
    return tooLong(channel, call);
  if (events.length === 0) return { _: 'updates.channelDifferenceEmpty', final: true, pts };
  const slice = events.slice(0, Math.min(limit, MAX_EVENTS));
  const posts = call.world.postsOf(channel.id);
  const fresh = slice.filter(({ kind }) => kind === 'published').flatMap((e) => posts.get(e.messageId) ?? []);
  const others = slice
    .filter(({ kind }) => kind !== 'published')
    .flatMap((e) => updateOf(channel, e, call) ?? []);
  return {
    _: 'updates.channelDifference',
    ...(slice.length === events.length && { final: true }),
    pts: pts + slice.length,
    new_messages: fresh.map((post) => messageObject(channel, post, call)),
    other_updates: others,
    ...mentioned(channel, fresh, call),
  };
}

/** Tells which joined channels changed since `date`; their posts come by getChannelDifference, as at Telegram. */
function getDifference(params: TlObject, call: Call): TlValue {
  const since = Number(params['date']) * 1000;
  const changed = joined(call).filter(
    (channel) => (call.world.eventsAfter(channel.id, channel.pts - 1)[0]?.date.getTime() ?? 0) >= since,
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
  if (change.kind === 'channel_changed') {
    const update = { _: 'updateChannel', channel_id: channel.id };
    return { _: 'updates', updates: [update], ...mentioned(channel, [], call), date: now(), seq: 0 };
  }
  const update =
    change.kind === 'removed'
      ? updateOf(
          channel,
          { pts: change.pts, kind: 'removed', messageId: change.messageId, date: new Date() },
          call,
        )
      : {
          _: change.kind === 'published' ? 'updateNewChannelMessage' : 'updateEditChannelMessage',
          message: messageObject(channel, change.post, call),
          pts: change.pts,
          pts_count: 1,
        };
  const around = mentioned(channel, change.kind === 'removed' ? [] : [change.post], call);
  return { _: 'updates', updates: [update], ...around, date: now(), seq: 0 };
}

export const UPDATES: Readonly<Record<string, Handler>> = {
  'updates.getState': (_params, call) => {
    accountOf(call);
    return stateObject();
  },
  'updates.getDifference': getDifference,
  'updates.getChannelDifference': getChannelDifference,
};
