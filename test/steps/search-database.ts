import type postgres from 'postgres';

/**
 * Tables and columns of the whole database in which `word` can be read: text of any kind, JSON, arrays, and bytes as UTF-8.
 * Case is ignored.
 */
export async function everywhere(sql: postgres.Sql, word: string): Promise<readonly string[]> {
  const tables = await sql<{ schema: string; name: string }[]>`
    select table_schema as schema, table_name as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`;
  const bytes = Buffer.from(word, 'utf8').toString('hex');
  const found: string[] = [];
  for (const { schema, name } of tables) {
    const [row] = await sql`select count(*)::int as number from ${sql(schema)}.${sql(name)} as t
      where strpos(lower(t::text), ${word.toLowerCase()}) > 0 or strpos(t::text, ${bytes}) > 0`;
    if (Number(row?.['number']) > 0) found.push(`${schema}.${name}`);
  }
  return found;
}
