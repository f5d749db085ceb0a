import type { WorldEntity } from '../telegram-world.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => ESCAPES[sign] ?? sign);
}

/** Elements for marks that have no address. */
const TAGS: Readonly<Partial<Record<WorldEntity['kind'], readonly [open: string, close: string]>>> = {
  bold: ['<b>', '</b>'],
  italic: ['<i>', '</i>'],
  underline: ['<u>', '</u>'],
  strike: ['<s>', '</s>'],
  spoiler: ['<tg-spoiler>', '</tg-spoiler>'],
  code: ['<code>', '</code>'],
  pre: ['<pre>', '</pre>'],
  blockquote: ['<blockquote>', '</blockquote>'],
  expandable_blockquote: ['<blockquote expandable>', '</blockquote>'],
};

/** The mark-up of a text as a preview page has it: `<br/>` for line breaks, addresses as links. */
export function textHtml(text: string, entities: readonly WorldEntity[]): string {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return render(text, 0, text.length, sorted);
}

function render(text: string, start: number, end: number, entities: readonly WorldEntity[]): string {
  let html = '';
  let at = start;
  let left = [...entities];
  for (let entity = left.shift(); entity !== undefined; entity = left.shift()) {
    const [from, to] = [Math.max(entity.offset, at), Math.min(entity.offset + entity.length, end)];
    if (from >= to) continue;
    const inside = left.filter((one) => one.offset < to);
    // What reaches beyond this mark is opened again behind it.
    left = left.filter((one) => one.offset + one.length > to);
    const [open, close] = tagsOf(entity, text);
    html += plain(text.slice(at, from)) + open + render(text, from, to, inside) + close;
    at = to;
  }
  return html + plain(text.slice(at, end));
}

function plain(text: string): string {
  return escapeHtml(text).replaceAll('\n', '<br/>');
}

function tagsOf(entity: WorldEntity, text: string): readonly [string, string] {
  const words = text.slice(entity.offset, entity.offset + entity.length);
  const link = (href: string, more = ' rel="noopener"'): readonly [string, string] => [
    `<a href="${escapeHtml(href)}" target="_blank"${more}>`,
    '</a>',
  ];
  switch (entity.kind) {
    case 'url':
      return link(/^[a-z][a-z\d+.-]*:\/\//iu.test(words) ? words : `http://${words}`);
    case 'text_link':
      return link(entity.url, ` rel="noopener" onclick="return confirm('Open this link?\\n\\n'+this.href);"`);
    case 'mention':
      return link(`https://t.me/${words.slice(1)}`, '');
    case 'hashtag':
    case 'cashtag':
      return [`<a href="?q=${escapeHtml(encodeURIComponent(words))}">`, '</a>'];
    case 'email':
      return [`<a href="mailto:${escapeHtml(words)}">`, '</a>'];
    case 'phone':
      return [`<a href="tel:${escapeHtml(words)}">`, '</a>'];
    case 'custom_emoji':
      return [
        `<tg-emoji emoji-id="${escapeHtml(entity.emojiId)}"><i class="emoji"><b>`,
        '</b></i></tg-emoji>',
      ];
    default:
      return TAGS[entity.kind] ?? ['', ''];
  }
}
