import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Api } from 'telegram';
import { RPCMessageToError } from 'telegram/errors/index.js';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import { endsAccount, FAILURE_RULES, telegramFailure } from '../../src/sources/telegram/failures.ts';

/** The error as gramjs makes it out of the server's answer. */
function rpcError(errorMessage: string, errorCode = 400): Error {
  return RPCMessageToError(new Api.RpcError({ errorCode, errorMessage }), new Api.updates.GetState());
}

test('every rule is met by the error that gramjs makes of it', () => {
  for (const rule of FAILURE_RULES) {
    const failure = telegramFailure(rpcError(rule.error.replace('*', 'X')), 'reading');

    assert.equal(failure.reason, rule.reason, rule.error);
    assert.equal(failure instanceof PermanentError, rule.outcome === 'permanent', rule.error);
  }
});

test('no error stands in two rules', () => {
  const errors = FAILURE_RULES.map((rule) => rule.error);

  assert.deepEqual([...new Set(errors)], errors);
});

test('a flood wait carries the time the server named, whatever gramjs calls it', () => {
  for (const name of [
    'FLOOD_WAIT_90',
    'FLOOD_PREMIUM_WAIT_90',
    'FLOOD_TEST_PHONE_WAIT_90',
    'SLOWMODE_WAIT_90',
  ]) {
    const failure = telegramFailure(rpcError(name, 420), 'reading');

    assert.ok(failure instanceof RetryableError, name);
    assert.equal(failure.reason, 'flood_wait');
    assert.equal(failure.retryAfterMs, 90_000);
  }
});

test('network failures may pass', () => {
  for (const code of ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT']) {
    const failure = telegramFailure(Object.assign(new Error('connect'), { code }), 'connecting');

    assert.ok(failure instanceof RetryableError);
    assert.equal(failure.reason, 'unreachable');
  }
});

test('an unknown error is tried again and keeps its cause', () => {
  const cause = rpcError('SOMETHING_NEW');
  const failure = telegramFailure(cause, 'reading');

  assert.ok(failure instanceof RetryableError);
  assert.equal(failure.reason, 'telegram_unknown');
  assert.equal(failure.cause, cause);
});

test('only the end of a session, an account or an application ends the account', () => {
  assert.equal(endsAccount(telegramFailure(rpcError('AUTH_KEY_UNREGISTERED', 401), 'reading')), true);
  assert.equal(endsAccount(telegramFailure(rpcError('USER_DEACTIVATED_BAN', 401), 'reading')), true);
  assert.equal(endsAccount(telegramFailure(rpcError('CHANNEL_PRIVATE'), 'reading')), false);
  assert.equal(endsAccount(telegramFailure(rpcError('FLOOD_WAIT_5', 420), 'reading')), false);
});
