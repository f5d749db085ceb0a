import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Api } from 'telegram';

import type { Fault } from '../../sandbox/mtproto/faults.ts';
import type { TelegramWorld } from '../../sandbox/telegram-world.ts';
import type { LoopbackClient } from './gramjs-client.ts';
import { join, loopback, signedIn, until, updatesOf } from './loopback-telegram.ts';

type Act = { readonly kind: 'publish' | 'edit' | 'remove'; readonly pick: number };

const ACT: fc.Arbitrary<Act> = fc.record({
  kind: fc.constantFrom('publish', 'publish', 'publish', 'edit', 'remove'),
  pick: fc.nat(50),
});
const FAULT: fc.Arbitrary<Fault> = fc.record({
  kind: fc.constantFrom('withhold', 'duplicate', 'reorder'),
  times: fc.integer({ min: 1, max: 3 }),
});
const SCHEDULE = fc.array(fc.oneof({ weight: 4, arbitrary: ACT }, { weight: 1, arbitrary: FAULT }), {
  minLength: 1,
  maxLength: 30,
});

function play(world: TelegramWorld, username: string, act: Act, step: number): void {
  const posts = world.posts(username);
  const picked = posts[act.pick % Math.max(1, posts.length)];
  if (act.kind === 'publish' || picked === undefined) world.publish(username, { text: `p${step}` });
  else if (act.kind === 'edit') world.edit(username, picked.id, { text: `e${step}` });
  else world.remove(username, picked.id);
}

/** What a reader knows that follows the differences from the first counter on, in parts of `limit`. */
async function readAlong(
  { client }: LoopbackClient,
  channel: Api.InputChannel,
  limit: number,
): Promise<{ pts: number; texts: Map<number, string> }> {
  const texts = new Map<number, string>();
  const filter = new Api.ChannelMessagesFilterEmpty();
  const keep = (message: Api.TypeMessage): void => {
    if (message instanceof Api.Message) texts.set(message.id, message.message);
  };
  for (let pts = 1; ; ) {
    const part = await client.invoke(new Api.updates.GetChannelDifference({ channel, filter, pts, limit }));
    assert.ok(!(part instanceof Api.updates.ChannelDifferenceTooLong));
    if (part instanceof Api.updates.ChannelDifferenceEmpty) return { pts, texts };
    part.newMessages.forEach(keep);
    for (const update of part.otherUpdates) {
      if (update instanceof Api.UpdateEditChannelMessage) keep(update.message);
      if (update instanceof Api.UpdateDeleteChannelMessages)
        for (const id of update.messages) texts.delete(id);
    }
    ({ pts } = part);
  }
}

test('whatever is withheld, doubled or put out of order, the differences tell the whole story', async (context) => {
  const { server, world, log } = await loopback(context);
  const made = await signedIn(context, server);
  const seen = updatesOf(made);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(SCHEDULE, fc.integer({ min: 1, max: 12 }), async (schedule, limit) => {
      run += 1;
      const username = `schedule_${run}`;
      world.addChannel({ username, title: username });
      const { input } = await join(made, username);
      for (const [step, item] of schedule.entries())
        if ('pick' in item) play(world, username, item, step);
        else server.faults.add(item);
      server.faults.clear();
      const { pts, texts } = await readAlong(made, input, limit);
      assert.equal(pts, world.channelNamed(username)?.pts);
      assert.deepEqual(
        [...texts].sort(([a], [b]) => a - b),
        world.posts(username).map(({ id, text }) => [id, text]),
      );
    }),
    { numRuns: 25 },
  );
  world.addChannel({ username: 'last_one', title: 'Соңғы' });
  await join(made, 'last_one');
  world.publish('last_one', { text: 'after all faults' });
  const isLast = (update: Api.TypeUpdate): boolean =>
    update instanceof Api.UpdateNewChannelMessage &&
    update.message instanceof Api.Message &&
    update.message.message === 'after all faults';
  await until('an update after all the faults', () => seen.some(isLast));
  assert.deepEqual(log, []);
});
