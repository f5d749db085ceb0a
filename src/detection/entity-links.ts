import { parse as parseHost } from 'tldts';
import type { Entity } from '../domain/detection.ts';
import type { PostLink } from '../domain/post.ts';

/** A dot of an address, also written so that it is not a link: site[.]com, site (dot) com, site точка kz. */
const DOT = String.raw`(?:\.|\s?\[\.\]\s?|\s?\(\.\)\s?|\s?\{\.\}\s?|\s?[\[(]?(?:dot|точка|нүкте)[\])]?\s?)`;
const DOT_WRITTEN = /\s?\[\.\]\s?|\s?\(\.\)\s?|\s?\{\.\}\s?|\s?[[(]?(?:dot|точка|нүкте)[\])]?\s?/giu;
/** A written address with or without a scheme; every part has a limit, so matching is linear. */
const ADDRESS = new RegExp(
  String.raw`(?:h(?:tt|xx|\*\*)ps?(?::|\[:\])\/\/)?(?:[\p{L}\p{N}_-]{1,63}${DOT}){1,6}\p{L}[\p{L}\p{N}-]{1,23}(?::\d{2,5})?(?:[/?#][^\s<>"'«»“”]{0,500})?`,
  'giu',
);
const TELEGRAM_SCHEME = /tg:\/\/(?:resolve\?domain=|join\?invite=)([\w-]{4,64})(?:&start=([\w-]{1,64}))?/gi;
const MENTION = /(?<![\p{L}\p{N}_@./])@([A-Za-z][A-Za-z0-9_]{3,31})(?![\w.]*@)/gu;
const TELEGRAM_HOSTS = new Set(['t.me', 'telegram.me', 'telegram.dog']);
/** First parts of t.me paths that are not names. */
const NOT_NAMES = new Set([
  's',
  'c',
  'share',
  'joinchat',
  'addlist',
  'addstickers',
  'addemoji',
  'proxy',
  'socks',
  'iv',
  'login',
  'setlanguage',
  'boost',
  'bg',
  'contact',
  'invoice',
]);
const NAME = /^[A-Za-z][A-Za-z0-9_]{3,31}$/;

interface Place {
  readonly start: number;
  readonly end: number;
}

function undisguised(written: string): string {
  return written
    .replaceAll(DOT_WRITTEN, '.')
    .replace(/^h(?:xx|\*\*|tt)p(s?)\s?(?::\/\/|\[:\]\/\/)/i, 'http$1://')
    .replace(/[.,;:!?)\]}*_…]+$/u, '');
}

/** `t.me/share/url?url=…` passes on another address, which is the one that matters. */
function sharedEntities(url: URL, place: Place): readonly Entity[] {
  const shared = /^\/share\/?(?:url)?$/.test(url.pathname) ? url.searchParams.get('url') : null;
  return shared === null || shared.includes('/share') ? [] : addressEntities(undisguised(shared), place);
}

function telegramEntities(url: URL, place: Place): readonly Entity[] {
  const shared = sharedEntities(url, place);
  if (shared.length > 0) return shared;
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const subdomain = /^([a-z][a-z0-9_-]{3,31})\.t\.me$/i.exec(url.hostname)?.[1];
  const first = subdomain ?? parts[0] ?? '';
  if (first.startsWith('+') && first.length > 5)
    return [
      {
        kind: /^\+\d{10,14}$/.test(first) ? 'phone' : 'telegram_invite',
        value: first.startsWith('+') && !/^\+\d{10,14}$/.test(first) ? first.slice(1) : first,
        ...place,
      },
    ];
  if (first.toLowerCase() === 'joinchat' && parts[1] !== undefined)
    return [{ kind: 'telegram_invite', value: parts[1], ...place }];
  const name = first.toLowerCase() === 's' ? (parts[1] ?? '') : first;
  if (!NAME.test(name) || NOT_NAMES.has(name.toLowerCase()))
    return [{ kind: 'url', value: url.href, ...place }];
  const entities: Entity[] = [{ kind: 'telegram_name', value: name.toLowerCase(), ...place }];
  const code = url.searchParams.get('start') ?? url.searchParams.get('startapp');
  if (code !== null && code !== '')
    entities.push({
      kind: 'telegram_start',
      value: `${name.toLowerCase()}?start=${code.slice(0, 64)}`,
      ...place,
    });
  return entities;
}

function webEntities(url: URL, named: boolean, place: Place): readonly Entity[] {
  const host = parseHost(url.hostname);
  if (host.hostname === null || (host.isIp !== true && host.domain === null)) return [];
  const entities: Entity[] = [];
  if (named) entities.push({ kind: 'url', value: url.href, ...place });
  entities.push({ kind: 'domain', value: host.hostname.replace(/^www\./, ''), ...place });
  return entities;
}

/** Entities of one address. A bare word with a dot counts only under a public suffix that exists. */
function addressEntities(written: string, place: Place): readonly Entity[] {
  const hasScheme = /^https?:\/\//i.test(written);
  let url: URL;
  try {
    url = new URL(hasScheme ? written : `https://${written}`);
  } catch {
    // Not an address after all: ordinary words with a dot between them.
    return [];
  }
  if (TELEGRAM_HOSTS.has(url.hostname) || url.hostname.endsWith('.t.me')) return telegramEntities(url, place);
  const phone = /^(?:wa\.me|api\.whatsapp\.com)$/.test(url.hostname)
    ? (/\d{10,14}/.exec(url.pathname + url.search)?.[0] ?? null)
    : null;
  if (phone !== null) return [{ kind: 'phone', value: `+${phone}`, ...place }];
  const host = parseHost(url.hostname);
  if (host.isIcann !== true && !hasScheme) return [];
  return webEntities(url, hasScheme || url.pathname.length > 1 || url.search !== '', place);
}

/** Links, Telegram names, invitations and start codes of a text and of what is hidden behind its words and buttons. */
export function findLinks(text: string, links: readonly PostLink[]): readonly Entity[] {
  const found: Entity[] = [];
  if (/[.\]]|dot|точка|нүкте/i.test(text)) {
    for (const match of text.matchAll(ADDRESS)) {
      if (text[match.index - 1] === '@') continue;
      const address = undisguised(match[0]);
      found.push(
        ...addressEntities(address, { start: match.index, end: match.index + trimmedLength(match[0]) }),
      );
    }
  }
  if (text.includes('@')) {
    for (const match of text.matchAll(MENTION)) {
      const start = match.index;
      found.push({
        kind: 'telegram_name',
        value: (match[1] ?? '').toLowerCase(),
        start,
        end: start + match[0].length,
      });
    }
  }
  if (text.includes('tg://')) {
    for (const match of text.matchAll(TELEGRAM_SCHEME)) {
      const kind = match[0].toLowerCase().includes('join?') ? 'telegram_invite' : 'telegram_name';
      const value = kind === 'telegram_invite' ? (match[1] ?? '') : (match[1] ?? '').toLowerCase();
      found.push({ kind, value, start: match.index, end: match.index + match[0].length });
    }
  }
  for (const link of links) {
    if (link.how === 'visible') continue;
    found.push(...addressEntities(undisguised(link.url), { start: link.start, end: link.end }));
  }
  return found;
}

function trimmedLength(written: string): number {
  return written.replace(/[.,;:!?)\]}*_…]+$/u, '').length;
}
