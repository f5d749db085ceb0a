import { createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';

/** Fields of a log line that are not told to a person: they are about the program, or are told already. */
const UNTOLD = new Set(['level', 'time', 'pid', 'name', 'msg', 'from']);
const FIELD_CHARACTERS_MAX = 300;

/** A destination of the log that writes each line on standard error as a sentence instead of JSON. */
export function linesForPerson(write: (line: string) => void = (line) => void process.stderr.write(line)): {
  write(line: string): void;
} {
  return {
    write: (line) => {
      const sentence = sentenceOf(line);
      if (sentence !== null) write(`${sentence}\n`);
    },
  };
}

/** A log file larger than this is put aside at a start; the one before is dropped. */
const FILE_BYTES_MAX = 20 * 1024 * 1024;
/** Of pino: `error` and above are failures. */
const FAILURES = /^\{"level":"(?:error|fatal)"/u;

/** A destination of the log that keeps every line in a file and tells a person the failures. */
export async function fileAndFailures(file: string): Promise<{ write(line: string): void }> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > FILE_BYTES_MAX) await rename(file, `${file}.1`);
  const person = linesForPerson();
  const kept = createWriteStream(file, { flags: 'a', mode: 0o600 });
  let broken = false;
  kept.once('error', (error) => {
    broken = true;
    process.stderr.write(`error: the log ${file} cannot be written: ${error.message}\n`);
  });
  return {
    write: (line) => {
      if (!broken) kept.write(line);
      if (FAILURES.test(line)) person.write(line);
    },
  };
}

/** Null for what a library says about its own attempts: the failure itself is told by the command. */
function sentenceOf(line: string): string | null {
  const fields = read(line);
  if (fields === null) return line.trimEnd();
  if (fields['from'] === 'gramjs' && fields['level'] === 'warn') return null;
  const rest = Object.entries(fields)
    .filter(([name]) => !UNTOLD.has(name))
    .map(([name, value]) => `${name}: ${told(value)}`);
  return `${String(fields['level'])}: ${String(fields['msg'])}${rest.length === 0 ? '' : ` (${rest.join(', ')})`}`;
}

function read(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Of an error its message: the stack helps nobody at a terminal, and is in the log of a running program. */
function told(value: unknown): string {
  const message =
    typeof value === 'object' && value !== null && 'message' in value ? value.message : undefined;
  const text = typeof (message ?? value) === 'string' ? String(message ?? value) : JSON.stringify(value);
  return text.length > FIELD_CHARACTERS_MAX ? `${text.slice(0, FIELD_CHARACTERS_MAX)}…` : text;
}
