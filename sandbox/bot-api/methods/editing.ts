import { isDeepStrictEqual } from 'node:util';
import { badRequest } from '../api-error.ts';
import { apiMessage } from '../api-message.ts';
import { type Call, integerField, isRecord, structureField } from '../call.ts';
import { inlineOnly } from '../keyboards.ts';
import { messageText } from '../message-text.ts';
import type { StoredMessage } from '../telegram-types.ts';
import { inputMedia, withCaption } from './media.ts';
import { chatOf, messageOf, type Method, type MethodNeeds, unixSeconds } from './needs.ts';

const MAX_DELETED_AT_ONCE = 100;

function toEdit(call: Call, needs: MethodNeeds): StoredMessage {
  const message = messageOf(call, needs, 'message to edit not found');
  if (message.from !== 'bot') throw badRequest("message can't be edited");
  return message;
}

/** Puts `after` in the place of `before`. Throws 400 "message is not modified" when they are the same. */
function replaced(needs: MethodNeeds, before: StoredMessage, after: StoredMessage): Record<string, unknown> {
  const plain = (message: StoredMessage): unknown => JSON.parse(JSON.stringify({ ...message, editDate: 0 }));
  if (isDeepStrictEqual(plain(before), plain(after))) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  needs.limiter.spend(before.chatId, 1);
  const message: StoredMessage = { ...after, editDate: unixSeconds(needs.now) };
  needs.state.commit({ kind: 'message', message });
  return apiMessage(needs.state, message);
}

// An edit without a keyboard takes the old one away, as in reality: hence the fields left out below.

const editMessageText: Method = (call, needs) => {
  const message = toEdit(call, needs);
  const { text, entities } = messageText(call);
  if (message.text === undefined) throw badRequest('there is no text in the message to edit');
  const { keyboard: _keyboard, ...kept } = message;
  return replaced(needs, message, { ...kept, text, entities, ...inlineOnly(call) });
};

const editMessageCaption: Method = (call, needs) => {
  const message = toEdit(call, needs);
  const caption = withCaption(call);
  if (message.text !== undefined) throw badRequest('there is no caption in the message to edit');
  const { keyboard: _keyboard, caption: _caption, ...kept } = message;
  return replaced(needs, message, { ...kept, ...caption, ...inlineOnly(call) });
};

const editMessageMedia: Method = (call, needs) => {
  const message = toEdit(call, needs);
  if (message.text !== undefined) throw badRequest("message can't be edited");
  const markup = inlineOnly(call);
  const media = inputMedia(call, needs, structureField(call, 'media'));
  const { keyboard: _keyboard, photo: _photo, document: _document, caption: _caption, ...kept } = message;
  return replaced(needs, message, { ...kept, ...media, ...markup });
};

const editMessageReplyMarkup: Method = (call, needs) => {
  const message = toEdit(call, needs);
  const { keyboard: _keyboard, ...kept } = message;
  return replaced(needs, message, { ...kept, ...inlineOnly(call) });
};

const deleteMessage: Method = (call, needs) => {
  const { chatId, id } = messageOf(call, needs, 'message to delete not found');
  needs.state.commit({ kind: 'message-deleted', chatId, id });
  return true;
};

const deleteMessages: Method = (call, needs) => {
  const chatId = chatOf(call, needs);
  const ids = structureField(call, 'message_ids');
  if (!Array.isArray(ids) || ids.length === 0) throw badRequest('message identifiers are not specified');
  if (ids.length > MAX_DELETED_AT_ONCE) throw badRequest('too many message identifiers specified');
  for (const id of ids.map(Number)) {
    if (needs.state.message(chatId, id) !== undefined)
      needs.state.commit({ kind: 'message-deleted', chatId, id });
  }
  return true;
};

const setMessageReaction: Method = (call, needs) => {
  const message = messageOf(call, needs, 'message to react not found');
  const given = structureField(call, 'reaction') ?? [];
  if (!Array.isArray(given)) throw badRequest("can't parse reaction types JSON object");
  const reactions = given.map((one: unknown) =>
    isRecord(one) && typeof one.emoji === 'string' ? one.emoji : '',
  );
  if (reactions.includes('') || reactions.length > 1) throw badRequest('REACTION_INVALID');
  needs.state.commit({ kind: 'message', message: { ...message, reactions } });
  return true;
};

const pinChatMessage: Method = (call, needs) => {
  const { chatId, id } = messageOf(call, needs, 'message to pin not found');
  const others = (needs.state.pinned.get(chatId) ?? []).filter((one) => one !== id);
  needs.state.commit({ kind: 'pinned', chatId, ids: [...others, id] });
  return true;
};

const unpinChatMessage: Method = (call, needs) => {
  const chatId = chatOf(call, needs);
  const pinned = needs.state.pinned.get(chatId) ?? [];
  const id = integerField(call, 'message_id') ?? pinned.at(-1);
  if (id === undefined || !pinned.includes(id)) throw badRequest('message to unpin not found');
  needs.state.commit({ kind: 'pinned', chatId, ids: pinned.filter((one) => one !== id) });
  return true;
};

const unpinAllChatMessages: Method = (call, needs) => {
  needs.state.commit({ kind: 'pinned', chatId: chatOf(call, needs), ids: [] });
  return true;
};

export const EDITING_METHODS: Readonly<Record<string, Method>> = {
  editMessageText,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  deleteMessage,
  deleteMessages,
  setMessageReaction,
  pinChatMessage,
  unpinChatMessage,
  unpinAllChatMessages,
};
