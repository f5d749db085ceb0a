import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { PermanentError } from '../../domain/failure.ts';

/** Networks that are nobody's public page (https://www.iana.org/assignments/iana-ipv4-special-registry and …-ipv6-…). */
const NOT_PUBLIC_V4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local; the metadata services of clouds answer at 169.254.169.254.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/**
 * The only IPv6 addresses that are public are those of 2000::/3, without these parts of it; IPv4 addresses that are
 * written as IPv6 ones (`::ffff:…`, `64:ff9b::…`) lie outside and are refused with the rest.
 */
const NOT_PUBLIC_V6: readonly (readonly [string, number])[] = [
  // Protocol assignments with Teredo, documentation, 6to4 (which carries any IPv4 address), SRv6.
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const blocked = new BlockList();
for (const [network, prefix] of NOT_PUBLIC_V4) blocked.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of NOT_PUBLIC_V6) blocked.addSubnet(network, prefix, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
/** Names that lead into the own network whatever the resolver says. */
const LOCAL_NAMES = /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa)$/iu;

/** Is this address one of the public internet? A text that is no address is not. */
export function isPublicAddress(address: string): boolean {
  const bare = address.split('%')[0] ?? '';
  switch (isIP(bare)) {
    case 4:
      return !blocked.check(bare, 'ipv4');
    case 6:
      return global6.check(bare, 'ipv6') && !blocked.check(bare, 'ipv6');
    default:
      return false;
  }
}

/**
 * Throws PermanentError('address_refused') for a host that is written as an address of a private network, or by a name
 * that only such a network has. Names are looked at again when they are resolved: see {@link guardedLookup}.
 */
export function requirePublicHost(hostname: string): void {
  const bare = hostname.replace(/^\[|\]$/gu, '').replace(/\.$/u, '');
  const isLiteral = isIP(bare) !== 0;
  if (isLiteral ? isPublicAddress(bare) : bare.includes('.') && !LOCAL_NAMES.test(bare)) return;
  throw refusal(hostname);
}

/**
 * Resolves like the system does, and refuses a name that has any address inside a private network. The connection is made
 * to the very addresses that were judged, so a name that changes its address between two looks gains nothing.
 */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error, '');
      return;
    }
    const [first] = addresses;
    if (first === undefined || addresses.some(({ address }) => !isPublicAddress(address))) {
      callback(refusal(hostname), '');
      return;
    }
    if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

function refusal(hostname: string): PermanentError {
  return new PermanentError('address_refused', `${hostname} is not an address of the public internet`);
}
