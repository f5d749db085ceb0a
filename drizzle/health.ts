import postgres from 'postgres';
import { PermanentError } from '../src/domain/failure.ts';

/** A database that does not answer in this time is down for us. */
const CONNECT_TIMEOUT_S = 10;

/** What was found in a database that answers. */
export interface DatabaseHealth {
  /** e.g. `18.4`. */
  readonly version: string;
  readonly encoding: string;
  /** The database's clock. */
  readonly at: Date;
}

/**
 * Checks that the database handles Kazakh text: UTF-8, and letters outside ASCII known to its default rules (with the C
 * locale `lower('Қ')` stays as it is, and word search takes Cyrillic for blanks). Throws PermanentError `wrong_collation` with the remedy.
 */
export async function verifyCollation(databaseUrl: string): Promise<DatabaseHealth> {
  const sql = postgres(databaseUrl, {
    max: 1,
    connect_timeout: CONNECT_TIMEOUT_S,
    onnotice: () => undefined,
  });
  try {
    const [found] = await sql<
      { version: string; encoding: string; lowered: string; letters: string; at: Date }[]
    >`
      select current_setting('server_version') as version, current_setting('server_encoding') as encoding,
             lower('ҚАЗ') as lowered, datctype as letters, clock_timestamp() as at
      from pg_database where datname = current_database()`;
    if (found === undefined)
      throw new PermanentError(
        'wrong_collation',
        'The database gave no answer to the check of its text rules',
      );
    const lettersUnknown = found.letters === 'C' || found.letters === 'POSIX';
    if (found.encoding !== 'UTF8' || found.lowered !== 'қаз' || lettersUnknown)
      throw new PermanentError('wrong_collation', remedy(found));
    return { version: found.version, encoding: found.encoding, at: found.at };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function remedy(found: {
  readonly encoding: string;
  readonly lowered: string;
  readonly letters: string;
}): string {
  return (
    `The database cannot handle Kazakh text: its encoding is ${found.encoding}, its character classes (lc_ctype) are ` +
    `${found.letters}, and lower('ҚАЗ') gives '${found.lowered}'. ` +
    "Create it anew, on PostgreSQL 17 or later with: create database qyraghy template template0 encoding 'UTF8' " +
    "locale_provider builtin builtin_locale 'C.UTF-8' locale 'C' lc_ctype 'C.UTF-8'; before 17 with: … encoding 'UTF8' locale 'C.UTF-8'."
  );
}
