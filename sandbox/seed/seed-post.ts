import type { BannerName } from './banners.ts';

/** A post of the seed. All names, handles and addresses are invented; domains end in `.example`, which nobody can own. */
export interface SeedPost {
  /** Never changes: it marks the post as published. */
  readonly key: string;
  /** Username of the channel. */
  readonly channel: string;
  readonly text: string;
  /** First words that the author made bold. */
  readonly bold?: string;
  readonly banner?: BannerName;
  /** In a group: who wrote it, see `SEED_MEMBERS`. */
  readonly author?: string;
  readonly signature?: string;
  readonly forwardedFrom?: { readonly title: string; readonly username: string | null };
  readonly button?: { readonly text: string; readonly url: string };
  /** Whether a careful reader would report it; the seed's own test compares it with the detector. */
  readonly suspicious: boolean;
}
