/**
 * Categories of unlawful financial content, the articles they point to and the routes that are open to them.
 * Article wording that nobody has checked against the official text is marked `verified: false` and is never shown as certain.
 */
export const CATEGORIES = [
  'pyramid',
  'gambling',
  'dropper',
  'crypto_exchange',
  'illegal_lending',
  'fictitious_invoices',
  'counterfeit_money',
  'illegal_lottery',
  'excise_goods',
  'investment_fraud',
  'fake_documents',
] as const;
export type Category = (typeof CATEGORIES)[number];

export const ROUTES = ['criminal', 'administrative', 'blocking'] as const;
/** Clause 6 of the draft rules: 6(1) criminal and 6(2) administrative exclude each other, 6(3) blocking goes with either. */
export type Route = (typeof ROUTES)[number];

export interface ArticleRef {
  readonly code: 'criminal_code' | 'administrative_code' | 'digital_assets_law' | 'communications_law';
  readonly article: string;
  readonly verified: boolean;
}

export interface CategoryFacts {
  /** `afm`: within the competence; `other`: redirected to `body`. */
  readonly competence: 'afm' | 'other';
  readonly articles: readonly ArticleRef[];
  readonly routes: readonly Route[];
  /** Key of the competent body in the catalogues (`body.<key>`). */
  readonly body: 'afm' | 'police' | 'gambling_committee' | 'state_revenue' | 'financial_market_agency';
  /** Who receives an administrative referral. */
  readonly administrativeBody:
    | 'gambling_committee'
    | 'state_revenue'
    | 'financial_market_agency'
    | 'police'
    | null;
}

const cc = (article: string, verified = false): ArticleRef => ({ code: 'criminal_code', article, verified });
const aoc = (article: string, verified = false): ArticleRef => ({
  code: 'administrative_code',
  article,
  verified,
});

/** Source: the competence table of the domain notes (November 2026); every unverified row waits for a lawyer. */
export const CATEGORY_FACTS: Readonly<Record<Category, CategoryFacts>> = {
  pyramid: {
    competence: 'afm',
    articles: [cc('217'), cc('217-1')],
    routes: ['criminal', 'blocking'],
    body: 'afm',
    administrativeBody: null,
  },
  gambling: {
    competence: 'afm',
    articles: [cc('307'), aoc('444'), aoc('445'), aoc('455')],
    routes: ['criminal', 'administrative', 'blocking'],
    body: 'afm',
    administrativeBody: 'gambling_committee',
  },
  dropper: {
    competence: 'afm',
    articles: [cc('232-1')],
    routes: ['criminal', 'blocking'],
    body: 'police',
    administrativeBody: null,
  },
  crypto_exchange: {
    competence: 'afm',
    articles: [cc('214'), aoc('463'), { code: 'digital_assets_law', article: '11(5)', verified: false }],
    routes: ['criminal', 'administrative', 'blocking'],
    body: 'afm',
    administrativeBody: 'financial_market_agency',
  },
  illegal_lending: {
    competence: 'afm',
    articles: [cc('214'), aoc('463')],
    routes: ['criminal', 'administrative', 'blocking'],
    body: 'afm',
    administrativeBody: 'financial_market_agency',
  },
  fictitious_invoices: {
    competence: 'afm',
    articles: [cc('216'), cc('245')],
    routes: ['criminal', 'blocking'],
    body: 'afm',
    administrativeBody: null,
  },
  counterfeit_money: {
    competence: 'afm',
    articles: [cc('231')],
    routes: ['criminal', 'blocking'],
    body: 'afm',
    administrativeBody: null,
  },
  illegal_lottery: {
    competence: 'afm',
    articles: [aoc('445-1 part 6')],
    routes: ['administrative', 'blocking'],
    body: 'gambling_committee',
    administrativeBody: 'gambling_committee',
  },
  excise_goods: {
    competence: 'afm',
    articles: [cc('301-1'), cc('234'), aoc('281'), aoc('282')],
    routes: ['criminal', 'administrative', 'blocking'],
    body: 'afm',
    administrativeBody: 'state_revenue',
  },
  investment_fraud: {
    competence: 'afm',
    articles: [cc('190'), cc('217')],
    routes: ['criminal', 'blocking'],
    body: 'afm',
    administrativeBody: null,
  },
  fake_documents: {
    competence: 'other',
    articles: [cc('385')],
    routes: [],
    body: 'police',
    administrativeBody: null,
  },
};
