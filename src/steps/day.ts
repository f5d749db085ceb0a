import { DateTime } from 'luxon';

/** Calendar day (YYYY-MM-DD) of an instant in a time zone. */
export function dayOf(at: Date, timeZone: string): string {
  const day = DateTime.fromJSDate(at, { zone: timeZone }).toISODate();
  if (day === null) throw new Error(`not a time zone: ${timeZone}`);
  return day;
}

/** First and last instant (exclusive) of a calendar day in a time zone. */
export function spanOf(day: string, timeZone: string): { readonly from: Date; readonly to: Date } {
  const start = DateTime.fromISO(day, { zone: timeZone }).startOf('day');
  if (!start.isValid) throw new Error(`not a day: "${day}"; write it as YYYY-MM-DD`);
  return { from: start.toJSDate(), to: start.plus({ days: 1 }).toJSDate() };
}

/** ISO time with the zone's offset, as documents carry it, e.g. `2026-11-24T14:05:00+05:00`. */
export function isoInZone(at: Date, timeZone: string): string {
  const text = DateTime.fromJSDate(at, { zone: timeZone }).toISO({ suppressMilliseconds: true });
  if (text === null) throw new Error(`not a time zone: ${timeZone}`);
  return text;
}

/** The day before. */
export function dayBefore(day: string): string {
  const text = DateTime.fromISO(day, { zone: 'utc' }).minus({ days: 1 }).toISODate();
  if (text === null) throw new Error(`not a day: "${day}"; write it as YYYY-MM-DD`);
  return text;
}

/** The day whose digest is due at `now`: yesterday once `digestAt` (HH:MM) has passed today, else the day before. */
export function digestDayDue(now: Date, digestAt: string, timeZone: string): string {
  const local = DateTime.fromJSDate(now, { zone: timeZone });
  const today = dayOf(now, timeZone);
  const yesterday = dayBefore(today);
  return local.toFormat('HH:mm') >= digestAt ? yesterday : dayBefore(yesterday);
}
