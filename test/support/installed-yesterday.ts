import postgres from 'postgres';

/** The digest of yesterday becomes due: the database looks a day older, and no digest was made. */
export async function installedYesterday(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  await sql`update stamp set created_at = now() - interval '1 day'`;
  await sql`truncate digests, notices cascade`;
  await sql.end();
}
