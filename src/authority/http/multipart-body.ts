import { createHash } from 'node:crypto';
import type { NotificationParcel } from '../../ports/authority-gateway.ts';

/** A body that is byte for byte the same each time the same parcel is sent. */
export interface MultipartBody {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/**
 * The parcel as multipart/form-data (RFC 7578): part `notification`, then one part per attachment, named by its SHA-256.
 * The boundary comes from the idempotency key, so that a repeat after a crash is the same body.
 */
export function multipartBody(parcel: NotificationParcel): MultipartBody {
  const parts = [
    {
      name: 'notification',
      fileName: 'notification.json',
      contentType: 'application/json',
      bytes: parcel.notification,
    },
    ...parcel.attachments.map((file) => ({ ...file, name: file.sha256, fileName: file.sha256 })),
  ];
  const boundary = boundaryFor(parcel.idempotencyKey, parts);
  const chunks: Uint8Array[] = [];
  for (const part of parts) {
    const head =
      `--${boundary}\r\nContent-Disposition: form-data; name="${part.name}"; filename="${part.fileName}"\r\n` +
      `Content-Type: ${part.contentType}\r\n\r\n`;
    chunks.push(Buffer.from(head, 'latin1'), part.bytes, Buffer.from('\r\n', 'latin1'));
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`, 'latin1'));
  return { contentType: `multipart/form-data; boundary=${boundary}`, bytes: Buffer.concat(chunks) };
}

/** A content that holds the boundary moves on to the next one: still the same for the same parcel. */
function boundaryFor(key: string, parts: readonly { readonly bytes: Uint8Array }[]): string {
  for (let round = 0; ; round += 1) {
    const boundary = `qyraghy-${createHash('sha256').update(`${round}:${key}`).digest('hex').slice(0, 40)}`;
    if (
      !parts.some((part) =>
        Buffer.from(part.bytes.buffer, part.bytes.byteOffset, part.bytes.length).includes(boundary),
      )
    ) {
      return boundary;
    }
  }
}
