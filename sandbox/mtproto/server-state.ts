import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Journal } from '../journal.ts';
import { openJournal } from '../journal.ts';
import type { AuthKey } from './auth-key.ts';
import type { ServerKey } from './rsa-key.ts';
import { serverKey } from './rsa-key.ts';

type StateRecord =
  | { kind: 'key'; id: string; key: string; salt: string }
  | { kind: 'layer'; id: string; layer: number }
  | { kind: 'signed_in'; id: string; phone: string }
  | { kind: 'signed_out'; id: string }
  | { kind: 'joined'; phone: string; channelId: number; at: number }
  | { kind: 'left'; phone: string; channelId: number }
  | { kind: 'barred'; phone: string; channelId: number; isBarred: boolean };

interface KeyState {
  readonly authKey: AuthKey;
  layer: number | null;
  phone: string | null;
}

const KEY_FILE = 'server-key.pem';

function loadServerKey(folder: string | null, given: string | undefined): ServerKey {
  if (given !== undefined || folder === null) return serverKey(given);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, KEY_FILE);
  if (existsSync(path)) return serverKey(readFileSync(path, 'utf8'));
  const fresh = serverKey();
  writeFileSync(path, fresh.privateKeyPem, { mode: 0o600 });
  return fresh;
}

/** What the server remembers of its clients: their keys, who is signed in with which, and who joined what. */
export class ServerState {
  readonly serverKey: ServerKey;
  readonly #journal: Journal<StateRecord>;
  readonly #keys = new Map<string, KeyState>();
  /** By phone: channel id → when it was joined (milliseconds). */
  readonly #joined = new Map<string, Map<number, number>>();
  /** `phone/channel id` of the accounts that a channel has barred. */
  readonly #barred = new Set<string>();

  /** `folder` null keeps it in memory; `privateKeyPem` overrules the key in the folder. */
  constructor(folder: string | null, privateKeyPem?: string) {
    this.serverKey = loadServerKey(folder, privateKeyPem);
    this.#journal = openJournal<StateRecord>(folder === null ? null : join(folder, 'sessions.jsonl'));
    for (const record of this.#journal.past) this.#apply(record);
  }

  addKey(key: AuthKey): void {
    this.#record({ kind: 'key', id: key.id, key: key.key.toString('base64'), salt: key.salt.toString() });
  }

  key(id: string): AuthKey | undefined {
    return this.#keys.get(id)?.authKey;
  }

  /** The layer this key last called with; null before the first call. */
  layerOf(id: string): number | null {
    return this.#keys.get(id)?.layer ?? null;
  }

  setLayer(id: string, layer: number): void {
    if (this.layerOf(id) !== layer) this.#record({ kind: 'layer', id, layer });
  }

  phoneOf(id: string): string | null {
    return this.#keys.get(id)?.phone ?? null;
  }

  signIn(id: string, phone: string): void {
    this.#record({ kind: 'signed_in', id, phone });
  }

  signOut(id: string): void {
    if (this.phoneOf(id) !== null) this.#record({ kind: 'signed_out', id });
  }

  /** Ends every sign-in of an account, as its owner can from another device; gives the ids of the keys. */
  signOutAccount(phone: string): readonly string[] {
    const ids = [...this.#keys].filter(([, key]) => key.phone === phone).map(([id]) => id);
    for (const id of ids) this.signOut(id);
    return ids;
  }

  /** When the account joined the channel; undefined where it did not. */
  joinedAt(phone: string, channelId: number): Date | undefined {
    const at = this.#joined.get(phone)?.get(channelId);
    return at === undefined ? undefined : new Date(at);
  }

  join(phone: string, channelId: number, at: Date): void {
    if (this.joinedAt(phone, channelId) === undefined)
      this.#record({ kind: 'joined', phone, channelId, at: at.getTime() });
  }

  leave(phone: string, channelId: number): void {
    if (this.joinedAt(phone, channelId) !== undefined) this.#record({ kind: 'left', phone, channelId });
  }

  joinedChannels(phone: string): readonly number[] {
    return [...(this.#joined.get(phone)?.keys() ?? [])];
  }

  isBarred(phone: string, channelId: number): boolean {
    return this.#barred.has(`${phone}/${channelId}`);
  }

  bar(phone: string, channelId: number, isBarred: boolean): void {
    if (isBarred) this.leave(phone, channelId);
    if (this.isBarred(phone, channelId) !== isBarred)
      this.#record({ kind: 'barred', phone, channelId, isBarred });
  }

  close(): void {
    this.#journal.close();
  }

  #record(record: StateRecord): void {
    this.#journal.append(record);
    this.#apply(record);
  }

  #apply(record: StateRecord): void {
    switch (record.kind) {
      case 'key': {
        const authKey = { id: record.id, key: Buffer.from(record.key, 'base64'), salt: BigInt(record.salt) };
        this.#keys.set(record.id, { authKey, layer: null, phone: null });
        return;
      }
      case 'joined': {
        const channels = this.#joined.get(record.phone) ?? new Map<number, number>();
        this.#joined.set(record.phone, channels.set(record.channelId, record.at));
        return;
      }
      case 'left':
        this.#joined.get(record.phone)?.delete(record.channelId);
        return;
      case 'barred': {
        const place = `${record.phone}/${record.channelId}`;
        if (record.isBarred) this.#barred.add(place);
        else this.#barred.delete(place);
        return;
      }
      default: {
        const key = this.#keys.get(record.id);
        if (key === undefined) return;
        if (record.kind === 'layer') key.layer = record.layer;
        else key.phone = record.kind === 'signed_in' ? record.phone : null;
      }
    }
  }
}
