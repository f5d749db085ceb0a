import { StringDecoder } from 'node:string_decoder';

/** A line that is longer than the reader allows. */
export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';
}

/**
 * The lines of a stream, without their ends (LF or CRLF) and without a byte order mark; memory stays at one line.
 * Other characters that some count as line ends may stand inside a line. Throws LineTooLongError.
 * @param charactersMax longest line
 */
export async function* linesOf(
  input: AsyncIterable<string | Buffer>,
  charactersMax: number,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let isFirst = true;
  const finish = (line: string): string => {
    const whole = isFirst ? line.replace(/^\uFEFF/u, '') : line;
    isFirst = false;
    return whole.endsWith('\r') ? whole.slice(0, -1) : whole;
  };
  for await (const chunk of input) {
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(chunk))).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield finish(line);
    if (rest.length > charactersMax + 1)
      throw new LineTooLongError(`the line is longer than ${charactersMax} characters; give one post a line`);
  }
  rest += decoder.end();
  if (rest !== '') yield finish(rest);
}
