/** The five real outcomes of a notified item, as the practice of the field counts them. */
export const ITEM_OUTCOMES = ['blocked', 'unavailable', 'no_violation', 'in_processing', 'returned'] as const;
export type ItemOutcome = (typeof ITEM_OUTCOMES)[number];
