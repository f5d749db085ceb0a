import { Api } from 'telegram';
import type { Clock } from '../../ports/clock.ts';
import type { ChannelReader } from './channel-reader.ts';
import type { GramUpdate } from './gram-client.ts';
import { receive } from './to-post.ts';

/**
 * Puts one pushed update into the buffer of its channel. Only takes note, so that updates stay in order and nothing
 * waits: gramjs hands over hundreds at once.
 */
export function deliver(update: GramUpdate, readers: Iterable<ChannelReader>, clock: Clock): void {
  if (update instanceof Api.UpdatesTooLong) {
    for (const reader of readers) reader.catchUp();
    return;
  }
  const channelId = channelOf(update);
  if (channelId === null) return;
  // The same channel may be watched as one source only, so the first one found is the one.
  for (const reader of readers) {
    if (reader.source.externalId !== channelId) continue;
    deliverTo(reader, update, clock);
    return;
  }
}

function channelOf(update: GramUpdate): string | null {
  if (update instanceof Api.UpdateNewChannelMessage || update instanceof Api.UpdateEditChannelMessage) {
    const peer = update.message.peerId;
    return peer instanceof Api.PeerChannel ? peer.channelId.toString() : null;
  }
  if (
    update instanceof Api.UpdateDeleteChannelMessages ||
    update instanceof Api.UpdateChannelTooLong ||
    update instanceof Api.UpdateChannel
  ) {
    return update.channelId.toString();
  }
  return null;
}

function deliverTo(reader: ChannelReader, update: GramUpdate, clock: Clock): void {
  const { live } = reader;
  if (update instanceof Api.UpdateNewChannelMessage) {
    // A push that comes late holds an old version: its post was edited since, or was read from history.
    if (live.knows(update.pts)) return;
    const received = receive(update.message, update._entities?.values() ?? []);
    if (received !== null) live.addPost(received);
    live.advance(update.pts, update.ptsCount);
  } else if (update instanceof Api.UpdateEditChannelMessage) {
    const received = receive(update.message, update._entities?.values() ?? []);
    if (received === null || live.knows(update.pts)) return;
    live.addEdit(received);
    live.advance(update.pts, update.ptsCount);
  } else if (update instanceof Api.UpdateDeleteChannelMessages) {
    if (live.knows(update.pts)) return;
    const seenAt = clock.now().toISOString();
    for (const id of update.messages) live.addDeletion(id, seenAt);
    live.advance(update.pts, update.ptsCount);
  } else if (update instanceof Api.UpdateChannel) {
    reader.reopen();
  } else {
    reader.catchUp();
  }
  reader.wake();
}
