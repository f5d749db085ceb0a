/** Encrypts what must not lie readable at rest: sessions and the content of posts. */
export interface SealedBox {
  seal(purpose: string, bytes: Uint8Array): Uint8Array;
  /** Throws PermanentError('wrong_master_key') when the bytes were sealed with another key or were changed. */
  open(purpose: string, sealed: Uint8Array): Uint8Array;
  /** HMAC-SHA-256 in hex, by a key of its own: equal texts have equal hashes, the text cannot be guessed from outside. */
  keyedHash(purpose: string, text: string): string;
}
