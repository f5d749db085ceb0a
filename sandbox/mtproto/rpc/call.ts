import { createHash } from 'node:crypto';

import type { TelegramWorld, WorldAccount, WorldChannel } from '../../telegram-world.ts';
import type { FaultScript } from '../faults.ts';
import type { ServerState } from '../server-state.ts';
import type { TlObject, TlSchema, TlValue } from '../tl-schema.ts';

/** An error as Telegram answers it (core.telegram.org/api/errors): a class of HTTP numbers and a word. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** What one call may look at and change. */
export interface Call {
  readonly world: TelegramWorld;
  readonly state: ServerState;
  readonly faults: FaultScript;
  readonly schema: TlSchema;
  /** The key the call came with. */
  readonly keyId: string;
  /** The data centre the call came to. */
  readonly dcId: number;
  readonly dataCentres: readonly DataCentre[];
  /** Missed events above which getChannelDifference says "too long". */
  readonly tooLongAfter: number;
  /** Events in one answer of getChannelDifference, whatever the client asks for. */
  readonly maxEvents: number;
  readonly signIns: SignIns;
  /** The key was used from two live connections, and is void. */
  readonly isDuplicated: boolean;
}

export interface DataCentre {
  readonly id: number;
  readonly host: string;
  readonly port: number;
}

/** Sign-ins under way; they need not survive a restart. */
export interface SignIns {
  /** What auth.exportAuthorization gave, in hex → phone; used once, at another data centre. */
  readonly exported: Map<string, string>;
  /** phone_code_hash → phone. */
  readonly codes: Map<string, string>;
  /** Key id → phone that gave its code and must still give its password. */
  readonly awaitingPassword: Map<string, string>;
  /** Key id → the server's half of the password check. */
  readonly srp: Map<string, { readonly id: bigint; readonly secret: bigint; readonly publicB: Buffer }>;
}

export type Handler = (params: TlObject, call: Call) => TlValue;

/** The data centre that accounts and channels live in. */
export const DC_ID = 2;

export function accountOf(call: Call): WorldAccount {
  const phone = call.state.phoneOf(call.keyId);
  const account = phone === null ? undefined : call.world.account(phone);
  if (account === undefined) throw new RpcError(401, 'AUTH_KEY_UNREGISTERED');
  return account;
}

/** Access hashes differ by account, as at Telegram: one taken from another account is refused. */
export function accessHash(account: WorldAccount, kind: string, id: number | string): bigint {
  return createHash('sha256').update(`${account.userId}/${kind}/${id}`).digest().readBigInt64LE();
}

export function hasJoined(call: Call, channel: WorldChannel): boolean {
  return call.state.joinedAt(accountOf(call).phone, channel.id) !== undefined;
}

/** Did an administrator of the channel bar this account? */
export function isBarred(call: Call, channel: WorldChannel): boolean {
  return call.state.isBarred(accountOf(call).phone, channel.id);
}

/** The channel an `InputChannel` or `InputPeer` names; CHANNEL_INVALID, or CHANNEL_PRIVATE for those by invite only. */
export function channelIn(input: TlValue, call: Call): WorldChannel {
  const { _: kind, channel_id: id, access_hash: hash } = input as TlObject;
  if (kind !== 'inputChannel' && kind !== 'inputPeerChannel')
    throw new RpcError(400, kind === 'inputChannelEmpty' ? 'CHANNEL_INVALID' : 'PEER_ID_INVALID');
  const channel = call.world.channelById(Number(id));
  if (channel === undefined || hash !== accessHash(accountOf(call), 'channel', channel.id))
    throw new RpcError(400, 'CHANNEL_INVALID');
  const isShut = channel.isGone || isBarred(call, channel);
  if (isShut || (channel.username === null && !hasJoined(call, channel)))
    throw new RpcError(400, 'CHANNEL_PRIVATE');
  return channel;
}

/** Leaves out what is undefined: a field that is not set must not be there. */
export function optional(fields: Readonly<Record<string, TlValue>>): Record<string, TlValue> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A string field of a call; the schema says that it is one. */
export function text(value: TlValue): string {
  return typeof value === 'string' ? value : '';
}

export function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

export function now(): number {
  return Math.floor(Date.now() / 1000);
}
