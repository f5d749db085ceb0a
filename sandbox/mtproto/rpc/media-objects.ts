import type {
  WorldAccount,
  WorldChannel,
  WorldFile,
  WorldMedia,
  WorldPhoto,
  WorldPost,
} from '../../telegram-world.ts';
import type { TlObject, TlValue } from '../tl-schema.ts';
import type { Call } from './call.ts';
import { accessHash, accountOf, DC_ID, optional, seconds } from './call.ts';

/** Letter of the whole picture among the renditions of a photo. */
export const PHOTO_SIZE = 'x';
/** Letter of a file's thumbnail. */
export const THUMBNAIL_SIZE = 'm';
/** Seconds that a live place is shared for. */
const LIVE_PERIOD = 900;
const DAY = 86_400;

/** Where an access hash, a file reference and the bytes of a picture or file meet. */
export function fileReference(file: { readonly id: string }): Buffer {
  return Buffer.from(`ref-${file.id}`);
}

export function photoObject(photo: WorldPhoto, date: Date, account: WorldAccount): TlObject {
  const renditions = (photo.renditions ?? []).map(({ letter, width, height, bytes }) => ({
    _: 'photoSize',
    type: letter,
    w: width,
    h: height,
    size: bytes.length,
  }));
  const whole = { _: 'photoSize', type: PHOTO_SIZE, w: photo.width, h: photo.height };
  return {
    _: 'photo',
    id: BigInt(photo.id),
    access_hash: accessHash(account, 'photo', photo.id),
    file_reference: fileReference(photo),
    date: seconds(date),
    sizes: [...renditions, { ...whole, size: photo.bytes.length }],
    dc_id: photo.dcId ?? DC_ID,
  };
}

/** The media of a photo, without the photo where it destroyed itself. */
export function photoMedia(photo: WorldPhoto, post: WorldPost, call: Call): TlObject {
  return {
    _: 'messageMediaPhoto',
    ...(photo.spoiler && { spoiler: true }),
    ...(photo.isExpired !== true && { photo: photoObject(photo, post.date, accountOf(call)) }),
    ...(photo.ttlSeconds !== undefined && { ttl_seconds: photo.ttlSeconds }),
  };
}

function attributes(file: WorldFile): readonly TlObject[] {
  const { role, width: w = 640, height: h = 360, durationSeconds: duration = 10, fileName } = file;
  const video = { _: 'documentAttributeVideo', duration, w, h };
  const byRole: Readonly<Record<WorldFile['role'], readonly TlObject[]>> = {
    file: file.width === undefined ? [] : [{ _: 'documentAttributeImageSize', w, h }],
    video: [{ ...video, supports_streaming: true }],
    round: [{ ...video, round_message: true }],
    animation: [{ ...video, nosound: true }, { _: 'documentAttributeAnimated' }],
    voice: [{ _: 'documentAttributeAudio', voice: true, duration }],
    audio: [{ _: 'documentAttributeAudio', duration, title: fileName ?? 'audio', performer: 'sandbox' }],
    sticker: [
      { _: 'documentAttributeImageSize', w, h },
      { _: 'documentAttributeSticker', alt: '🙂', stickerset: { _: 'inputStickerSetEmpty' } },
    ],
  };
  const named = fileName === undefined ? [] : [{ _: 'documentAttributeFilename', file_name: fileName }];
  return [...byRole[role], ...named];
}

function documentObject(file: WorldFile, date: Date, account: WorldAccount): TlObject {
  const { thumbnail } = file;
  const thumb = thumbnail && {
    _: 'photoSize',
    type: THUMBNAIL_SIZE,
    w: thumbnail.width,
    h: thumbnail.height,
    size: thumbnail.bytes.length,
  };
  return {
    _: 'document',
    id: BigInt(file.id),
    access_hash: accessHash(account, 'file', file.id),
    file_reference: fileReference(file),
    date: seconds(date),
    mime_type: file.mimeType,
    size: file.sizeBytes,
    ...(thumb && { thumbs: [thumb] }),
    dc_id: file.dcId ?? DC_ID,
    attributes: attributes(file),
  };
}

function fileMedia(file: WorldFile, post: WorldPost, call: Call): TlObject {
  const { role } = file;
  return {
    _: 'messageMediaDocument',
    ...(file.spoiler && { spoiler: true }),
    ...((role === 'video' || role === 'round') && { video: true }),
    ...(role === 'round' && { round: true }),
    ...(role === 'voice' && { voice: true }),
    ...(file.isExpired !== true && { document: documentObject(file, post.date, accountOf(call)) }),
    ...(file.ttlSeconds !== undefined && { ttl_seconds: file.ttlSeconds }),
  };
}

function pollMedia(poll: WorldMedia & { kind: 'poll' }, call: Call): TlObject {
  const plain = (text: string): TlObject => ({ _: 'textWithEntities', text, entities: [] });
  const option = (index: number): Buffer => Buffer.from(String(index));
  const hasRecentVoters = call.schema.hasField('pollAnswerVoters', 'recent_voters');
  const voters = poll.answers.map((answer) => answer.voters ?? 0);
  return {
    _: 'messageMediaPoll',
    poll: {
      _: 'poll',
      id: BigInt(poll.id),
      ...(poll.isClosed && { closed: true }),
      ...(poll.multipleChoice && { multiple_choice: true }),
      ...(poll.isQuiz && { quiz: true }),
      question: plain(poll.question),
      answers: poll.answers.map(({ text }, i) => ({ _: 'pollAnswer', text: plain(text), option: option(i) })),
      // Of later layers.
      ...(call.schema.hasField('poll', 'hash') && { hash: 1n }),
    },
    results: {
      _: 'pollResults',
      results: voters.map((count, i) => ({
        _: 'pollAnswerVoters',
        option: option(i),
        voters: count,
        ...(hasRecentVoters && { recent_voters: [] }),
      })),
      total_voters: voters.reduce((sum, count) => sum + count, 0),
    },
  };
}

function previewMedia(page: WorldMedia & { kind: 'web_page' }, post: WorldPost, call: Call): TlObject {
  const { id, url, state = 'ready', photo } = page;
  const shown = state === 'ready' ? 'webPage' : state === 'pending' ? 'webPagePending' : 'webPageEmpty';
  return {
    _: 'messageMediaWebPage',
    webpage: {
      _: shown,
      id: BigInt(id),
      url,
      ...(shown === 'webPagePending' && { date: seconds(post.date) }),
      ...(shown === 'webPage' && {
        display_url: url.replace(/^https?:\/\//u, ''),
        hash: 0,
        type: 'article',
        ...optional({
          site_name: page.siteName,
          title: page.title,
          description: page.description,
          author: page.author,
          photo: photo && photoObject(photo, post.date, accountOf(call)),
        }),
      }),
    },
  };
}

type Plain = Exclude<WorldMedia, { kind: 'file' | 'poll' | 'web_page' }>;

const point = (place: { latitude: number; longitude: number }): TlObject => ({
  _: 'geoPoint',
  lat: place.latitude,
  long: place.longitude,
  access_hash: 1n,
});

function plainMedia(media: Plain, channel: WorldChannel, post: WorldPost): TlObject {
  const peer = { _: 'peerChannel', channel_id: channel.id };
  switch (media.kind) {
    case 'contact': {
      const { phone: phone_number, firstName: first_name, lastName: last_name = '', vcard = '' } = media;
      return { _: 'messageMediaContact', phone_number, first_name, last_name, vcard, user_id: 0 };
    }
    case 'geo':
      return { _: 'messageMediaGeo', geo: point(media) };
    case 'live_geo':
      return { _: 'messageMediaGeoLive', geo: point(media), period: LIVE_PERIOD };
    case 'venue': {
      const { title, address } = media;
      const unknown = { provider: '', venue_id: '', venue_type: '' };
      return { _: 'messageMediaVenue', geo: point(media), title, address, ...unknown };
    }
    case 'dice':
      return { _: 'messageMediaDice', value: media.value, emoticon: media.emoji };
    case 'paid': {
      const preview = { _: 'messageExtendedMediaPreview', w: 640, h: 360 };
      const extended_media = Array.from({ length: media.count }, () => preview);
      return { _: 'messageMediaPaidMedia', stars_amount: media.stars, extended_media };
    }
    case 'invoice': {
      const { title, currency, amount: total_amount } = media;
      return {
        _: 'messageMediaInvoice',
        title,
        description: title,
        currency,
        total_amount,
        start_param: 'sandbox',
      };
    }
    case 'giveaway': {
      const { quantity, months } = media;
      const until_date = seconds(post.date) + DAY;
      return { _: 'messageMediaGiveaway', channels: [channel.id], quantity, months, until_date };
    }
    case 'story':
      return { _: 'messageMediaStory', peer, id: media.storyId };
    default:
      return { _: 'messageMediaUnsupported' };
  }
}

/** What hangs on a post, as this account sees it. */
export function mediaObject(channel: WorldChannel, post: WorldPost, call: Call): TlValue {
  const { photo, media } = post;
  if (photo !== null) return photoMedia(photo, post, call);
  if (media === null) return undefined;
  if (media.kind === 'file') return fileMedia(media, post, call);
  if (media.kind === 'poll') return pollMedia(media, call);
  if (media.kind === 'web_page') return previewMedia(media, post, call);
  return plainMedia(media, channel, post);
}
