/** Where sealed files lie. Content-addressed: the name is the SHA-256; a file is never overwritten. */
export interface EvidenceFiles {
  /** Writes (temporary file, fsync, rename) and gives the lower-case hex SHA-256. Writing the same bytes twice is one file. */
  put(bytes: Uint8Array): Promise<string>;
  /** Reads and checks the hash; throws PermanentError('evidence_changed') or PermanentError('evidence_missing'). */
  get(sha256: string): Promise<Uint8Array>;
}
