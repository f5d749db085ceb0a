import { badRequest } from '../api-error.ts';
import { type Call, isRecord, structureField, textField } from '../call.ts';
import type { StoredFile } from '../events.ts';
import { captionText } from '../message-text.ts';
import type { StoredMessage } from '../telegram-types.ts';
import type { MethodNeeds } from './needs.ts';

export type MediaKind = 'photo' | 'document';

/** The part of a message that is its picture or its file. */
export type Media = Pick<StoredMessage, 'photo' | 'document' | 'caption' | 'entities'>;

/** The picture or file in the parameter `name`: an upload, `attach://part`, or the id of a file sent before. */
export function mediaFile(call: Call, needs: MethodNeeds, kind: MediaKind, name: string): StoredFile {
  const uploaded = call.files.get(name);
  if (uploaded !== undefined) return keep(needs, kind, uploaded.bytes, uploaded.fileName);
  const reference = textField(call, name) ?? '';
  if (reference === '') throw badRequest(`there is no ${kind} in the request`);
  return referencedFile(call, needs, kind, reference);
}

function referencedFile(call: Call, needs: MethodNeeds, kind: MediaKind, reference: string): StoredFile {
  if (reference.startsWith('attach://')) {
    const part = call.files.get(reference.slice('attach://'.length));
    if (part === undefined) throw badRequest(`there is no file "${reference}" in the request`);
    return keep(needs, kind, part.bytes, part.fileName);
  }
  if (/^https?:\/\//u.test(reference)) throw badRequest('failed to get HTTP URL content');
  const known = needs.state.files.get(reference);
  if (known === undefined) throw badRequest('wrong file identifier/HTTP URL specified');
  if (known.kind !== kind) throw badRequest(`can't use file of type ${known.kind} as ${kind}`);
  return known;
}

function keep(needs: MethodNeeds, kind: MediaKind, bytes: Buffer, fileName: string): StoredFile {
  return kind === 'photo' ? needs.files.savePhoto(bytes) : needs.files.saveDocument(bytes, fileName);
}

/** How a stored file stands in a message. */
export function asContent(file: StoredFile): Pick<StoredMessage, 'photo' | 'document'> {
  const ids = { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.size };
  if (file.kind === 'photo') return { photo: [{ ...ids, width: file.width, height: file.height }] };
  return { document: { ...ids, file_name: file.fileName, mime_type: file.mimeType } };
}

export function withCaption(call: Call): Pick<StoredMessage, 'caption' | 'entities'> {
  const { text, entities } = captionText(call);
  return text === '' ? { entities: [] } : { caption: text, entities };
}

/** One InputMedia of an album or of an edit. */
export function inputMedia(call: Call, needs: MethodNeeds, media: unknown): Media {
  if (!isRecord(media)) throw badRequest("can't parse InputMedia: expected an Object");
  const kind = media.type;
  if (kind !== 'photo' && kind !== 'document') {
    throw badRequest(`can't parse InputMedia: type "${String(kind)}" is neither photo nor document`);
  }
  if (typeof media.media !== 'string' || media.media === '') throw badRequest('media not found');
  const own: Call = { ...call, fields: media };
  return { ...asContent(referencedFile(call, needs, kind, media.media)), ...withCaption(own) };
}

/** The list of an album. */
export function mediaList(call: Call): readonly unknown[] {
  const list = structureField(call, 'media');
  if (!Array.isArray(list)) throw badRequest('expected an Array of InputMedia');
  return list;
}
