import { randomBytes } from 'node:crypto';

import type { TlObject, TlValue } from '../tl-schema.ts';
import type { Call, Handler } from './call.ts';
import { accountOf, DC_ID, RpcError, text } from './call.ts';
import { selfObject } from './objects.ts';
import { challenge, KDF, provesPassword } from './password.ts';

const digits = (phone: TlValue): string => text(phone).replace(/\D/gu, '');

function sendCode(params: TlObject, call: Call): TlValue {
  if (params['api_id'] === 0 || params['api_hash'] === '') throw new RpcError(400, 'API_ID_INVALID');
  const phone = digits(params['phone_number']);
  if (!/^\d{7,15}$/u.test(phone) || call.world.account(phone) === undefined)
    throw new RpcError(400, 'PHONE_NUMBER_INVALID');
  const hash = randomBytes(9).toString('hex');
  call.signIns.codes.set(hash, phone);
  return {
    _: 'auth.sentCode',
    type: { _: 'auth.sentCodeTypeApp', length: call.world.account(phone)?.code.length ?? 5 },
    phone_code_hash: hash,
  };
}

function signIn(params: TlObject, call: Call): TlValue {
  const phone = digits(params['phone_number']);
  const account = call.world.account(phone);
  if (account === undefined) throw new RpcError(400, 'PHONE_NUMBER_INVALID');
  const hash = text(params['phone_code_hash']);
  if (call.signIns.codes.get(hash) !== phone) throw new RpcError(400, 'PHONE_CODE_EXPIRED');
  const code = params['phone_code'];
  if (code === undefined || code === '') throw new RpcError(400, 'PHONE_CODE_EMPTY');
  if (code !== account.code) throw new RpcError(400, 'PHONE_CODE_INVALID');
  if (account.password !== null) {
    call.signIns.awaitingPassword.set(call.keyId, phone);
    throw new RpcError(401, 'SESSION_PASSWORD_NEEDED');
  }
  call.signIns.codes.delete(hash);
  call.state.signIn(call.keyId, phone);
  return { _: 'auth.authorization', user: selfObject(account) };
}

/** The account whose password is asked for: signed in, or half-way through signing in. */
function passwordAccount(call: Call): ReturnType<typeof accountOf> {
  const phone = call.signIns.awaitingPassword.get(call.keyId);
  return (phone === undefined ? undefined : call.world.account(phone)) ?? accountOf(call);
}

function getPassword(_params: TlObject, call: Call): TlValue {
  const account = passwordAccount(call);
  const password = {
    _: 'account.password',
    new_algo: { _: 'passwordKdfAlgoUnknown' },
    new_secure_algo: { _: 'securePasswordKdfAlgoUnknown' },
    secure_random: randomBytes(32),
  };
  if (account.password === null) return password;
  const { id, secret, publicB } = challenge(account.password);
  call.signIns.srp.set(call.keyId, { id, secret, publicB });
  return { ...password, has_password: true, current_algo: KDF, srp_B: publicB, srp_id: id, hint: 'sandbox' };
}

function checkPassword(params: TlObject, call: Call): TlValue {
  const account = passwordAccount(call);
  const proof = params['password'] as TlObject;
  const srp = call.signIns.srp.get(call.keyId);
  if (proof._ === 'inputCheckPasswordEmpty' || account.password === null)
    throw new RpcError(400, 'PASSWORD_HASH_INVALID');
  if (srp === undefined || srp.id !== proof['srp_id']) throw new RpcError(400, 'SRP_ID_INVALID');
  call.signIns.srp.delete(call.keyId);
  if (!provesPassword(account.password, srp, proof['A'] as Buffer, proof['M1'] as Buffer))
    throw new RpcError(400, 'PASSWORD_HASH_INVALID');
  call.signIns.awaitingPassword.delete(call.keyId);
  call.state.signIn(call.keyId, account.phone);
  return { _: 'auth.authorization', user: selfObject(account) };
}

function logOut(_params: TlObject, call: Call): TlValue {
  accountOf(call);
  call.state.signOut(call.keyId);
  return { _: 'auth.loggedOut' };
}

function exportAuthorization(params: TlObject, call: Call): TlValue {
  const account = accountOf(call);
  const dcId = Number(params['dc_id']);
  if (dcId === call.dcId || !call.dataCentres.some(({ id }) => id === dcId))
    throw new RpcError(400, 'DC_ID_INVALID');
  const bytes = randomBytes(32);
  call.signIns.exported.set(bytes.toString('hex'), account.phone);
  return { _: 'auth.exportedAuthorization', id: account.userId, bytes };
}

function importAuthorization(params: TlObject, call: Call): TlValue {
  const token = Buffer.from(params['bytes'] as Uint8Array).toString('hex');
  const phone = call.signIns.exported.get(token);
  const account = phone === undefined ? undefined : call.world.account(phone);
  if (account === undefined || BigInt(account.userId) !== params['id'])
    throw new RpcError(400, 'AUTH_BYTES_INVALID');
  call.signIns.exported.delete(token);
  call.state.signIn(call.keyId, account.phone);
  return { _: 'auth.authorization', user: selfObject(account) };
}

/** Methods that a data centre serves which accounts do not live in. */
const SERVED_ELSEWHERE = /^(?:upload\.|help\.|auth\.(?:import|export)Authorization$)/u;

/** Sends a client home that asks another data centre for more than files. */
export function requireHome(method: string, call: Call): void {
  if (call.dcId !== DC_ID && !SERVED_ELSEWHERE.test(method)) throw new RpcError(303, `USER_MIGRATE_${DC_ID}`);
}

export const SIGN_IN: Readonly<Record<string, Handler>> = {
  'auth.sendCode': sendCode,
  'auth.resendCode': (params, call) =>
    sendCode({ ...params, api_id: 1, api_hash: 'resend', _: 'auth.sendCode' }, call),
  'auth.cancelCode': (params, call) => call.signIns.codes.delete(text(params['phone_code_hash'])),
  'auth.signIn': signIn,
  'account.getPassword': getPassword,
  'auth.checkPassword': checkPassword,
  'auth.logOut': logOut,
  'auth.exportAuthorization': exportAuthorization,
  'auth.importAuthorization': importAuthorization,
};

/** Calls that need no signed-in account. */
export const BEFORE_SIGN_IN: ReadonlySet<string> = new Set([
  'auth.sendCode',
  'auth.resendCode',
  'auth.cancelCode',
  'auth.signIn',
  'auth.checkPassword',
  'auth.importAuthorization',
  'account.getPassword',
  'help.getConfig',
  'help.getNearestDc',
  'help.getAppConfig',
  'help.getCdnConfig',
]);
