import { setTimeout as delay } from 'node:timers/promises';

import type { PreparedLoad } from '../../sandbox/mtproto/load-run.ts';
import { startMtprotoServer } from '../../sandbox/mtproto/server.ts';
import { TelegramWorld } from '../../sandbox/telegram-world.ts';
import { answerWith } from './child.ts';
import { CODE, type LoadRequest, nameOf, type PacedRequest, PHONE, TEXT } from './shared.ts';

/** Newest posts of a channel that stay in memory between the parts of a long run. */
const KEPT = 200;

const world = new TelegramWorld({ journalPath: null });
world.addAccount({ phone: PHONE, code: CODE });
const server = await startMtprotoServer({ world });
let channels = 0;
let load: PreparedLoad | null = null;

function grow(count: number): void {
  for (; channels < count; channels += 1) {
    world.addChannel({ username: nameOf(channels), title: `Channel ${channels}` });
    server.joinFromElsewhere(PHONE, nameOf(channels));
  }
}

function publish(posts: number, over: number): void {
  for (let i = 0; i < posts; i += 1) world.publish(nameOf(i % over), { text: `${i} ${TEXT}` });
}

/** At a steady pace, encrypted on the way: far below what the server can do. */
async function paced({ perSecond, posts, channels: over }: PacedRequest): Promise<void> {
  const began = performance.now();
  for (let i = 0; i < posts; i += 1) {
    const waitMs = began + (i * 1000) / perSecond - performance.now();
    if (waitMs > 0) await delay(waitMs);
    world.publish(nameOf(i % over), { text: `${performance.timeOrigin + performance.now()} ${TEXT}` });
  }
}

answerWith({
  start: (count: number) => {
    grow(count);
    const { host, port, publicKeyPem } = server;
    return { host, port, publicKeyPem, fingerprint: server.fingerprint.toString() };
  },
  prepare: ({ posts, perContainer, channels: over }: LoadRequest) => {
    for (const { id } of world.channels()) world.forgetOld(id, KEPT);
    const changes = (): void => publish(posts, over);
    load = server.prepareLoad({ phone: PHONE, perContainer, changes });
    return load.posts;
  },
  send: () => load?.send(),
  paced,
  outage: async ({ posts, channels: over }: LoadRequest) => {
    server.faults.refuseConnections(60_000);
    server.faults.dropConnections();
    publish(posts, over);
    server.faults.refuseConnections(0);
  },
});
