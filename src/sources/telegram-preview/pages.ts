import { messageOf, PermanentError, RetryableError } from '../../domain/failure.ts';
import { MEDIA_BYTES_MAX, type PostMedia } from '../../domain/post.ts';
import type { HttpAnswer, PoliteClient } from '../http/polite-client.ts';
import type { PreviewLimits, PreviewLog } from './limits.ts';
import type { ShownMedia } from './media.ts';
import {
  type NameHolder,
  readNameHolder,
  readPage,
  readSingle,
  type ShownPage,
  type ShownSingle,
} from './page.ts';

/** Hosts of Telegram's pictures on public pages. */
const PICTURE_HOSTS = /(?:^|\.)(?:telegram-cdn\.org|cdn-telegram\.org|telesco\.pe|telegram\.org)$/iu;
/** First bytes of what counts as a picture; a server's word for it is not taken. */
const PICTURES: readonly (readonly [mimeType: string, start: readonly number[]])[] = [
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['image/webp', [0x52, 0x49, 0x46, 0x46]],
];

/** Asks Telegram's public pages, and reads the answers. All methods throw what the polite client throws. */
export interface PreviewPages {
  /** The newest posts of a channel, or those before or after an id; null where the name has no preview. */
  channel(
    name: string,
    at?: { readonly before: number } | { readonly after: number },
  ): Promise<ShownPage | null>;
  single(name: string, id: number): Promise<ShownSingle>;
  /** Who has a name that has no preview. */
  holder(name: string): Promise<NameHolder>;
  /** Fetches the pictures of a message; what cannot be had is noted, for a text must not wait for a picture. */
  media(shown: readonly ShownMedia[]): Promise<readonly PostMedia[]>;
}

export function createPreviewPages(needs: {
  readonly http: PoliteClient;
  /** `https://t.me`, or a test server. */
  readonly root: URL;
  readonly limits: PreviewLimits;
  readonly log: PreviewLog;
  readonly signal: AbortSignal;
}): PreviewPages {
  const { http, root, limits, signal } = needs;
  const ask = async (path: string): Promise<HttpAnswer> =>
    await http.get(new URL(path, root).href, {
      bytesMax: limits.pageBytes,
      redirects: 'report',
      mayAsk: (url) => url.host === root.host,
      signal,
    });
  const askPage = async (
    path: string,
  ): Promise<{ readonly html: string; readonly url: URL; readonly tagsMax: number }> => {
    const answer = await ask(path);
    if (answer.status !== 200) throw new RetryableError('page_odd', `${path} answered ${answer.status}`);
    return { html: answer.body.toString('utf8'), url: answer.url, tagsMax: limits.pageTags };
  };
  return {
    channel: async (name, at) => {
      const [[word, id] = []] = Object.entries(at ?? {});
      const query = word === undefined ? '' : `?${word}=${id}`;
      const answer = await ask(`/s/${name}${query}`);
      if (answer.location !== null || answer.status === 404) return null;
      if (answer.status !== 200) throw new RetryableError('page_odd', `/s/${name} answered ${answer.status}`);
      return readPage(answer.body.toString('utf8'), { url: answer.url, tagsMax: limits.pageTags });
    },
    single: async (name, id) => {
      const page = await askPage(`/${name}/${id}?embed=1&mode=tme`);
      return readSingle(page.html, { ...page, id });
    },
    holder: async (name) => {
      const answer = await ask(`/${name}`);
      if (answer.status !== 200) return 'nobody';
      return readNameHolder(answer.body.toString('utf8'), { url: answer.url, tagsMax: limits.pageTags });
    },
    media: async (shown) => {
      const media: PostMedia[] = [];
      for (const [at, one] of shown.entries())
        media.push(at < limits.pictures ? await fetchMedia(one, needs) : one.about);
      return media;
    },
  };
}

async function fetchMedia(
  shown: ShownMedia,
  needs: {
    readonly http: PoliteClient;
    readonly root: URL;
    readonly log: PreviewLog;
    readonly signal: AbortSignal;
  },
): Promise<PostMedia> {
  const { about, picture } = shown;
  if (picture === null) return about;
  try {
    if (!URL.canParse(picture, needs.root.href))
      throw new PermanentError('address_refused', 'the picture has no address');
    const answer = await needs.http.get(new URL(picture, needs.root).href, {
      bytesMax: MEDIA_BYTES_MAX,
      accept: 'image/*',
      mayAsk: (url) => url.host === needs.root.host || PICTURE_HOSTS.test(url.hostname),
      signal: needs.signal,
    });
    const dataType = PICTURES.find(([, start]) => start.every((byte, at) => answer.body[at] === byte))?.[0];
    if (answer.status !== 200 || dataType === undefined)
      throw new PermanentError('no_picture', `the answer (${answer.status}) is no picture`);
    const data = answer.body.toString('base64');
    if (shown.isThumbnail) return { ...about, data, dataType };
    return { ...about, mimeType: dataType, sizeBytes: answer.body.length, data };
  } catch (error) {
    needs.signal.throwIfAborted();
    needs.log.warn({ error: messageOf(error) }, 'a picture could not be fetched');
    const isTooLarge = error instanceof PermanentError && error.reason === 'too_large';
    return { ...about, skipped: isTooLarge ? 'too_large' : 'failed' };
  }
}
