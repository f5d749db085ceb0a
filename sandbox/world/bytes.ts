/** Bytes as the journal writes them. */
interface WrittenBytes {
  readonly $base64: string;
}

/** A copy in which bytes are text, so that it can be written as JSON. */
export function withoutBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $base64: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(withoutBytes);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutBytes(item)]));
}

/** The inverse of {@link withoutBytes}. */
export function withBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withBytes);
  if (typeof value !== 'object' || value === null) return value;
  if ('$base64' in value) return Buffer.from((value as WrittenBytes).$base64, 'base64');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withBytes(item)]));
}
