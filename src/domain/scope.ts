import { SCOPE_KINDS, WIDE_SCOPES, type ScopeKind } from './measure.ts';
import type { Source, SourceKind } from './source.ts';

/** Which scopes make sense for which kind of source; the first is the default, the narrowest. */
const SCOPES_OF_KIND: Readonly<Record<SourceKind, readonly ScopeKind[]>> = {
  messenger: ['post', 'channel'],
  social_network: ['post', 'channel'],
  internet_resource: ['page', 'domain'],
  mass_media: ['page', 'domain'],
  other_platform: ['page', 'domain'],
};

/** The scopes that may be proposed for a post, narrowest first, each with the exact target. */
export function scopeOptions(
  postUrl: string,
  source: Pick<Source, 'kind' | 'address'>,
): readonly { readonly kind: ScopeKind; readonly target: string; readonly wide: boolean }[] {
  const target: Readonly<Record<ScopeKind, string>> = {
    post: postUrl,
    channel: source.address,
    page: postUrl,
    domain: new URL(postUrl).hostname,
  };
  return SCOPE_KINDS.filter((kind) => SCOPES_OF_KIND[source.kind].includes(kind)).map((kind) => ({
    kind,
    target: target[kind],
    wide: WIDE_SCOPES.includes(kind),
  }));
}

/** Messenger and social-network items go by a letter to the platform; sites by an access restriction. */
export function usesPlatformLetter(kind: SourceKind): boolean {
  return kind === 'messenger' || kind === 'social_network';
}
