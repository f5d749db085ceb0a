/** A link inside a post: visible address, hidden behind words, or on an inline button. Offsets are UTF-16 units. */
export interface PostLink {
  readonly url: string;
  readonly start: number;
  readonly end: number;
  readonly how: 'visible' | 'hidden' | 'button';
  /** The words on an inline button. */
  readonly label?: string;
}

/** A picture, video or file of a post. Media over the limit are noted (`skipped`), not downloaded. */
export interface PostMedia {
  readonly kind: 'photo' | 'video' | 'audio' | 'document';
  readonly mimeType: string;
  readonly sizeBytes: number;
  readonly fileName: string | null;
  /** Base64 of the downloaded bytes (a photo, the thumbnail of a video or document), absent when skipped. */
  readonly data?: string;
  /** Type of `data` where it is another than the medium's own: a thumbnail's. */
  readonly dataType?: string;
  readonly skipped?: 'too_large' | 'failed';
}

/** One publication as read from an open source, in one version. Plain JSON: it travels in a job. */
export interface Post {
  readonly sourceId: number;
  /** Id inside the source; for Telegram the message id. */
  readonly messageId: number;
  /** Public address of the post, e.g. `https://t.me/name/12`. */
  readonly url: string;
  readonly publishedAt: string;
  readonly editedAt: string | null;
  readonly text: string;
  readonly links: readonly PostLink[];
  readonly media: readonly PostMedia[];
  /** Where the post was forwarded from, if it says so. */
  readonly forwardedFrom: { readonly title: string; readonly url: string | null } | null;
  /** Signature or author as published; pseudonymised before it is stored outside evidence. */
  readonly author: string | null;
  readonly views: number | null;
  /** Message ids of an album, rising, `messageId` the first when it was first seen; absent for a single message. */
  readonly parts?: readonly number[];
  readonly forwards?: number;
  readonly reactions?: readonly { readonly reaction: string; readonly count: number }[];
  readonly poll?: { readonly question: string; readonly answers: readonly string[] };
  /** What the platform shows of a linked page. */
  readonly webPage?: {
    readonly url: string;
    readonly siteName: string | null;
    readonly title: string | null;
    readonly description: string | null;
  };
  /** A contact card; `phone` with its +. */
  readonly contact?: { readonly phone: string; readonly name: string };
  /** What was read in the pictures, words and the contents of QR codes; absent until they were read. */
  readonly pictureText?: string;
  /** The platform's own object as JSON text: sealed as evidence of a suspicious post. */
  readonly raw: string;
}

/** Longest text of a post that is looked at; Telegram's own limit is 4,096, other platforms allow more. */
export const POST_TEXT_MAX = 32_768;
/** Largest picture that travels with a post; of a photo the largest rendition under it is taken. */
export const MEDIA_BYTES_MAX = 512 * 1024;

/** A deletion seen at the source. */
export interface PostDeletion {
  readonly sourceId: number;
  readonly messageId: number;
  readonly seenAt: string;
  /** When the post was known to be there for the last time, where that is known. */
  readonly existedAt?: string;
}
