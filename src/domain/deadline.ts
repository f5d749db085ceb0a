/** Internal, editable service levels; the draft rules name no deadlines, so none is ever shown as statutory. */
export const SERVICE_LEVEL_HOURS = {
  /** A new finding is looked at. */
  triage: 24,
  /** A finding under preparation is submitted. */
  qualification: 48,
  /** A submitted measure is approved or returned. */
  approval: 24,
  /** The addressee answers with an outcome. */
  outcome: 72,
} as const;
export type ServiceLevel = keyof typeof SERVICE_LEVEL_HOURS;

/** Whether what began at `since` is late at `now`. */
export function isOverdue(level: ServiceLevel, since: Date, now: Date): boolean {
  return now.getTime() - since.getTime() > SERVICE_LEVEL_HOURS[level] * 3_600_000;
}
