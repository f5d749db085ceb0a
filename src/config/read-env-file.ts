import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';

/** A `.env` file is a page of text; something larger is another file. */
const ENV_FILE_BYTES_MAX = 256 * 1024;

/** Reads a `.env` file; a file that does not exist gives nothing. Throws when it cannot be read. */
export async function readEnvFile(path: string): Promise<Readonly<Record<string, string | undefined>>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new Error(`The file ${path} cannot be read (${error.code ?? error.message})`, { cause: error });
  });
  if (text.length > ENV_FILE_BYTES_MAX) throw new Error(`The file ${path} is too long to be a .env file`);
  return parseEnv(text);
}
