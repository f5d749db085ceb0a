import { Api } from 'telegram';
import { PermanentError } from '../../domain/failure.ts';
import { connectTelegram, type TelegramConnectionOptions } from './connect.ts';
import { maskPhone, type SignedIn } from './sign-in.ts';

/** Version, data centre, address, port and a key of 256 bytes in base64: some 350 to 400 characters. */
const SESSION_TEXT = /^1[\w+/=-]{340,500}$/;

/**
 * Takes over a session that another program made: the text of a StringSession of gramjs or Telethon. Asks Telegram whose it
 * is; nobody is signed in or out. Throws PermanentError (`session_unreadable`, `session_revoked`, `is_bot`, …) or
 * RetryableError.
 */
export async function importSession(
  options: Omit<TelegramConnectionOptions, 'session'> & { readonly text: string },
): Promise<SignedIn> {
  const { text, ...settings } = options;
  if (!SESSION_TEXT.test(text))
    throw new PermanentError(
      'session_unreadable',
      'this is not a session: give the text that StringSession of gramjs or Telethon saves, which begins with 1',
    );
  const connection = await connectTelegram({ ...settings, session: text });
  try {
    const [user] = await connection.call(new Api.users.GetUsers({ id: [new Api.InputUserSelf()] }));
    if (!(user instanceof Api.User))
      throw new PermanentError('session_revoked', 'Telegram knows no user of this session; sign in instead');
    if (user.bot === true)
      throw new PermanentError('is_bot', 'a bot cannot read channels; use a user account');
    const phone = user.phone === undefined ? '' : maskPhone(user.phone);
    return { session: connection.saveSession(), userId: user.id.toString(), maskedPhone: phone };
  } finally {
    await connection.close();
  }
}
