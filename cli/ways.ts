/** How a Telegram channel is read: with a signed-in account, or by its public preview pages. */
export const WAYS = ['account', 'preview'] as const;
export type Way = (typeof WAYS)[number];

/** What the address itself says: `t.me/s/name` is a preview page. */
export function wayOfAddress(address: string): Way | null {
  return /^(?:https?:\/\/)?(?:www\.)?(?:t\.me|telegram\.(?:me|dog))\/s\//iu.test(address.trim())
    ? 'preview'
    : null;
}
