import { Api, password as srp } from 'telegram';
import { PermanentError, RetryableError } from '../../domain/failure.ts';
import { connectTelegram, type TelegramConnection, type TelegramConnectionOptions } from './connect.ts';

/** Wrong codes or passwords before we stop: Telegram bars the number after a few more. */
const TRIES_MAX = 3;

export interface SignInOptions extends Omit<TelegramConnectionOptions, 'session'> {
  /** In international form, `+77010000000`. */
  readonly phone: string;
  /** Asks a person for the code that Telegram sent. */
  askCode(): Promise<string>;
  /** Asks for the second password; `hint` is what its owner wrote down, often empty. */
  askPassword(hint: string): Promise<string>;
}

export interface SignedIn {
  /** The saved session: a secret, to be stored encrypted. */
  readonly session: string;
  readonly userId: string;
  readonly maskedPhone: string;
}

/**
 * Signs an existing account in with the code Telegram sends to it, and the second password if there is one. Never
 * creates an account. Throws PermanentError (`phone_invalid`, `phone_banned`, `not_registered`, `code_wrong`,
 * `code_expired`, `password_wrong`, …) or RetryableError (`flood_wait`, `unreachable`, `timeout`, …).
 */
export async function signIn(options: SignInOptions): Promise<SignedIn> {
  const phone = options.phone.replace(/[\s()-]/g, '');
  if (!/^\+?\d{7,15}$/.test(phone)) {
    throw new PermanentError(
      'phone_invalid',
      'a phone number has 7 to 15 digits after the +, with the country code',
    );
  }
  const connection = await connectTelegram({ ...options, session: null });
  try {
    const user = await authorise(connection, phone, options);
    if (!(user instanceof Api.User))
      throw new PermanentError('not_registered', 'Telegram knows no such user');
    if (user.bot === true)
      throw new PermanentError('is_bot', 'a bot cannot read channels; use a user account');
    const session = connection.saveSession();
    options.log.info({ phone: maskPhone(phone) }, 'signed in to Telegram');
    return { session, userId: user.id.toString(), maskedPhone: maskPhone(phone) };
  } finally {
    await connection.close();
  }
}

/** Keeps the first two and the last two digits: `+77*******01`. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return `+${digits.slice(0, 2)}${'*'.repeat(Math.max(digits.length - 4, 0))}${digits.slice(-2)}`;
}

async function authorise(
  connection: TelegramConnection,
  phone: string,
  options: SignInOptions,
): Promise<Api.TypeUser> {
  const sent = await connection.call(
    new Api.auth.SendCode({
      phoneNumber: phone,
      apiId: options.apiId,
      apiHash: options.apiHash,
      settings: new Api.CodeSettings({}),
    }),
  );
  if (sent instanceof Api.auth.SentCodeSuccess) return userOf(sent.authorization);
  if (!(sent instanceof Api.auth.SentCode)) {
    throw new PermanentError(
      'sign_in_unsupported',
      'Telegram asks to pay for the code; use an account that receives it',
    );
  }
  const { phoneCodeHash } = sent;
  try {
    return await upToThreeTimes('code_wrong', async () => {
      const phoneCode = (await options.askCode()).replace(/\D/g, '');
      if (phoneCode === '') throw new PermanentError('code_wrong', 'the code is empty');
      return userOf(
        await connection.call(new Api.auth.SignIn({ phoneNumber: phone, phoneCodeHash, phoneCode })),
      );
    });
  } catch (error) {
    if (error instanceof PermanentError && error.reason === 'password_needed') {
      return upToThreeTimes('password_wrong', () => checkPassword(connection, options));
    }
    throw error;
  }
}

async function checkPassword(connection: TelegramConnection, options: SignInOptions): Promise<Api.TypeUser> {
  const asked = await connection.call(new Api.account.GetPassword());
  const typed = await options.askPassword(asked.hint ?? '');
  if (typed === '') throw new PermanentError('password_wrong', 'the password is empty');
  // The question may be minutes old: its numbers are asked for anew, the server keeps them for a short time.
  const fresh = await connection.call(new Api.account.GetPassword());
  const proof = await srp.computeCheck(fresh, typed);
  return userOf(await connection.call(new Api.auth.CheckPassword({ password: proof })));
}

function userOf(authorization: Api.auth.TypeAuthorization): Api.TypeUser {
  if (authorization instanceof Api.auth.Authorization) return authorization.user;
  throw new PermanentError('not_registered', 'this number has no Telegram account, and none is created');
}

/** Asks again while the answer is merely wrong; Telegram's numbers for the password may also have gone stale. */
async function upToThreeTimes<T>(wrong: string, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const again =
        (error instanceof PermanentError && error.reason === wrong) ||
        (error instanceof RetryableError && error.reason === 'password_changed');
      if (!again || tries >= TRIES_MAX) throw error;
    }
  }
}
