import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Arbitrary,
  array,
  assert as assertProperty,
  asyncProperty,
  constant,
  integer,
  nat,
  oneof,
} from 'fast-check';
import type { Fault } from '../../sandbox/mtproto/faults.ts';
import { BatchSink, type Loopback, startLoopback, until, watchLive } from './telegram-loopback.ts';

const CHANNEL = 'zhanga_qala';

/** What happens at Telegram, in this order. */
type Event =
  | { readonly do: 'publish' | 'drop' | 'queueFails' }
  | { readonly do: 'edit' | 'remove'; readonly which: number }
  | { readonly do: 'fault'; readonly fault: Fault };

const times = integer({ min: 1, max: 3 });
const which = nat(100);
const anEvent: Arbitrary<Event> = oneof(
  { weight: 8, arbitrary: constant<Event>({ do: 'publish' }) },
  { weight: 3, arbitrary: which.map((at): Event => ({ do: 'edit', which: at })) },
  { weight: 2, arbitrary: which.map((at): Event => ({ do: 'remove', which: at })) },
  { weight: 1, arbitrary: constant<Event>({ do: 'drop' }) },
  { weight: 1, arbitrary: constant<Event>({ do: 'queueFails' }) },
  {
    weight: 5,
    arbitrary: oneof(
      times.map((times): Fault => ({ kind: 'withhold', times })),
      times.map((times): Fault => ({ kind: 'duplicate', times })),
      times.map((times): Fault => ({ kind: 'reorder', times })),
      constant<Fault>({ kind: 'bad_salt' }),
      constant<Fault>({ kind: 'difference_too_long' }),
      constant<Fault>({ kind: 'flood_wait', method: 'messages.getHistory', seconds: 1 }),
      constant<Fault>({
        kind: 'rpc_error',
        method: 'messages.getHistory',
        code: 500,
        message: 'INTERDC_2_CALL_ERROR',
      }),
      constant<Fault>({ kind: 'drop_at_call', method: 'messages.getHistory', when: 'after' }),
    ).map((fault): Event => ({ do: 'fault', fault })),
  },
);

function happen(event: Event, loopback: Loopback, failing: { left: number }): void {
  const { world, server } = loopback;
  const posts = world.posts(CHANNEL);
  const chosen = 'which' in event ? posts[event.which % Math.max(posts.length, 1)] : undefined;
  if (event.do === 'publish') world.publish(CHANNEL, { text: `post ${posts.length + 1}` });
  if (event.do === 'drop') server.faults.dropConnections();
  if (event.do === 'queueFails') failing.left += 2;
  if (event.do === 'fault') server.faults.add(event.fault);
  if (chosen === undefined) return;
  if (event.do === 'edit') world.edit(CHANNEL, chosen.id, { text: `${chosen.text}, өзгертілді` });
  if (event.do === 'remove') world.remove(CHANNEL, chosen.id);
}

test('whatever the network does, every post that stays is emitted in order and in its last version, and every deletion is seen', async () => {
  await assertProperty(
    asyncProperty(array(anEvent, { minLength: 10, maxLength: 40 }), async (events) => {
      const loopback = await startLoopback();
      try {
        const sink = new BatchSink();
        const failing = { left: 0 };
        sink.before = async () => {
          failing.left -= 1;
          if (failing.left >= 0) throw new Error('the queue is down');
        };
        await watchLive(loopback, sink, { catchUpMs: 400, bufferPosts: 5, bufferChanges: 3, batchPosts: 4 });
        const tooLong = events.some(
          (event) => event.do === 'fault' && event.fault.kind === 'difference_too_long',
        );
        for (const event of events) {
          happen(event, loopback, failing);
          await new Promise(setImmediate);
        }
        loopback.server.faults.clear();
        failing.left = 0;
        const last = loopback.world.posts(CHANNEL).at(-1)?.id ?? 0;
        await until(`post ${last}`, () => sink.position >= last, 20_000);

        const left = loopback.world.posts(CHANNEL);
        const versions = () => {
          const all = sink.batches.flatMap((batch) => batch.posts);
          return new Map(all.map((post) => [post.messageId, post.text]));
        };
        const gone = () => sink.ids.filter((id) => !left.some((post) => post.id === id));
        const newest = () =>
          left.every((post) => versions().get(post.id) === post.text) &&
          gone().every((id) => sink.deletedIds.includes(id));
        // What changed while the server had forgotten its changes is the one thing that cannot be known.
        if (!tooLong) await until('the last versions and the deletions', newest, 10_000);
        assert.deepEqual(
          [...sink.ids].sort((a, b) => a - b),
          sink.ids,
          'in order',
        );
        assert.equal(new Set(sink.ids).size, sink.ids.length, 'once');
        for (const post of left) assert.ok(versions().has(post.id), `post ${post.id}`);
      } finally {
        await loopback.close();
      }
    }),
    { numRuns: 6, seed: 20261124, endOnFailure: true, includeErrorInReport: true },
  );
});
