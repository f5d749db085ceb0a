const FACTORS: Readonly<Record<string, number>> = { '': 1, K: 1_000, M: 1_000_000, B: 1_000_000_000 };

/** `1.2K` is 1,200; null for what is no count. */
export function countOf(text: string): number | null {
  const found = /^(?<digits>\d{1,15}(?:[.,]\d{1,6})?)\s?(?<unit>[KMB]?)$/iu.exec(
    text.replaceAll('\u00a0', ' ').trim(),
  );
  if (found?.groups === undefined) return null;
  const { digits = '', unit = '' } = found.groups;
  return Math.round(Number(digits.replace(',', '.')) * (FACTORS[unit.toUpperCase()] ?? 1));
}

const SIZE_UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/** `2.1 MB` in bytes, as exact as it is written; 0 where no size is written. */
export function bytesOf(text: string): number {
  const found = /(?<digits>\d{1,9}(?:\.\d{1,3})?)\s?(?<unit>[KMG]?B)\b/iu.exec(text)?.groups;
  if (found === undefined) return 0;
  return Math.round(Number(found['digits']) * (SIZE_UNITS[(found['unit'] ?? '').toUpperCase()] ?? 0));
}
