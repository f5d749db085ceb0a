import { Api } from 'telegram';
import type { Clock } from '../../ports/clock.ts';
import type { ChannelReader } from './channel-reader.ts';
import type { GramUpdate } from './gram-client.ts';
import { receive } from './to-post.ts';
import { isHiddenEdit } from './visible-mark.ts';

/**
 * Puts one pushed update into the buffer of its channel. Only takes note, so that updates stay in order and nothing
 * waits: gramjs hands over hundreds at once.
 * @param readers by the channel's own id
 */
export function deliver(update: GramUpdate, readers: ReadonlyMap<string, ChannelReader>, clock: Clock): void {
  if (update instanceof Api.UpdatesTooLong) {
    for (const reader of readers.values()) reader.lookNow();
    return;
  }
  const channelId = channelOf(update);
  const reader = channelId === null ? undefined : readers.get(channelId);
  if (reader !== undefined) deliverTo(reader, update, clock);
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
  if (update instanceof Api.UpdateChannel) reader.reopen();
  else if (update instanceof Api.UpdateChannelTooLong) reader.lookNow();
  else if ('pts' in update && 'ptsCount' in update) {
    const { live } = reader;
    // A push that comes late holds an old version: its post was edited since, or was read from history.
    if (live.knows(update.pts)) return;
    const at = clock.now();
    if (!takeEvent(reader, update, at)) return;
    if (live.advance(update.pts, update.ptsCount, at)) reader.postpone();
    reader.wake();
  }
}

/** False where it could not be kept: the difference has it. */
function takeEvent(reader: ChannelReader, update: GramUpdate, at: Date): boolean {
  const { live } = reader;
  if (update instanceof Api.UpdateDeleteChannelMessages) return live.addDeletions(update.messages, at);
  if (update instanceof Api.UpdateNewChannelMessage) {
    const received = receive(update.message, update._entities?.values() ?? []);
    if (received !== null) {
      live.addPost(received);
      reader.noteNewest(received.message.id);
    }
    return true;
  }
  if (!(update instanceof Api.UpdateEditChannelMessage)) return true;
  const received = receive(update.message, update._entities?.values() ?? []);
  if (received === null) return true;
  const follows = live.knows(update.pts - update.ptsCount);
  return (follows && isHiddenEdit(received.message)) || live.addEdit(received);
}
