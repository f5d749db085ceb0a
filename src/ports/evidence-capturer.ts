import type { Post } from '../domain/post.ts';

/** What the picture of a post must show (address, channel, both times), and the words to mark. */
export interface CaptureRequest {
  readonly post: Post;
  readonly channelTitle: string;
  readonly capturedAt: Date;
  /** IANA time zone in which both times are drawn, with offset. */
  readonly timeZone: string;
  /** Parts of the text that confirm the unlawfulness, drawn marked. UTF-16 positions. */
  readonly marks: readonly { readonly start: number; readonly end: number }[];
  /** When set, the picture shows this text instead (personal data masked) and blurs media: for Telegram. */
  readonly maskedText?: string;
}

export interface CapturedPicture {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** e.g. `Chromium 156.0.8078.79`. */
  readonly tool: string;
}

/** Renders the captured post in a real browser. */
export interface EvidenceCapturer {
  /** Throws PermanentError('no_browser') when there is no Chromium, RetryableError when it crashed or timed out. */
  capture(request: CaptureRequest): Promise<CapturedPicture>;
  /** Path and version of the browser that would be used, or the remedy when there is none. */
  describe(): Promise<
    | { readonly found: true; readonly path: string; readonly version: string }
    | { readonly found: false; readonly remedy: string }
  >;
  close(): Promise<void>;
}
