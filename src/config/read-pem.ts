import { readFile } from 'node:fs/promises';
import { PermanentError } from '../domain/failure.ts';
import type { Secret } from './secret.ts';

/**
 * The PEM text that a variable names: itself (with `\n` for line ends), or the content of the file at that path.
 * Throws PermanentError `bad_pem`, which names the variable and never the key.
 */
export async function readPem(variable: string, value: Secret): Promise<string> {
  const written = value.reveal();
  const text = written.includes('-----BEGIN')
    ? written.replaceAll('\\n', '\n')
    : await contentOf(variable, written);
  if (/-----BEGIN [A-Z ]+-----[\s\S]+-----END [A-Z ]+-----/u.test(text)) return text;
  throw new PermanentError(
    'bad_pem',
    `${variable} names no PEM text: it must be a PEM file, or begin with -----BEGIN`,
  );
}

async function contentOf(variable: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new PermanentError('bad_pem', `The file that ${variable} names cannot be read (${code})`, {
      cause: error,
    });
  }
}
