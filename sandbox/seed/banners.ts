import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../playground/page-files.ts';

export const BANNER_NAMES = ['slots', 'fund', 'fair'] as const;
export type BannerName = (typeof BANNER_NAMES)[number];

/** Pictures of the seed (PNG, 800 × 450), drawn for this project. */
export const BANNERS: ReadonlyMap<string, Uint8Array> = new Map(
  BANNER_NAMES.map((name) => [
    name,
    readFileSync(join(projectRoot(), 'sandbox', 'seed', 'banners', `${name}.png`)),
  ]),
);
