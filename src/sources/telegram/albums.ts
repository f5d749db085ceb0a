import { Api } from 'telegram';
import type { Received } from './to-post.ts';

/** Messages that are one post, by rising ids: the parts of an album, or a single message. */
export type Unit = readonly [Received, ...Received[]];

/** Telegram sends at most so many parts of an album, one after the other. */
const ALBUM_PARTS_MAX = 10;
/** How far before a part the first part of its album may stand. */
export const IDS_BEFORE = ALBUM_PARTS_MAX - 1;
/** Albums remembered of a channel, so that the deletion of a part is known for what it is. */
const ALBUMS_MAX = 50;

/** The number that the parts of an album share; null for a single message. */
export function albumOf({ message }: Received): string | null {
  return message instanceof Api.Message && message.groupedId ? message.groupedId.toString() : null;
}

/** Puts the parts of albums together, at the place of their first part; other messages may stand between them. */
export function unitsOf(messages: readonly Received[]): Unit[] {
  const units: [Received, ...Received[]][] = [];
  const albums = new Map<string, [Received, ...Received[]]>();
  for (const received of messages) {
    const album = albumOf(received);
    const begun = album === null ? undefined : albums.get(album);
    if (begun !== undefined) {
      begun.push(received);
      continue;
    }
    const unit: [Received, ...Received[]] = [received];
    units.push(unit);
    if (album !== null) albums.set(album, unit);
  }
  return units;
}

/** Where an album at the end begins that may have more parts; the length where there is none. */
export function openEnd(messages: readonly Received[]): number {
  const last = messages.at(-1);
  const album = last === undefined ? null : albumOf(last);
  if (album === null) return messages.length;
  const parts = messages.filter((received) => albumOf(received) === album).length;
  if (parts >= ALBUM_PARTS_MAX) return messages.length;
  return messages.findIndex((received) => albumOf(received) === album);
}

/** Ids of messages that may belong to the same album as `id`. */
export function neighbours(id: number): number[] {
  const from = Math.max(1, id - ALBUM_PARTS_MAX + 1);
  return Array.from({ length: id + ALBUM_PARTS_MAX - from }, (_, index) => from + index);
}

/** The newest albums of a channel: which ids belong together. Nothing of their content is kept. */
export class AlbumBook {
  readonly #albums = new Map<string, readonly number[]>();
  readonly #albumOf = new Map<number, string>();

  note(unit: Unit): void {
    const album = albumOf(unit[0]);
    if (album === null) return;
    const known = this.#albums.get(album) ?? [];
    const ids = [...new Set([...known, ...unit.map(({ message }) => message.id)])].sort((a, b) => a - b);
    this.#albums.delete(album);
    this.#albums.set(album, ids);
    for (const id of ids) this.#albumOf.set(id, album);
    if (this.#albums.size > ALBUMS_MAX) this.#forgetOldest();
  }

  knows(album: string): boolean {
    return this.#albums.has(album);
  }

  /** All ids of the album that the message belongs to; null where it is none, or none that is remembered. */
  idsWith(id: number): readonly number[] | null {
    const album = this.#albumOf.get(id);
    return album === undefined ? null : (this.#albums.get(album) ?? null);
  }

  #forgetOldest(): void {
    for (const [album, ids] of this.#albums) {
      this.#albums.delete(album);
      for (const id of ids) this.#albumOf.delete(id);
      return;
    }
  }
}
