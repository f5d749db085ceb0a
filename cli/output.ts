/** Wrong use of a command: exit code 2, the message says what to write instead. */
export class WrongUseError extends Error {
  override readonly name = 'WrongUseError';
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

/** All of standard input as lines, for prompts that a script may answer. */
export async function* inputLines(): AsyncGenerator<string> {
  let rest = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    rest += String(chunk);
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.replace(/\r$/u, '');
  }
  if (rest !== '') yield rest;
}
