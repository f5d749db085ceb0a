import type { TelegramWorld, WorldPhotoInput } from '../telegram-world.ts';
import { BANNERS, type BannerName } from './banners.ts';
import { SEED_CHANNELS, SEED_MEMBERS } from './channels.ts';
import { SEED_HISTORY } from './history.ts';
import { SEED_LATER } from './later.ts';
import type { SeedPost } from './seed-post.ts';

const BANNER_SIZE = { width: 800, height: 450 } as const;
const DEFAULT_EVERY_MS = 40_000;

/** Fills the world with channels and their history. Running it again adds nothing, whatever was edited or deleted. */
export function seedWorld(world: TelegramWorld): void {
  for (const channel of SEED_CHANNELS) world.addChannel(channel);
  for (const member of SEED_MEMBERS) world.addUser(member);
  for (const post of SEED_HISTORY) publishOnce(world, post);
}

/** Publishes a further post every `everyMs` until all are out; over all runs, each one once. */
export function startTrickle(
  world: TelegramWorld,
  options: { readonly everyMs?: number; readonly posts?: readonly SeedPost[] } = {},
): { stop(): void } {
  const { everyMs = DEFAULT_EVERY_MS, posts = SEED_LATER } = options;
  const left = posts.filter((post) => !isPublished(world, post));
  const timer = setInterval(() => {
    const next = left.shift();
    if (next === undefined) clearInterval(timer);
    else publishOnce(world, next);
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/**
 * The world keeps no record of what was deleted, so the mark is a person of its own, who never writes. It is set first:
 * a kill in between loses a post of the seed rather than publishing it twice.
 */
function publishOnce(world: TelegramWorld, post: SeedPost): void {
  if (isPublished(world, post)) return;
  world.addUser({ username: markOf(post), firstName: 'Qyraghy seed' });
  const { channel, text, bold, banner, author, signature, forwardedFrom, button } = post;
  world.publish(channel, {
    text,
    ...(bold === undefined ? {} : { entities: [{ kind: 'bold', offset: 0, length: bold.length }] }),
    ...(banner === undefined ? {} : { photo: photoOf(banner) }),
    ...(author === undefined ? {} : { author }),
    ...(signature === undefined ? {} : { signature }),
    ...(forwardedFrom === undefined ? {} : { forwardedFrom }),
    ...(button === undefined ? {} : { buttons: [[button]] }),
  });
}

function isPublished(world: TelegramWorld, post: SeedPost): boolean {
  return world.userNamed(markOf(post)) !== undefined;
}

function markOf({ key }: SeedPost): string {
  return `seed_post_${key}`;
}

function photoOf(name: BannerName): WorldPhotoInput {
  const bytes = BANNERS.get(name);
  if (bytes === undefined) throw new Error(`There is no banner "${name}".`);
  return { bytes, mimeType: 'image/png', ...BANNER_SIZE };
}
