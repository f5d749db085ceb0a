import { sessions } from 'telegram';
import { EntityCache } from 'telegram/entityCache.js';
import { PermanentError } from '../../domain/failure.ts';

/** Production address a fresh account is first sent to; Telegram moves it to its own data centre. */
const FIRST_DC = { id: 2, host: '149.154.167.51' } as const;
/** The saved form has no room for a port above 32,767; the real port is set at the socket. */
const SAVED_PORT = 443;

/**
 * A session that keeps the key and nothing else. gramjs adds a row for every chat of every update and never
 * removes one; we address channels by id and access hash, and must not collect people.
 */
export class KeySession extends sessions.StringSession {
  override processEntities(): void {}
}

/** The same for the cache of peers, which would remember every author of a group. */
export class NoEntityCache extends EntityCache {
  override add(): void {}
}

/**
 * Opens a saved session, or a new one when `saved` is null. `host` replaces the server's address.
 * Throws PermanentError('session_unreadable') when the text is not a session.
 */
export function openSession(saved: string | null, host: string | null): KeySession {
  let session: KeySession;
  try {
    session = new KeySession(saved ?? '');
  } catch (error) {
    throw new PermanentError(
      'session_unreadable',
      'the saved Telegram session cannot be read; sign in again',
      {
        cause: error,
      },
    );
  }
  if (host !== null) session.setDC(session.dcId || FIRST_DC.id, host, SAVED_PORT);
  else if (!session.serverAddress) session.setDC(FIRST_DC.id, FIRST_DC.host, SAVED_PORT);
  return session;
}
