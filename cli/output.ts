/** Wrong use of a command: exit code 2, the message says what to write instead. */
export class WrongUseError extends Error {
  override readonly name = 'WrongUseError';
}

/** True for a day of the calendar written as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/u.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
  );
}

/** Largest number that the database keeps as a row's id. */
const ID_MAX = 2_147_483_647;

/** Reads the id of a row. Throws WrongUseError that says where ids are listed. */
export function toId(text: string, whose: string, listedBy: string): number {
  const id = Number(text);
  if (/^\d{1,10}$/u.test(text) && id >= 1 && id <= ID_MAX) return id;
  throw new WrongUseError(`"${text}" is not the id of a ${whose}, a whole number: see \`${listedBy}\`.`);
}

/** Prints one line for a person. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints one JSON value on one line, for a program. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Prints rows as a table whose columns are as wide as their widest cell. */
export function sayTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, at) => Math.max(cell.length, ...rows.map((row) => (row[at] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  for (const row of [head, ...rows]) say(line(row));
}
