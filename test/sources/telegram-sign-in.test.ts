import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import { connectTelegram } from '../../src/sources/telegram/connect.ts';
import { maskPhone, signIn, type SignInOptions } from '../../src/sources/telegram/sign-in.ts';
import { API, CODE, type Loopback, PHONE, startLoopback } from './telegram-loopback.ts';

const PASSWORD = 'құпия сөз';
let plain: Loopback;
let guarded: Loopback;

before(async () => {
  plain = await startLoopback();
  guarded = await startLoopback({ password: PASSWORD });
});
after(async () => {
  await plain.close();
  await guarded.close();
});

function options(loopback: Loopback, answers: Partial<SignInOptions> = {}): SignInOptions {
  const { server, log } = loopback;
  return {
    ...API,
    log,
    address: { host: server.host, port: server.port },
    publicKeyPem: server.publicKeyPem,
    phone: PHONE,
    askCode: async () => CODE,
    askPassword: async () => PASSWORD,
    ...answers,
  };
}

const fails = (reason: string) => (error: unknown) =>
  (error instanceof PermanentError || error instanceof RetryableError) && error.reason === reason;

test('an account signs in by the code, and its session can be used again without a new sign-in', async () => {
  const signedIn = await signIn(options(plain, { phone: '+7 (701) 000-00-01' }));
  plain.server.faults.forgetCalls();
  const connection = await connectTelegram({ ...options(plain), session: signedIn.session });
  await connection.close();

  assert.match(signedIn.userId, /^\d+$/);
  assert.equal(signedIn.maskedPhone, '+77*******01');
  assert.deepEqual(plain.server.faults.calls('auth.sendCode'), []);
});

test('an account with a second password signs in by code and password', async () => {
  const signedIn = await signIn(options(guarded));

  assert.equal(signedIn.maskedPhone, '+77*******01');
});

test('a wrong code is asked for again, at most three times', async () => {
  const codes = ['00000', '11111', CODE];
  await signIn(options(plain, { askCode: async () => codes.shift() ?? '' }));
  assert.deepEqual(codes, []);

  let asked = 0;
  const wrong = options(plain, {
    askCode: async () => {
      asked += 1;
      return '00000';
    },
  });
  await assert.rejects(signIn(wrong), fails('code_wrong'));
  assert.equal(asked, 3);
});

test('a wrong password is asked for again, at most three times', async () => {
  const passwords = ['first', PASSWORD];
  await signIn(options(guarded, { askPassword: async () => passwords.shift() ?? '' }));
  assert.deepEqual(passwords, []);

  await assert.rejects(
    signIn(options(guarded, { askPassword: async () => 'wrong' })),
    fails('password_wrong'),
  );
});

test('what Telegram says of a number is a reason, not a stack', async () => {
  const cases: readonly (readonly [message: string, code: number, reason: string])[] = [
    ['PHONE_NUMBER_INVALID', 400, 'phone_invalid'],
    ['PHONE_NUMBER_BANNED', 400, 'phone_banned'],
    ['FLOOD_WAIT_3600', 420, 'flood_wait'],
    ['PHONE_PASSWORD_FLOOD', 406, 'flood_wait'],
    ['API_ID_INVALID', 400, 'api_id_refused'],
  ];
  for (const [message, code, reason] of cases) {
    plain.server.faults.add({ kind: 'rpc_error', method: 'auth.sendCode', code, message });

    await assert.rejects(signIn(options(plain)), fails(reason), message);
  }
  await assert.rejects(signIn(options(plain, { phone: '12' })), fails('phone_invalid'));
});

test('a number without an account is refused and no account is created', async () => {
  const refused = (error: unknown) => error instanceof PermanentError;
  await assert.rejects(signIn(options(plain, { phone: '+77019999999' })), refused);

  assert.deepEqual(plain.server.faults.calls('auth.signUp'), []);
});

test('a server that is not there is a failure that may pass', async () => {
  const gone = { ...options(plain), address: { host: '127.0.0.1', port: 1 }, timeoutMs: 3_000 };

  await assert.rejects(signIn(gone), fails('unreachable'));
});

test('no log line holds the code, the password, the phone, the hash or the session', async () => {
  const { session } = await signIn(options(guarded));
  const said = JSON.stringify([...plain.lines, ...guarded.lines]);

  for (const secret of [PASSWORD, PHONE.slice(1), API.apiHash, session, session.slice(20, 60)]) {
    assert.equal(said.includes(secret), false);
  }
  assert.equal(maskPhone(PHONE), '+77*******01');
});
