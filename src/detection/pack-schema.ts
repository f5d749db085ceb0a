import { z } from 'zod';
import { CATEGORIES } from '../domain/category.ts';
import { ENTITY_KINDS } from '../domain/detection.ts';

/** Parts of an offer; each counts once, at its strongest rule. */
export const OFFER_SIGNS = [
  'hook',
  'promise',
  'no_risk',
  'scarcity',
  'call',
  'contact',
  'payment',
  'address',
  'disguise',
  'voice',
  'price',
] as const;
export type OfferSign = (typeof OFFER_SIGNS)[number];
/** Reasons to think that a text speaks about an offence and does not offer one. */
export const BENIGN_SIGNS = [
  'report',
  'warning',
  'verdict',
  'licensed',
  'victim',
  'lesson',
  'trade',
  'talk',
] as const;
export type BenignSign = (typeof BENIGN_SIGNS)[number];

export const RULE_STATES = ['draft', 'shadow', 'live'] as const;

/** Limits that keep a pack readable and matching bounded. */
export const LIST_MAX = 400;
export const PHRASE_MAX = 1200;
export const NEAR_MAX = 4;
export const WITHIN_MAX = 40;
export const WEIGHT_MAX = 6;

const identifier = z.string().regex(/^[a-z][a-z0-9-]{1,48}$/);
const threeTexts = z.strictObject({ kk: z.string().min(2), ru: z.string().min(2), en: z.string().min(2) });
const phrases = z.array(z.string().min(1).max(PHRASE_MAX)).min(1).max(LIST_MAX);
const list = z.union([z.string().regex(/^\$[a-z][a-z0-9-]*$/), phrases]);

const ruleSchema = z.strictObject({
  id: identifier,
  weight: z.number().gt(0).max(WEIGHT_MAX),
  why: threeTexts,
  state: z.enum(RULE_STATES).optional(),
  sign: z.enum([...OFFER_SIGNS, ...BENIGN_SIGNS]).optional(),
  any: list.optional(),
  near: z.array(list).min(2).max(NEAR_MAX).optional(),
  within: z.number().int().min(1).max(WITHIN_MAX).optional(),
  ordered: z.boolean().optional(),
  not: list.optional(),
  notWithin: z.number().int().min(1).max(WITHIN_MAX).optional(),
  atLeast: z.number().int().min(2).max(10).optional(),
  entities: z.array(z.enum(ENTITY_KINDS)).min(1).optional(),
  disguisedWords: z.number().int().min(1).max(20).optional(),
});

const settingsSchema = z.strictObject({
  threshold: z.number().gt(0).lt(1),
  bias: z.number(),
  /** Share of a further rule of the same category after the strongest. */
  further: z.number().min(0).max(1),
  signsMax: z.number().gt(0),
  benignMax: z.number().gt(0),
  /** Share of the benign signs that is left when offer, call and contact are all there. */
  benignBesideOffer: z.number().min(0).max(1),
});

export const packSchema = z.strictObject({
  id: identifier,
  kind: z.enum(['offence', 'structure', 'benign']),
  category: z.enum(CATEGORIES).optional(),
  articles: z.array(z.string()).min(1).optional(),
  titles: threeTexts,
  state: z.enum(RULE_STATES).optional(),
  settings: settingsSchema.optional(),
  lists: z.record(identifier, phrases).optional(),
  rules: z.array(ruleSchema).min(1).max(200),
  examples: z.strictObject({
    match: z.array(z.string().min(1)).min(1),
    notMatch: z.array(z.string().min(1)).min(1),
  }),
});

export type Pack = z.infer<typeof packSchema>;
export type PackRule = z.infer<typeof ruleSchema>;
export type PackSettings = z.infer<typeof settingsSchema>;
