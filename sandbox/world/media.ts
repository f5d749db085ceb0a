import { WorldError } from './failure.ts';

/** A picture as its author gives it. */
export interface WorldPhotoInput {
  readonly bytes: Uint8Array;
  readonly mimeType: 'image/jpeg' | 'image/png';
  readonly width: number;
  readonly height: number;
  /** Data centre that keeps the file; absent: the server's own. */
  readonly dcId?: number;
  readonly spoiler?: boolean;
  /** Seconds after which it destroys itself once opened; a picture that is gone has `isExpired`. */
  readonly ttlSeconds?: number;
  readonly isExpired?: boolean;
  /** Smaller renditions beside the whole picture, by their letter (`s`, `m`, `y`, …; not `x`). */
  readonly renditions?: readonly WorldRendition[];
}

export interface WorldRendition {
  readonly letter: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** What a file is shown as; `file` is a plain attachment. */
export type WorldFileRole = 'file' | 'video' | 'round' | 'animation' | 'voice' | 'audio' | 'sticker';

export interface WorldFileInput {
  readonly kind: 'file';
  readonly role?: WorldFileRole;
  readonly fileName?: string;
  readonly mimeType: string;
  /** Absent: only its size is known, and a download gives zeros. */
  readonly bytes?: Uint8Array;
  /** Declared size; default: that of `bytes`. */
  readonly sizeBytes?: number;
  readonly thumbnail?: Omit<WorldRendition, 'letter'>;
  readonly width?: number;
  readonly height?: number;
  readonly durationSeconds?: number;
  readonly dcId?: number;
  readonly spoiler?: boolean;
  readonly ttlSeconds?: number;
  readonly isExpired?: boolean;
}

export interface WorldPoll {
  readonly kind: 'poll';
  readonly question: string;
  readonly answers: readonly { readonly text: string; readonly voters?: number }[];
  readonly isClosed?: boolean;
  readonly isQuiz?: boolean;
  readonly multipleChoice?: boolean;
}

export interface WorldPreview {
  readonly kind: 'web_page';
  readonly url: string;
  /** `pending`: the server has not looked at the page yet; `empty`: it found nothing. */
  readonly state?: 'ready' | 'pending' | 'empty';
  readonly siteName?: string;
  readonly title?: string;
  readonly description?: string;
  readonly author?: string;
  readonly photo?: WorldPhotoInput;
}

/** Media without files of their own. */
export type WorldPlainMedia =
  | {
      readonly kind: 'contact';
      readonly phone: string;
      readonly firstName: string;
      readonly lastName?: string;
      readonly vcard?: string;
    }
  | { readonly kind: 'geo' | 'live_geo'; readonly latitude: number; readonly longitude: number }
  | {
      readonly kind: 'venue';
      readonly latitude: number;
      readonly longitude: number;
      readonly title: string;
      readonly address: string;
    }
  | { readonly kind: 'dice'; readonly value: number; readonly emoji: string }
  /** Pictures or videos behind a payment: only their number and sizes are seen. */
  | { readonly kind: 'paid'; readonly stars: number; readonly count: number }
  | { readonly kind: 'invoice'; readonly title: string; readonly currency: string; readonly amount: number }
  | { readonly kind: 'giveaway'; readonly quantity: number; readonly months: number }
  /** A story of the channel itself, by its number. */
  | { readonly kind: 'story'; readonly storyId: number }
  /** Something of a later layer than the client's. */
  | { readonly kind: 'unsupported' };

/** Anything but a photo that hangs on a post. */
export type WorldMediaInput = WorldFileInput | WorldPoll | WorldPreview | WorldPlainMedia;

export interface WorldPhoto extends WorldPhotoInput {
  /** Decimal 64-bit number. */
  readonly id: string;
}

export interface WorldFile extends WorldFileInput {
  readonly id: string;
  readonly role: WorldFileRole;
  readonly sizeBytes: number;
}

export type WorldMedia =
  | WorldFile
  | (WorldPoll & { readonly id: string })
  | (Omit<WorldPreview, 'photo'> & { readonly id: string; readonly photo?: WorldPhoto })
  | WorldPlainMedia;

/** Media with the numbers that clients know them by; `idOf` makes one of what tells them apart. */
export function storedMedia(media: WorldMediaInput, idOf: (part: Uint8Array | string) => string): WorldMedia {
  switch (media.kind) {
    case 'file': {
      const sizeBytes = media.sizeBytes ?? media.bytes?.length ?? 0;
      const id = idOf(media.bytes ?? `${media.fileName ?? ''}/${sizeBytes}`);
      return { ...media, id, role: media.role ?? 'file', sizeBytes };
    }
    case 'poll':
      return { ...media, id: idOf(media.question) };
    case 'web_page': {
      const { photo, ...rest } = media;
      const id = idOf(media.url);
      return { ...rest, id, ...(photo && { photo: { ...photo, id: idOf(photo.bytes) } }) };
    }
    default:
      return media;
  }
}

/** Refuses what Telegram would refuse, in words a person can act on. */
export function requireMedia(media: WorldMediaInput): void {
  if (media.kind === 'file') return requireFile(media);
  if (media.kind !== 'poll') return undefined;
  if (media.question.trim() === '' || media.question.length > 300)
    throw new WorldError('The question of a poll has 1 to 300 characters.');
  if (media.answers.length < 1 || media.answers.length > 12)
    throw new WorldError(`A poll has 1 to 12 answers, not ${media.answers.length}.`);
  return undefined;
}

function requireFile({ bytes, sizeBytes, mimeType }: WorldFileInput): void {
  if (bytes === undefined && sizeBytes === undefined)
    throw new WorldError('The file needs its bytes, or at least its size.');
  if (bytes !== undefined && sizeBytes !== undefined && sizeBytes < bytes.length)
    throw new WorldError(`The file has ${bytes.length} bytes, but says it has ${sizeBytes}.`);
  if (!/^[\w.+-]+\/[\w.+-]+$/u.test(mimeType)) throw new WorldError(`"${mimeType}" is no type of a file.`);
}
