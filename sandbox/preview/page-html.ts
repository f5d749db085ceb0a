import type { TelegramWorld, WorldChannel, WorldPost } from '../telegram-world.ts';
import { messageHtml, type ShownPosts } from './message-html.ts';
import { escapeHtml } from './text-html.ts';

/** Messages of one page. */
const PAGE_MESSAGES = 20;

/** Posts of a channel as messages: parts of an album are one. */
function messagesOf(world: TelegramWorld, channel: WorldChannel): readonly ShownPosts[] {
  const messages: { channel: WorldChannel; posts: [WorldPost, ...WorldPost[]] }[] = [];
  for (const post of world.postsOf(channel.id).values()) {
    const last = messages.at(-1);
    if (post.groupedId !== null && last?.posts[0].groupedId === post.groupedId) last.posts.push(post);
    else messages.push({ channel, posts: [post] });
  }
  return messages;
}

/** Which part of a channel is asked for. */
export interface PageAsked {
  readonly before: number | null;
  readonly after: number | null;
}

/** The page `/s/<name>`: the newest messages, or the next ones before or after an id. */
export function channelPage(
  world: TelegramWorld,
  channel: WorldChannel,
  { before, after }: PageAsked,
): string {
  const all = messagesOf(world, channel);
  const older = before === null ? all : all.filter(({ posts }) => posts[0].id < before);
  const newer = after === null ? older : older.filter(({ posts }) => (posts.at(-1)?.id ?? 0) > after);
  const shown = after === null ? newer.slice(-PAGE_MESSAGES) : newer.slice(0, PAGE_MESSAGES);
  const [first, last] = [shown[0], shown.at(-1)];
  const link = (rel: 'prev' | 'next', query: string): string =>
    `<link rel="${rel}" href="/s/${channel.username}?${query}">`;
  const links = [
    first === undefined || first === all[0] ? '' : link('prev', `before=${first.posts[0].id}`),
    last === undefined || last === all.at(-1) ? '' : link('next', `after=${last.posts.at(-1)?.id}`),
  ];
  const title = escapeHtml(channel.title);
  return `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>${title} – Telegram</title>
<meta property="og:title" content="${title}">
${links.join('\n')}
<script>window.matchMedia && document.write('<div class="tgme_widget_message" data-post="script/1"></div>');</script>
</head><body class="widget_frame_base tgme_webpreview">
<header class="tgme_header"><div class="tgme_channel_info"><div class="tgme_channel_info_header"><div class="tgme_channel_info_header_title"><span dir="auto">${title}</span></div><div class="tgme_channel_info_header_username"><a href="https://t.me/${channel.username}">@${channel.username}</a></div></div><div class="tgme_channel_info_description">${escapeHtml(channel.about)}</div></div></header>
<main class="tgme_main" data-url="/${channel.username}"><div class="tgme_container"><section class="tgme_channel_history js-message_history">
${shown.map((message) => messageHtml(world, message)).join('\n')}
</section></div></main>
</body></html>
<!-- page generated in 1.00ms -->
`;
}

/** The page `/<name>/<id>?embed=1`. */
export function singlePage(world: TelegramWorld, channel: WorldChannel | undefined, id: number): string {
  const message =
    channel === undefined
      ? undefined
      : messagesOf(world, channel).find(({ posts }) => posts.some((post) => post.id === id));
  const body =
    message === undefined
      ? '<div class="tgme_widget_message_error">Post not found</div>'
      : messageHtml(world, message);
  return `<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body class="widget_frame_base tgme_widget body_widget_post">${body}</body></html>\n`;
}

/** The page `/<name>` of a name without a preview. */
export function namePage(world: TelegramWorld, name: string): string {
  const channel = world.channelNamed(name);
  const user = world.userNamed(name);
  const about = (title: string, extra: string): string =>
    `<div class="tgme_page_title"><span dir="auto">${escapeHtml(title)}</span></div><div class="tgme_page_extra">${escapeHtml(extra)}</div>`;
  const shown = (): string => {
    if (channel?.kind === 'channel') return about(channel.title, `${channel.subscribers} subscribers`);
    if (channel !== undefined) return about(channel.title, `${channel.subscribers} members, 1 online`);
    if (user !== undefined) return about(user.firstName, `@${user.username}`);
    return `<div class="tgme_page_description">If you have <strong>Telegram</strong>, you can contact <a class="tgme_username_link" href="tg://resolve?domain=${escapeHtml(name)}">@${escapeHtml(name)}</a> right away.</div>`;
  };
  return `<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Telegram: Contact @${escapeHtml(name)}</title></head><body><div class="tgme_page">${shown()}</div></body></html>\n`;
}
