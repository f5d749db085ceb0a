import { randomInt } from 'node:crypto';
import { badRequest } from '../api-error.ts';
import { integerField, textField } from '../call.ts';
import { replyMarkup } from '../keyboards.ts';
import { messageText } from '../message-text.ts';
import { asContent, inputMedia, type MediaKind, mediaFile, mediaList, withCaption } from './media.ts';
import { chatOf, type Method, post, repliedTo } from './needs.ts';

const MIN_ALBUM = 2;
const MAX_ALBUM = 10;

const sendMessage: Method = (call, needs) => {
  const chatId = chatOf(call, needs);
  const { text, entities } = messageText(call);
  const content = { text, entities, ...replyMarkup(call), ...repliedTo(call, needs, chatId) };
  needs.limiter.spend(chatId, 1);
  return post(needs, chatId, content);
};

function sendMedia(kind: MediaKind): Method {
  return (call, needs) => {
    const chatId = chatOf(call, needs);
    const about = { ...withCaption(call), ...replyMarkup(call), ...repliedTo(call, needs, chatId) };
    // The limit comes first, so that a refused upload leaves no file behind.
    needs.limiter.spend(chatId, 1);
    return post(needs, chatId, { ...asContent(mediaFile(call, needs, kind, kind)), ...about });
  };
}

const sendMediaGroup: Method = (call, needs) => {
  const chatId = chatOf(call, needs);
  const list = mediaList(call);
  if (list.length < MIN_ALBUM) throw badRequest('there are too few messages to send as an album');
  if (list.length > MAX_ALBUM) throw badRequest('too many messages to send as an album');
  const reply = repliedTo(call, needs, chatId);
  needs.limiter.spend(chatId, list.length);
  const items = list.map((media) => inputMedia(call, needs, media));
  const photos = items.filter(({ photo }) => photo !== undefined).length;
  if (photos !== 0 && photos !== items.length) {
    throw badRequest("documents can't be mixed with other media types in an album");
  }
  const albumId = String(randomInt(2 ** 47));
  return items.map((item) => post(needs, chatId, { ...item, ...reply, albumId }));
};

const sendChatAction: Method = (call, needs) => {
  const chatId = chatOf(call, needs);
  const action = textField(call, 'action') ?? '';
  if (
    !/^(?:typing|upload_(?:photo|document|video|voice)|record_\w+|find_location|choose_sticker)$/u.test(
      action,
    )
  ) {
    throw badRequest('wrong parameter action in request');
  }
  needs.state.announceTyping(chatId);
  return true;
};

const copyMessage: Method = (call, needs) => {
  const chatId = chatOf(call, needs);
  const from = integerField(call, 'from_chat_id') ?? 0;
  const original = needs.state.message(from, integerField(call, 'message_id') ?? 0);
  if (original === undefined) throw badRequest('message to copy not found');
  const { text, caption, entities, photo, document } = original;
  needs.limiter.spend(chatId, 1);
  const copied = post(needs, chatId, {
    entities,
    ...(text === undefined ? {} : { text }),
    ...(caption === undefined ? {} : { caption }),
    ...(photo === undefined ? {} : { photo }),
    ...(document === undefined ? {} : { document }),
    ...replyMarkup(call),
  });
  return { message_id: copied.message_id };
};

export const SENDING_METHODS: Readonly<Record<string, Method>> = {
  sendMessage,
  sendPhoto: sendMedia('photo'),
  sendDocument: sendMedia('document'),
  sendMediaGroup,
  sendChatAction,
  copyMessage,
};
