import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import type { ItemOutcome } from '../../src/domain/outcome.ts';
import type { AuthorityGateway } from '../../src/ports/authority-gateway.ts';
import { oneNotification, oneParcel } from './sample-notification.ts';

/** A gateway and the other side of it, under the hands of the test. */
export interface GatewayBench {
  readonly gateway: AuthorityGateway;
  /** The same addressee reached with credentials that it does not accept. */
  readonly strangerGateway: AuthorityGateway;
  /** What the addressee holds. */
  records(): readonly {
    readonly id: string;
    readonly idempotencyKey: string;
    readonly attachments: number;
  }[];
  decide(
    id: string,
    item: number,
    outcome: ItemOutcome,
    prescription?: { number: string; date: string },
  ): void;
  withdrawnReason(id: string): string | null;
  /** Each meets the next call only. */
  readonly next: {
    loseReply(): void;
    cutLine(): void;
    /** Longer than the gateway waits. */
    beSlow(): void;
    sayIncomplete(errors: readonly { readonly field: string; readonly message: string }[]): void;
    /** The addressee asks to come back after `seconds`. */
    beBusy(status: 503 | 429, seconds: number): void;
  };
  /** Takes back faults that did not happen. */
  calm(): void;
  close(): Promise<void>;
}

/** What every AuthorityGateway does, whatever carries it. Call it from the test file of a gateway. */
export function describeAuthorityGateway(name: string, make: () => Promise<GatewayBench>): void {
  describe(`${name} keeps the contract of an authority gateway`, () => {
    let bench: GatewayBench;
    let count = 0;
    let key = '';
    const mine = () => bench.records().filter((record) => record.idempotencyKey === key);
    before(async () => {
      bench = await make();
    });
    after(() => bench.close());
    beforeEach(() => {
      bench.calm();
      count += 1;
      key = `measure-${count}`;
    });

    it('delivers a complete notification with its attachments', async () => {
      const answer = await bench.gateway.send(oneParcel(key));

      assert.equal(answer.kind, 'received');
      assert.deepEqual(
        mine().map((record) => [record.id, record.attachments]),
        [[answer.kind === 'received' && answer.authorityId, 1]],
      );
    });

    it('sends twice under one key and leaves one record, with the same id', async () => {
      const first = await bench.gateway.send(oneParcel(key));
      const second = await bench.gateway.send(oneParcel(key));

      assert.deepEqual(second, first);
      assert.equal(mine().length, 1);
    });

    it('meets a lost reply with a retry that leaves one record', async () => {
      bench.next.loseReply();
      await assert.rejects(bench.gateway.send(oneParcel(key)), RetryableError);
      assert.equal(mine().length, 1, 'the addressee had taken it');

      const answer = await bench.gateway.send(oneParcel(key));

      assert.deepEqual([answer.kind === 'received' && answer.authorityId], [mine()[0]?.id]);
      assert.equal(mine().length, 1);
    });

    it('says key_conflict for another notification under the same key', async () => {
      await bench.gateway.send(oneParcel(key));
      const other = oneParcel(key, { header: { ...oneNotification().header, outgoingNumber: '17-4/129' } });

      await assert.rejects(bench.gateway.send(other), permanent('key_conflict'));
      assert.equal(mine().length, 1);
    });

    it('gives the fields back when the addressee returns it for completion', async () => {
      const errors = [{ field: 'lawfulness.caseNumber', message: 'нет такого дела' }];
      bench.next.sayIncomplete(errors);

      assert.deepEqual(await bench.gateway.send(oneParcel(key)), { kind: 'incomplete', errors });
      assert.equal(mine().length, 0);
    });

    it('says authority_refused_us when the addressee does not know us', async () => {
      await assert.rejects(bench.strangerGateway.send(oneParcel(key)), permanent('authority_refused_us'));
      await assert.rejects(bench.strangerGateway.status('2026-000001'), permanent('authority_refused_us'));
      assert.equal(mine().length, 0);
    });

    for (const status of [503, 429] as const) {
      it(`waits as long as the addressee asks with ${status}`, async () => {
        bench.next.beBusy(status, 7);

        await assert.rejects(
          bench.gateway.send(oneParcel(key)),
          (error) => error instanceof RetryableError && error.retryAfterMs === 7000,
        );
        assert.equal((await bench.gateway.send(oneParcel(key))).kind, 'received');
      });
    }

    it('may be tried again after a silence and after a cut line', async () => {
      bench.next.beSlow();
      await assert.rejects(bench.gateway.send(oneParcel(key)), retryable('timeout'));
      bench.next.cutLine();
      await assert.rejects(bench.gateway.send(oneParcel(key)), retryable('network'));

      assert.equal((await bench.gateway.send(oneParcel(key))).kind, 'received');
      assert.equal(mine().length, 1);
    });

    it('reports the outcome of each item with its prescription', async () => {
      const sent = await bench.gateway.send(oneParcel(key));
      assert.ok(sent.kind === 'received');
      const before = await bench.gateway.status(sent.authorityId);
      bench.decide(sent.authorityId, 1, 'blocked', { number: '25-01/4', date: '2026-11-21' });

      const afterwards = await bench.gateway.status(sent.authorityId);

      assert.deepEqual([before.status, before.items], ['received', []]);
      assert.deepEqual(afterwards, {
        authorityId: sent.authorityId,
        status: 'closed',
        items: [
          {
            number: 1,
            outcome: 'blocked',
            comment: null,
            prescription: { number: '25-01/4', date: '2026-11-21' },
          },
        ],
      });
    });

    it('withdraws with a reason, and twice is once', async () => {
      const sent = await bench.gateway.send(oneParcel(key));
      assert.ok(sent.kind === 'received');

      await bench.gateway.withdraw(sent.authorityId, 'Ошибка в адресе');
      await bench.gateway.withdraw(sent.authorityId, 'Ошибка в адресе');

      assert.equal(bench.withdrawnReason(sent.authorityId), 'Ошибка в адресе');
      assert.equal((await bench.gateway.status(sent.authorityId)).status, 'closed');
    });

    it('says rejected for a notification that the addressee does not have', async () => {
      await assert.rejects(bench.gateway.status('2020-999999'), permanent('rejected'));
      await assert.rejects(bench.gateway.withdraw('2020-999999', 'нет'), permanent('rejected'));
    });
  });
}

export function permanent(reason: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof PermanentError, `expected a PermanentError, got ${String(error)}`);
    assert.equal(error.reason, reason, error.message);
    return true;
  };
}

export function retryable(reason: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof RetryableError, `expected a RetryableError, got ${String(error)}`);
    assert.equal(error.reason, reason, error.message);
    return true;
  };
}
