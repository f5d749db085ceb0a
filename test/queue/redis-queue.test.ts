import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { silentLog } from '../../src/log.ts';
import { createBullmqQueue } from '../../src/queue/bullmq-queue.ts';
import { parseRedisAddress } from '../../src/queue/redis-client.ts';
import { testRedis } from '../support/redis.ts';
import { jobQueueContract } from './job-queue-contract.ts';
import { stoppingContract } from './stopping-contract.ts';

const redis = await testRedis();
if ('missing' in redis) {
  it('runs on Redis', { skip: redis.missing }, () => undefined);
} else {
  after(() => redis.stop());
  jobQueueContract('the queue on Redis', () => ({ kind: 'redis', url: redis.url }));
  stoppingContract('stopping the queue on Redis', () => ({ kind: 'redis', url: redis.url }));
}

describe('REDIS_URL', () => {
  it('names one server, a Sentinel or a Cluster', () => {
    assert.deepEqual(parseRedisAddress('rediss://:p@host:6380/2'), {
      kind: 'standalone',
      url: 'rediss://:p@host:6380/2',
    });
    assert.deepEqual(parseRedisAddress('redis+sentinel://:p%40ss@one:26379,two/mymaster/3'), {
      kind: 'sentinel',
      hosts: [
        { host: 'one', port: 26_379 },
        { host: 'two', port: 26_379 },
      ],
      master: 'mymaster',
      db: 3,
      login: { password: 'p@ss' },
    });
    assert.deepEqual(parseRedisAddress('redis+cluster://user:pw@one:7000,[::1]:7001'), {
      kind: 'cluster',
      hosts: [
        { host: 'one', port: 7_000 },
        { host: '::1', port: 7_001 },
      ],
      login: { username: 'user', password: 'pw' },
    });
  });

  it('is refused with the three forms when it is none of them', () => {
    for (const url of ['http://host', 'redis+sentinel://one', 'redis+cluster://']) {
      assert.throws(() => parseRedisAddress(url), {
        reason: 'bad_redis_url',
        message: /redis\+sentinel:\/\//,
      });
    }
  });
});

it('says so when Redis is not there', async () => {
  const opening = createBullmqQueue({
    backend: { kind: 'redis', url: 'redis://127.0.0.1:1' },
    log: silentLog(),
    onDead: async () => undefined,
    connectTimeoutMs: 300,
  });

  await assert.rejects(opening, { reason: 'queue_unreachable' });
});
