import type { Entity } from '../domain/detection.ts';
import type { PostLink } from '../domain/post.ts';
import { findWrittenNames } from './entity-contacts.ts';
import { findLinks } from './entity-links.ts';
import { findNumbers } from './entity-numbers.ts';
import { findNames } from './entity-names.ts';
import { findSpokenPhones } from './entity-spoken.ts';
import { findWallets } from './entity-wallets.ts';

/** Most entities of a post: a post that lists hundreds is a directory, and the first ones say so. */
export const ENTITIES_MAX = 100;

function clamped(entity: Entity, length: number): Entity {
  const start = Math.min(Math.max(0, entity.start), length);
  const end = Math.min(Math.max(start, entity.end), length);
  return start === entity.start && end === entity.end ? entity : { ...entity, start, end };
}

function overlaps(a: Entity, b: Entity): boolean {
  return a.start < b.end && b.start < a.end;
}

function within(inner: Entity, outer: Entity): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/**
 * Identifiers of a text, with checksums proven where they have one, in the order of the text.
 * A number inside a link or a wallet is part of it and not named again.
 * @param links links as published; those hidden behind words or on buttons are not in the text
 */
export function findEntities(text: string, links: readonly PostLink[]): readonly Entity[] {
  const linked = findLinks(text, links);
  const wallets = findWallets(text).filter(
    (wallet) => !linked.some((link) => within(wallet, link) && link.kind === 'domain'),
  );
  const outer = [...linked, ...wallets];
  const names = findNames(text);
  const inner = [
    ...findNumbers(text),
    ...findSpokenPhones(text),
    ...names,
    ...findWrittenNames(text).filter((entity) => !names.some((other) => overlaps(entity, other))),
  ].filter((entity) => !outer.some((other) => overlaps(entity, other)));
  return [...outer, ...inner]
    .map((entity) => clamped(entity, text.length))
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .slice(0, ENTITIES_MAX);
}
