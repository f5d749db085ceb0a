import {
  FluentDateTime,
  type FluentFunction,
  FluentNone,
  FluentNumber,
  type FluentValue,
} from '@fluent/bundle';

/**
 * Functions of the catalogues: `DT` – date and time, `D` – date (both in the time zone of the installation, written as
 * in Kazakhstan: 24.11.2026 09:05), `N` – a number with its groups parted as the language does.
 */
export function textFunctions(timeZone: string): Record<string, FluentFunction> {
  // The built-in DATETIME ignores a time zone that is given in the catalogue, so the zone is fixed here.
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = (date: Date): Record<string, string> =>
    Object.fromEntries(format.formatToParts(date).map((part) => [part.type, part.value]));
  const day = (date: Date): string => {
    const { day: d = '', month = '', year = '' } = parts(date);
    return `${d}.${month}.${year}`;
  };
  const time = (date: Date): string => {
    const { hour = '', minute = '' } = parts(date);
    return `${hour}:${minute}`;
  };
  return {
    DT: ([value]) => onDate(value, (date) => `${day(date)} ${time(date)}`),
    D: ([value]) => onDate(value, day),
    N: ([value]) =>
      value instanceof FluentNumber
        ? new FluentNumber(value.value, { ...value.opts, useGrouping: true })
        : new FluentNone('N()'),
  };
}

function onDate(value: FluentValue | undefined, write: (date: Date) => string): FluentValue {
  const date = dateOf(value);
  return date === null ? new FluentNone('DT()') : write(date);
}

function dateOf(value: FluentValue | undefined): Date | null {
  if (value instanceof FluentDateTime) return new Date(value.toNumber());
  if (value instanceof FluentNumber) return new Date(value.value);
  if (typeof value !== 'string') return null;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}
