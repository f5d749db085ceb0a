import type { Post, PostMedia } from '../../domain/post.ts';
import type { ShownMessage } from './message.ts';

/** The post a message is. Pure: its pictures were fetched before. */
export function toPost(
  message: ShownMessage,
  where: { readonly sourceId: number; readonly username: string; readonly rawChars: number },
  seen: { readonly media: readonly PostMedia[]; readonly editedAt: Date | null },
): Post {
  const { id, ids, content } = message;
  return {
    sourceId: where.sourceId,
    messageId: id,
    url: `https://t.me/${where.username}/${id}`,
    publishedAt: message.publishedAt.toISOString(),
    editedAt: seen.editedAt?.toISOString() ?? null,
    ...content,
    media: seen.media,
    ...(ids.length > 1 && { parts: ids }),
    raw: rawOf(message, where.rawChars),
  };
}

/** JSON with the mark-up of the message; a longer one than `charsMax` is replaced by its place and a mark. */
function rawOf({ id, html }: ShownMessage, charsMax: number): string {
  if (html.length > charsMax) return JSON.stringify({ kind: 'preview', id, omittedChars: html.length });
  return JSON.stringify({ kind: 'preview', id, html });
}
