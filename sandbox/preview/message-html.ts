import type { TelegramWorld, WorldChannel, WorldMedia, WorldPost } from '../telegram-world.ts';
import { escapeHtml, textHtml } from './text-html.ts';

/** One message of a page: a post, or the parts of an album. */
export interface ShownPosts {
  readonly channel: WorldChannel;
  readonly posts: readonly [WorldPost, ...WorldPost[]];
}

/** Largest file that a page can play. */
const VIDEO_BYTES_MAX = 20 * 1024 * 1024;

/** The mark-up of a message as a preview page has it, so far as a reader looks at it. */
export function messageHtml(world: TelegramWorld, { channel, posts }: ShownPosts): string {
  const [first] = posts;
  const place = `${channel.username ?? ''}/${first.id}`;
  const view = { c: -channel.id, p: first.id, t: Math.floor(first.date.getTime() / 1000), h: 'sandbox' };
  const service = first.service === null ? '' : ' service_message';
  const attributes = `class="tgme_widget_message text_not_supported_wrap${service} js-widget_message" data-post="${place}" data-view="${Buffer.from(JSON.stringify(view)).toString('base64url')}"`;
  const caption = posts.find(({ text }) => text !== '') ?? first;
  const body =
    first.service === null
      ? [
          forwardHtml(world, first),
          replyHtml(world, channel, first),
          mediaHtml(channel, posts),
          caption.text === '' ? '' : textBlock(textHtml(caption.text, caption.entities)),
          previewHtml(first.media),
          reactionsHtml(first),
        ].join('\n')
      : textBlock(escapeHtml(JSON.stringify(first.service)));
  return `<div class="tgme_widget_message_wrap js-widget_message_wrap"><div ${attributes}>
<div class="tgme_widget_message_user"><a href="https://t.me/${channel.username}"><i class="tgme_widget_message_user_photo bgcolor4"></i></a></div>
<div class="tgme_widget_message_bubble">
<div class="tgme_widget_message_author accent_color"><a class="tgme_widget_message_owner_name" href="https://t.me/${channel.username}"><span dir="auto">${escapeHtml(channel.title)}</span></a></div>
${body}
${footerHtml(place, first)}
${buttonsHtml(first)}
</div></div></div>`;
}

function textBlock(html: string): string {
  return `<div class="tgme_widget_message_text js-message_text" dir="auto">${html}</div>`;
}

function footerHtml(place: string, post: WorldPost): string {
  const signature =
    post.signature === null
      ? ''
      : `<span class="tgme_widget_message_from_author" dir="auto">${escapeHtml(post.signature)}</span>,&nbsp;`;
  const edited = post.editDate !== null && !post.isHiddenEdit ? 'edited &nbsp;' : '';
  const date = post.date.toISOString().replace(/\.\d+Z$/u, '+00:00');
  const views = `<span class="tgme_widget_message_views">${shortCount(post.counters.views)}</span><span class="copyonly"> views</span>`;
  return `<div class="tgme_widget_message_footer compact js-message_footer"><div class="tgme_widget_message_info short js-message_info">
${views}<span class="tgme_widget_message_meta">${signature}${edited}<a class="tgme_widget_message_date" href="https://t.me/${place}"><time datetime="${date}" class="time">${date.slice(11, 16)}</time></a></span>
</div></div>`;
}

/** 1200 is `1.2K`. */
function shortCount(count: number): string {
  const [factor, unit] = count >= 1_000_000 ? [1_000_000, 'M'] : [1_000, 'K'];
  return count < 1_000 ? String(count) : `${Number((count / factor).toFixed(1))}${unit}`;
}

function forwardHtml(world: TelegramWorld, { forwardedFrom }: WorldPost): string {
  if (forwardedFrom === null) return '';
  const { username, messageId, title } = forwardedFrom;
  const channel = username === null ? undefined : world.channelNamed(username);
  const name = `<span dir="auto">${escapeHtml(channel?.title ?? title)}</span>`;
  const href = `https://t.me/${username}${messageId === undefined ? '' : `/${messageId}`}`;
  const mark = 'class="tgme_widget_message_forwarded_from_name"';
  const from =
    channel === undefined ? `<span ${mark}>${name}</span>` : `<a ${mark} href="${href}">${name}</a>`;
  return `<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;${from}</div>`;
}

function replyHtml(world: TelegramWorld, channel: WorldChannel, { replyTo }: WorldPost): string {
  const answered = replyTo === null ? undefined : world.postsOf(channel.id).get(replyTo.messageId);
  if (answered === undefined) return '';
  return `<a class="tgme_widget_message_reply" href="https://t.me/${channel.username}/${answered.id}"><div class="tgme_widget_message_text js-message_reply_text" dir="auto">${escapeHtml(answered.text)}</div></a>`;
}

function mediaHtml(channel: WorldChannel, posts: readonly WorldPost[]): string {
  const isAlbum = posts.length > 1;
  const parts = posts.map((post) => {
    const href = `https://t.me/${channel.username}/${post.id}${isAlbum ? '?single' : ''}`;
    const photo = post.photo === null || post.photo.isExpired === true ? '' : photoHtml(post.photo.id, href);
    return photo + (post.media === null ? '' : fileHtml(post.media, href));
  });
  if (!isAlbum) return parts.join('');
  return `<div class="tgme_widget_message_grouped_wrap js-message_grouped_wrap"><div class="tgme_widget_message_grouped js-message_grouped"><div class="tgme_widget_message_grouped_layer js-message_grouped_layer">${parts.join('')}</div></div></div>`;
}

function photoHtml(id: string, href: string): string {
  return `<a class="tgme_widget_message_photo_wrap" href="${href}" style="width:800px;background-image:url('/file/${id}.jpg')"><div class="tgme_widget_message_photo" style="padding-top:58%"></div></a>`;
}

function fileHtml(media: WorldMedia, href: string): string {
  switch (media.kind) {
    case 'file':
      return documentHtml(media, href);
    case 'poll': {
      const options = media.answers.map(
        ({ text }) =>
          `<div class="tgme_widget_message_poll_option"><div class="tgme_widget_message_poll_option_value"><div class="tgme_widget_message_poll_option_text">${escapeHtml(text)}</div></div></div>`,
      );
      return `<div class="tgme_widget_message_poll js-poll"><div class="tgme_widget_message_poll_question">${escapeHtml(media.question)}</div><div class="tgme_widget_message_poll_type">Anonymous Poll</div><a class="tgme_widget_message_poll_options" href="${href}">${options.join('')}</a></div>`;
    }
    case 'contact': {
      const name = [media.firstName, media.lastName ?? ''].join(' ').trim();
      return `<div class="tgme_widget_message_contact_wrap"><div class="tgme_widget_message_contact_name">${escapeHtml(name)}</div><div class="tgme_widget_message_contact_phone">+${escapeHtml(media.phone.replace(/^\+/u, ''))}</div></div>`;
    }
    case 'web_page':
      return '';
    default:
      return `<div class="message_media_not_supported_wrap"><div class="message_media_not_supported"><div class="message_media_not_supported_label">Please open Telegram to view this post</div><a href="${href}" class="message_media_view_in_telegram">VIEW IN TELEGRAM</a></div></div>`;
  }
}

function documentHtml(file: WorldMedia & { kind: 'file' }, href: string): string {
  const thumb =
    file.thumbnail === undefined ? '' : ` style="background-image:url('/file/${file.id}-thumb.jpg')"`;
  switch (file.role) {
    case 'video':
    case 'animation': {
      const video =
        file.sizeBytes > VIDEO_BYTES_MAX
          ? ''
          : `<video src="/file/${file.id}.mp4" class="tgme_widget_message_video js-message_video"></video>`;
      return `<a class="tgme_widget_message_video_player js-message_video_player" href="${href}"><i class="tgme_widget_message_video_thumb"${thumb}></i><div class="tgme_widget_message_video_wrap">${video}</div><time class="message_video_duration js-message_video_duration">0:34</time></a>`;
    }
    case 'round':
      return `<div class="tgme_widget_message_roundvideo_player js-message_roundvideo_player"><div class="tgme_widget_message_roundvideo_wrap"><i class="tgme_widget_message_roundvideo_thumb"${thumb}></i></div></div>`;
    case 'voice':
      return `<a class="tgme_widget_message_voice_player js-message_voice_player" href="${href}"><audio class="tgme_widget_message_voice js-message_voice" src="/file/${file.id}.ogg"></audio></a>`;
    case 'sticker':
      return `<div class="tgme_widget_message_sticker_wrap media_supported_cont"><i class="tgme_widget_message_sticker js-sticker_image" style="background-image:url('/file/${file.id}.webp')" data-webp="/file/${file.id}.webp"></i></div>`;
    default: {
      const icon = file.role === 'audio' ? ' audio' : '';
      const size = `${(file.sizeBytes / 1024).toFixed(1)} KB`;
      return `<a class="tgme_widget_message_document_wrap" href="${href}"><div class="tgme_widget_message_document_icon accent_bg${icon}"></div><div class="tgme_widget_message_document"><div class="tgme_widget_message_document_title accent_color" dir="auto">${escapeHtml(file.fileName ?? '')}</div><div class="tgme_widget_message_document_extra" dir="auto">${size}</div></div></a>`;
    }
  }
}

function previewHtml(media: WorldMedia | null): string {
  if (media?.kind !== 'web_page' || media.state === 'pending' || media.state === 'empty') return '';
  const line = (mark: string, text: string | undefined): string =>
    text === undefined ? '' : `<div class="${mark}" dir="auto">${textHtml(text, [])}</div>`;
  return `<a class="tgme_widget_message_link_preview" href="${escapeHtml(media.url)}">${line('link_preview_site_name accent_color', media.siteName)}${line('link_preview_title', media.title)}${line('link_preview_description', media.description)}</a>`;
}

function reactionsHtml({ counters }: WorldPost): string {
  if (counters.reactions.length === 0) return '';
  const each = counters.reactions.map(
    ({ emoji, count }) =>
      `<span class="tgme_reaction"><i class="emoji"><b>${escapeHtml(emoji)}</b></i>${shortCount(count)}</span>`,
  );
  return `<div class="tgme_widget_message_reactions js-message_reactions">${each.join('')}</div>`;
}

function buttonsHtml({ buttons }: WorldPost): string {
  const rows = buttons.map((row) => {
    const links = row
      .filter(({ url, kind = 'url' }) => url !== '' && (kind === 'url' || kind === 'login_url'))
      .map(
        ({ text, url }) =>
          `<a class="tgme_widget_message_inline_button url_button" href="${escapeHtml(url)}" target="_blank" rel="noopener"><span class="tgme_widget_message_inline_button_text" dir="auto">${escapeHtml(text)}</span></a>`,
      );
    return links.length === 0 ? '' : `<div class="tgme_widget_message_inline_row">${links.join('')}</div>`;
  });
  const html = rows.join('');
  return html === '' ? '' : `<div class="tgme_widget_message_inline_keyboard">${html}</div>`;
}
