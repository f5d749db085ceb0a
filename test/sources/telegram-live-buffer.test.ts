import assert from 'node:assert/strict';
import { test } from 'node:test';
import bigInt from 'big-integer';
import { Api } from 'telegram';
import { LiveBuffer, Room } from '../../src/sources/telegram/live-buffer.ts';
import type { Received } from '../../src/sources/telegram/to-post.ts';

const AT = new Date('2026-01-01T00:00:00.000Z');
const NOTHING = { edits: [], deletions: [] };
const LIMITS = { bufferPosts: 10, bufferChanges: 10 };
const PEER = new Api.PeerChannel({ channelId: bigInt(1) });

function oneReceived(id: number, message = `post ${id}`): Received {
  return { message: new Api.Message({ id, peerId: PEER, date: 1, message }), forwardedFrom: null };
}

function idsAfter(live: LiveBuffer, last: number): number[] {
  return live.postsAfter(last).map((received) => received.message.id);
}

function oneBuffer(bufferPosts = 10, bufferChanges = 10): LiveBuffer {
  const live = new LiveBuffer({ bufferPosts, bufferChanges });
  live.setPts(100);
  return live;
}

test('pushed posts come out once and in the order of their ids', () => {
  const live = oneBuffer();
  for (const id of [3, 1, 2, 3, 1]) live.addPost(oneReceived(id));

  assert.deepEqual(idsAfter(live, 1), [2, 3]);
  assert.deepEqual(idsAfter(live, 3), []);
  assert.equal(live.empty, true);
});

test('more posts than the bound are left to history', () => {
  const live = oneBuffer(3);
  for (const id of [1, 2, 3, 4]) live.addPost(oneReceived(id));

  assert.equal(live.behind, true);
  assert.deepEqual(idsAfter(live, 0), []);
});

test('a number that is missing in the chain means that something was missed', () => {
  const live = oneBuffer();
  live.advance(101, 1, AT);
  assert.equal(live.behind, false);
  live.advance(101, 1, AT);
  assert.equal(live.behind, false);
  live.advance(103, 1, AT);

  assert.equal(live.behind, true);
  assert.equal(live.pts, 101, 'the number stays where the chain broke');
  assert.equal(live.knows(101), true);
  assert.equal(live.knows(103), false);
});

test('an edit of a post that is on its way in its old version is handed over after it', () => {
  const live = oneBuffer();
  live.addPost(oneReceived(5, 'old'));
  const taken = live.postsAfter(4);
  live.addEdit(oneReceived(5, 'new'));

  assert.deepEqual(taken.length, 1);
  assert.deepEqual(live.postsAfter(5), []);
  assert.deepEqual(
    live.editsUpTo(5).map((edit) => (edit.received.message as Api.Message).message),
    ['new'],
  );
});

test('an edit that was replaced while it was handed over stays', () => {
  const live = oneBuffer();
  live.addEdit(oneReceived(5, 'first'));
  const handed = live.editsUpTo(5);
  live.addEdit(oneReceived(5, 'second'));
  live.settle({ edits: handed, deletions: [] });

  assert.equal(live.editsUpTo(5).length, 1);
});

test('more changes than the bound send the number back to where they began', () => {
  const live = oneBuffer(10, 2);
  for (const [index, id] of [5, 6, 7].entries()) {
    live.addEdit(oneReceived(id));
    live.advance(101 + index, 1, AT);
  }

  assert.equal(live.behind, true);
  assert.equal(live.pts, 100, 'the difference is asked for from before the first forgotten edit');
  assert.deepEqual(live.editsUpTo(10), []);
});

test('the number does not go back by an older answer', () => {
  const live = oneBuffer();
  live.setPts(99);
  assert.equal(live.pts, 100);
  live.setPts(120);
  assert.equal(live.pts, 120);
});

test('the deletion of a post that still waits is handed over after it', () => {
  const live = oneBuffer();
  live.addPost(oneReceived(5));
  live.addDeletions([5, 9], AT);

  assert.deepEqual(live.deletionsUpTo(4), []);
  assert.deepEqual(live.deletionsUpTo(5), [
    { id: 5, seenAt: AT.toISOString(), existedAt: null, before: 100 },
  ]);
});

test('events are settled up to the oldest change that waits', () => {
  const live = oneBuffer();
  live.addEdit(oneReceived(5));
  live.advance(101, 1, AT);
  live.addDeletions([6], AT);
  live.advance(102, 1, AT);
  assert.equal(live.settledPtsWithout(NOTHING), 100);

  const edits = live.editsUpTo(10);
  assert.equal(live.settledPtsWithout({ edits, deletions: [] }), 101);
  live.settle({ edits, deletions: [] });
  assert.equal(live.settledPtsWithout({ edits: [], deletions: live.deletionsUpTo(10) }), 102);
});

test('a deletion tells when the post was known to be there: at the last event before it', () => {
  const live = oneBuffer();
  live.addPost(oneReceived(5));
  live.advance(101, 1, new Date('2026-01-01T00:00:01.000Z'));
  live.addDeletions([5], new Date('2026-01-01T00:00:09.000Z'));

  assert.equal(live.deletionsUpTo(5)[0]?.existedAt, '2026-01-01T00:00:01.000Z');
});

test('posts of all channels share their room', () => {
  const room = new Room(2);
  const [one, two] = [new LiveBuffer(LIMITS, room), new LiveBuffer(LIMITS, room)];
  one.addPost(oneReceived(1));
  one.addPost(oneReceived(2));
  two.addPost(oneReceived(1));
  assert.deepEqual([one.behind, two.behind], [false, true]);

  one.postsAfter(1);
  two.behind = false;
  two.addPost(oneReceived(1));
  assert.equal(two.behind, false);
});

test('events that the server has forgotten are not settled before they were made up for', () => {
  const live = oneBuffer();
  live.hold(100);
  live.setPts(180);
  assert.equal(live.settledPtsWithout(NOTHING), 100);
  live.losePts();
  live.setPts(200);
  assert.equal(live.settledPtsWithout(NOTHING), 100);

  live.release();
  assert.equal(live.settledPtsWithout(NOTHING), 200);
});
