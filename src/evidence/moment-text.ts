import { PermanentError } from '../domain/failure.ts';

/**
 * A moment as documents write it, with offset and zone: `19.11.2026 21:04:09 (UTC+05:00, Asia/Almaty)`.
 * Throws PermanentError('bad_time') when there is no such moment or zone.
 */
export function momentText(moment: Date | string, timeZone: string): string {
  const date = typeof moment === 'string' ? new Date(moment) : moment;
  if (Number.isNaN(date.getTime())) throw new PermanentError('bad_time', `Not a moment: ${String(moment)}`);
  let parts: Intl.DateTimeFormatPart[];
  try {
    parts = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    }).formatToParts(date);
  } catch (error) {
    throw new PermanentError('bad_time', `Not a time zone: ${timeZone}`, { cause: error });
  }
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((entry) => entry.type === type)?.value ?? '';
  const day = `${part('day')}.${part('month')}.${part('year')}`;
  const offset = part('timeZoneName').replace('GMT', 'UTC');
  return `${day} ${part('hour')}:${part('minute')}:${part('second')} (${offset === 'UTC' ? 'UTC+00:00' : offset}, ${timeZone})`;
}
