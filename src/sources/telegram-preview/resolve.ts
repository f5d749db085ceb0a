import { PermanentError } from '../../domain/failure.ts';
import { SourceRefusedError, type SourceRefusal } from '../../domain/source.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ResolvedSource } from '../../ports/source-reader.ts';
import { parseTelegramAddress } from '../telegram/address.ts';
import type { NameHolder, ShownPage } from './page.ts';
import type { PreviewPages } from './pages.ts';

/** Why a name without a preview is not read here. */
const REFUSALS: Readonly<Record<NameHolder, SourceRefusal>> = {
  nobody: 'not_found',
  person: 'is_user',
  // Groups have no preview, and a channel has none where Telegram shows it in its own programs only.
  group: 'unsupported',
  channel: 'unsupported',
};

/**
 * Looks up a public channel by its preview page. The same place gets the same address and the same external id as from an account.
 * Throws SourceRefusedError; PermanentError('nothing_shown') for a channel whose page shows no post yet.
 */
export async function resolvePreview(
  pages: PreviewPages,
  clock: Clock,
  address: string,
): Promise<ResolvedSource> {
  const { username: asked } = parseTelegramAddress(address);
  const page = await pages.channel(asked);
  if (page === null) throw await refusalOf(pages, asked);
  if (page.channelId === null)
    throw new PermanentError(
      'nothing_shown',
      `The page of @${asked} shows no post that tells the channel's number. Try again after its next post, or read it with an account.`,
    );
  const username = page.name?.toLowerCase() === asked.toLowerCase() ? page.name : asked;
  const publicUrl = `https://t.me/${username}`;
  return {
    kind: 'messenger',
    connector: 'telegram-preview',
    address: publicUrl,
    externalId: page.channelId,
    handle: { username },
    title: page.title ?? username,
    openness: {
      publicUrl,
      checkedAt: clock.now().toISOString(),
      how: `read at the public preview page of @${username}, without an account and without an invitation`,
    },
    newestId: newestIdOf(page),
  };
}

/** The refusal for a name that has no preview page. */
export async function refusalOf(pages: PreviewPages, name: string): Promise<SourceRefusedError> {
  return new SourceRefusedError(REFUSALS[await pages.holder(name)], `@${name}`);
}

/** Highest id on a page, parts of albums, service messages and unreadable ones included; 0 for an empty page. */
export function newestIdOf(page: ShownPage): number {
  return Math.max(0, ...page.messages.flatMap(({ ids }) => ids), ...page.broken.map(({ id }) => id));
}

/** Lowest id on a page; Infinity for an empty one. */
export function oldestIdOf(page: ShownPage): number {
  return Math.min(...page.messages.map(({ id }) => id), ...page.broken.map(({ id }) => id));
}
