import { SourceRefusedError, type SourceRefusal } from '../../domain/source.ts';

/** Hosts that belong to Telegram's public links (https://core.telegram.org/api/links). */
const HOSTS = new Set(['t.me', 'telegram.me', 'telegram.dog']);

/** A public name: 4 to 32 letters, digits and underscores, a letter first, no underscore last. */
const NAME = /^[a-z][a-z0-9_]{2,30}[a-z0-9]$/i;

/** Longest address that is looked at; every public link is far shorter. */
const ADDRESS_CHARS_MAX = 512;

/** First parts of a path that are not channels: stickers, proxies, payments and the like. */
const NOT_CHANNELS = new Set([
  'addemoji',
  'addlist',
  'addstickers',
  'addtheme',
  'bg',
  'boost',
  'call',
  'confirmphone',
  'contact',
  'giftcode',
  'invoice',
  'iv',
  'login',
  'm',
  'msg',
  'nft',
  'proxy',
  'setlanguage',
  'share',
  'socks',
]);

/** Parts of a name's host that are not channels either: `www.t.me`. */
const NOT_NAMES = new Set(['www', 'web', 'k', 'a', 'z']);

/**
 * Reads a public channel's name out of what a person typed: `@name`, `t.me/name`, `https://t.me/s/name/12`,
 * `name.t.me`, `tg://resolve?domain=name`. Throws SourceRefusedError: an invite link is `private_invite`,
 * `t.me/c/…` is `private_link`, a phone number is `is_user`, the rest `unsupported` or `not_an_address`.
 */
export function parseTelegramAddress(text: string): { readonly username: string } {
  const typed = text.trim();
  const refuse = (reason: SourceRefusal) => new SourceRefusedError(reason, typed.slice(0, ADDRESS_CHARS_MAX));
  if (typed === '' || typed.length > ADDRESS_CHARS_MAX) throw refuse('not_an_address');
  const found = typed.startsWith('@') ? nameOrRefusal(typed.slice(1)) : fromLink(typed);
  if ('refused' in found) throw refuse(found.refused);
  return found;
}

type Found = { readonly username: string } | { readonly refused: SourceRefusal };

function nameOrRefusal(name: string | undefined): Found {
  return name !== undefined && NAME.test(name) ? { username: name } : { refused: 'not_an_address' };
}

function fromLink(typed: string): Found {
  if (/^tg:/i.test(typed)) return fromAppLink(typed);
  const hasScheme = /^[a-z][a-z0-9+.-]*:/i.test(typed) && !/^[^/]*\.[a-z]+:\d/i.test(typed);
  const link = hasScheme ? typed : `https://${typed}`;
  if (!URL.canParse(link)) return { refused: 'not_an_address' };
  const url = new URL(link);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { refused: 'unsupported' };
  const host = url.hostname.toLowerCase().replace(/^www\./, '');
  if (HOSTS.has(host)) return fromPath(url.pathname);
  const [name, ...rest] = host.split('.');
  if (rest.join('.') === 't.me' && name !== undefined && !NOT_NAMES.has(name)) return nameOrRefusal(name);
  return { refused: host.includes('.') ? 'unsupported' : 'not_an_address' };
}

function fromPath(pathname: string): Found {
  const parts = pathname.split('/').filter((part) => part !== '');
  const [first, second] = parts;
  if (first === undefined) return { refused: 'not_an_address' };
  const word = first.toLowerCase();
  if (/^(\+|%2b|%20)/i.test(first))
    return { refused: /^\D{1,3}\d{7,15}$/.test(first) ? 'is_user' : 'private_invite' };
  if (word === 'joinchat') return { refused: 'private_invite' };
  if (word === 'c') return { refused: 'private_link' };
  if (word === 's') return nameOrRefusal(second);
  if (NOT_CHANNELS.has(word)) return { refused: 'unsupported' };
  return nameOrRefusal(first);
}

/** `tg://resolve?domain=name`; clients also accept `tg:resolve?…`. */
function fromAppLink(typed: string): Found {
  const [, action, query = ''] = /^tg:(?:\/\/)?([a-z_]+)\/?\??(.*)$/i.exec(typed) ?? [];
  const asked = new URLSearchParams(query);
  switch (action?.toLowerCase()) {
    case 'resolve':
      if (asked.has('phone')) return { refused: 'is_user' };
      return nameOrRefusal(asked.get('domain') ?? undefined);
    case 'join':
      return { refused: 'private_invite' };
    case 'privatepost':
      return { refused: 'private_link' };
    default:
      return { refused: 'unsupported' };
  }
}
