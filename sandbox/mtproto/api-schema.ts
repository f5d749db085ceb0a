import { createRequire } from 'node:module';

import { TlSchema } from './tl-schema.ts';

/** The text of one API layer, for clients that speak another layer than the one of the collector. */
export interface ApiLayer {
  readonly layer: number;
  readonly schema: TlSchema;
}

/** The layer the collector's client speaks, read from the schema text that this client ships. */
export function clientLayer(): ApiLayer {
  const load = createRequire(import.meta.url);
  const text = load('telegram/tl/apiTl.js') as string;
  const { LAYER: layer } = load('telegram/tl/AllTLObjects.js') as { LAYER: number };
  return { layer, schema: new TlSchema(text) };
}

/** The exact layer, or the nearest older one: an unknown constructor would end a client's stream. */
export function pickLayer(layers: readonly ApiLayer[], wanted: number): ApiLayer | undefined {
  const known = layers.filter((candidate) => candidate.layer <= wanted);
  return known.sort((a, b) => b.layer - a.layer)[0];
}
