import type { PostMedia } from '../../domain/post.ts';
import { bytesOf } from './counts.ts';
import { allOf, firstOf, type Selection, wordsOf } from './html.ts';

/** A medium as the page shows it, and where its picture is. */
export interface ShownMedia {
  readonly about: Omit<PostMedia, 'data' | 'dataType' | 'skipped'>;
  /** Address of the picture or of the thumbnail; null where the page has none. */
  readonly picture: string | null;
  /** `data` is a thumbnail, not the medium itself. */
  readonly isThumbnail: boolean;
  /** Message id of this part of an album. */
  readonly part: number | null;
}

/** What each mark of a medium is; the first match counts, and what lies inside a preview or an answer does not. */
const KINDS: readonly {
  readonly mark: string;
  readonly kind: PostMedia['kind'];
  readonly mimeType: string;
  readonly thumbnail?: string;
}[] = [
  { mark: 'tgme_widget_message_photo_wrap', kind: 'photo', mimeType: 'image/jpeg' },
  {
    mark: 'tgme_widget_message_video_player',
    kind: 'video',
    mimeType: 'video/mp4',
    thumbnail: '.tgme_widget_message_video_thumb',
  },
  {
    mark: 'tgme_widget_message_roundvideo_player',
    kind: 'video',
    mimeType: 'video/mp4',
    thumbnail: '.tgme_widget_message_roundvideo_thumb',
  },
  { mark: 'tgme_widget_message_voice_player', kind: 'audio', mimeType: 'audio/ogg' },
  { mark: 'tgme_widget_message_sticker_wrap', kind: 'document', mimeType: 'image/webp' },
  { mark: 'tgme_widget_message_document_wrap', kind: 'document', mimeType: 'application/octet-stream' },
];
const SELECTOR = KINDS.map(({ mark }) => `.${mark}`).join(', ');
const INSIDE_OTHERS = '.tgme_widget_message_link_preview, .tgme_widget_message_reply';

/** Types of files by the end of their name, for the page tells none. */
const TYPES: Readonly<Record<string, string>> = {
  apk: 'application/vnd.android.package-archive',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  png: 'image/png',
  rar: 'application/vnd.rar',
  txt: 'text/plain',
  webp: 'image/webp',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
};

/** The media of a message in the order of the page. */
export function shownMediaOf(message: Selection): readonly ShownMedia[] {
  return allOf(message, SELECTOR).flatMap((element) => {
    const found = KINDS.find(({ mark }) => element.hasClass(mark));
    if (found === undefined || element.closest(INSIDE_OTHERS).length > 0) return [];
    const part = partOf(element.attr('href') ?? '');
    if (found.mark.includes('document')) return [{ ...documentOf(element), part }];
    const { kind, mimeType } = found;
    const thumb = found.thumbnail === undefined ? element : firstOf(element, found.thumbnail);
    const shown = thumb === null ? null : (pictureOf(thumb) ?? stickerOf(element));
    const picture = kind === 'audio' ? null : shown;
    return [
      {
        about: { kind, mimeType, sizeBytes: 0, fileName: null },
        picture,
        isThumbnail: kind === 'video',
        part,
      },
    ];
  });
}

function documentOf(element: Selection): Omit<ShownMedia, 'part'> {
  const title = firstOf(element, '.tgme_widget_message_document_title');
  const extra = firstOf(element, '.tgme_widget_message_document_extra');
  const name = title === null ? '' : wordsOf(title);
  const icon = firstOf(element, '.tgme_widget_message_document_icon');
  const isAudio = icon?.hasClass('audio') === true;
  const ending = /\.(?<ending>[a-z\d]{2,5})$/iu.exec(name)?.groups?.['ending']?.toLowerCase() ?? '';
  const thumb = firstOf(element, '.tgme_widget_message_document_thumb');
  return {
    about: {
      kind: isAudio ? 'audio' : 'document',
      mimeType: isAudio ? 'audio/mpeg' : (TYPES[ending] ?? 'application/octet-stream'),
      sizeBytes: extra === null ? 0 : bytesOf(wordsOf(extra)),
      fileName: name === '' ? null : name,
    },
    picture: thumb === null ? null : pictureOf(thumb),
    isThumbnail: true,
  };
}

/** The address in `background-image:url('…')`. */
function pictureOf(element: Selection): string | null {
  const style = element.attr('style') ?? '';
  const found = /background-image:\s*url\((?<quote>['"]?)(?<url>[^'")]+)\k<quote>\)/iu.exec(style);
  return found?.groups?.['url'] ?? null;
}

/** A still sticker is a picture; a moving one is a drawing that is not read. */
function stickerOf(element: Selection): string | null {
  const image = firstOf(
    element,
    '[data-webp], img.tgme_widget_message_sticker, i.tgme_widget_message_sticker',
  );
  if (image === null) return null;
  return image.attr('data-webp') ?? image.attr('src') ?? pictureOf(image);
}

/** Parts of an album point to their own message: `…/name/12?single`. */
function partOf(href: string): number | null {
  const found = /\/(?<id>\d{1,15})(?:\?(?:.*&)?single(?:$|&|=))/u.exec(href)?.groups?.['id'];
  return found === undefined ? null : Number(found);
}
