/** What the processes of this benchmark agree on. */
export const PHONE = '+77010000001';
export const CODE = '12345';
/** A post of usual length: 300 letters beside its number. */
export const TEXT = 'Сенбі күні қалада жәрмеңке өтеді, кіру тегін. '.repeat(7).slice(0, 300);

export function nameOf(index: number): string {
  return `bench_channel_${index}`;
}

export type Role = 'plain' | 'collector' | 'sink';

export interface ServerPlace {
  readonly host: string;
  readonly port: number;
  readonly publicKeyPem: string;
  readonly fingerprint: string;
}

export interface LoadRequest {
  readonly posts: number;
  readonly channels: number;
  readonly perContainer: number;
}

export interface PacedRequest {
  readonly posts: number;
  readonly channels: number;
  readonly perSecond: number;
}

export interface ClientRequest {
  readonly place: ServerPlace;
  readonly channels: number;
  readonly role: Role;
  /** The collector's own pace of calls; without it calls are made as fast as they can be. */
  readonly isPolite: boolean;
}

/** What a client saw since it was last asked. */
export interface Seen {
  readonly posts: number;
  /** Clock time of the first and of the last of them, in milliseconds. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly delaysMs: readonly number[];
  readonly rssBytes: number;
}
