import type { Command } from 'commander';
import { PermanentError, RetryableError } from '../../src/domain/failure.ts';
import type { SignedIn } from '../../src/sources/telegram/sign-in.ts';
import { linesOf } from '../lines.ts';
import { say, sayJson, sayTable, toId } from '../output.ts';
import { systemClock, type TelegramParts, withMemory, withTelegramConnection } from '../parts.ts';

/** `account login|import|list|stop|resume`. */
export function addAccountCommands(program: Command): void {
  const account = program.command('account').description('Telegram accounts of the collector');
  account
    .command('login')
    .description(
      'sign in with phone, code and password; answers are read from the terminal or from standard input',
    )
    .action(login);
  account
    .command('import')
    .description('take over a session of gramjs or Telethon (StringSession), read from standard input')
    .action(importOne);
  account
    .command('list')
    .description('accounts: state, who holds them, channels, flood waits and rests')
    .option('--json', 'print JSON')
    .action(listAll);
  account
    .command('stop <id>')
    .description('take an account out of work; the others read its channels')
    .action((id: string) => switchOne(id, 'stopped'));
  account
    .command('resume <id>')
    .description('bring an account back that was stopped or rests')
    .action((id: string) => switchOne(id, 'active'));
}

/** Longest answer to a prompt: a session is shorter. */
const ANSWER_CHARACTERS_MAX = 10_000;
const LISTED_BY = 'qyraghy account list';
const MINUTE_MS = 60_000;
/** Names of processes are long; this much tells them apart. */
const HOLDER_SHOWN = 14;

/** What a person can do about a sign-in that Telegram refused, by reason. */
const SIGN_IN_TEXT: Readonly<Record<string, string>> = {
  phone_invalid:
    'Telegram does not know this number. Write it in international form with the country code, such as +7 701 000 00 01.',
  phone_banned: 'Telegram has banned this number. Use another one.',
  not_registered:
    'There is no Telegram account with this number, and none is created: register it in the Telegram app first.',
  code_wrong: 'The code was wrong three times. Start again: Telegram sends a new one.',
  code_expired: 'The code is too old. Start again: Telegram sends a new one.',
  password_wrong: 'The password (2FA) was wrong three times. Wait a little and start again.',
  session_unreadable:
    'This is not a session. Give one line: the text that StringSession of gramjs or Telethon saves, which begins with 1.',
  session_revoked: 'Telegram no longer knows this session. Sign in instead: `qyraghy account login`.',
  session_used_twice:
    'Telegram has voided this session, for it was used in two places. Sign in instead: `qyraghy account login`.',
  account_closed: 'Telegram has closed this account. Use another one.',
  is_bot: 'This is a bot. Bots cannot read channels: use the account of a person.',
  api_id_refused:
    'Telegram refuses TELEGRAM_API_ID or TELEGRAM_API_HASH. Check them at https://my.telegram.org.',
};

function inWords(error: unknown): unknown {
  if (error instanceof PermanentError) {
    const text = SIGN_IN_TEXT[error.reason];
    return text === undefined ? error : new PermanentError(error.reason, text, { cause: error });
  }
  if (!(error instanceof RetryableError) || error.reason !== 'flood_wait') return error;
  const minutes = Math.ceil((error.retryAfterMs ?? MINUTE_MS) / MINUTE_MS);
  const text = `Telegram wants no further try with this number for ${minutes} min. Try again then, not before: each try makes it longer.`;
  return new RetryableError('flood_wait', text, { cause: error, retryAfterMs: error.retryAfterMs });
}

/** Works with the answers that a person types, or that are piped in. */
async function withAnswers(
  work: (ask: (question: string) => Promise<string>) => Promise<void>,
): Promise<void> {
  const lines = linesOf(process.stdin, ANSWER_CHARACTERS_MAX);
  const ask = async (question: string): Promise<string> => {
    process.stderr.write(`${question}: `);
    const answer = await lines.next();
    if (answer.done === true)
      throw new PermanentError('no_answer', `No answer to "${question}": standard input ended.`);
    return answer.value.trim();
  };
  try {
    await work(ask);
  } finally {
    // A terminal that is still read would keep the process.
    process.stdin.destroy();
  }
}

async function login(): Promise<void> {
  await withAnswers(async (ask) => {
    /** Asked a second time, it says why. */
    const again = <A extends readonly unknown[]>(
      sorry: string,
      question: (...args: A) => string,
    ): ((...args: A) => Promise<string>) => {
      let asked = 0;
      return async (...args) => {
        asked += 1;
        return await ask(`${asked === 1 ? '' : sorry}${question(...args)}`);
      };
    };
    await withTelegramConnection(async (parts) => {
      const phone = await ask('Phone in international form, +7…');
      const signed = await asWords(
        parts.signIn({
          phone,
          askCode: again('That code is wrong. ', () => 'Code that Telegram sent'),
          askPassword: again('That password is wrong. ', (hint: string) =>
            hint === '' ? 'Password (2FA)' : `Password (2FA), hint: ${hint}`,
          ),
        }),
      );
      await keep(parts, signed);
    });
  });
}

async function importOne(): Promise<void> {
  await withAnswers(async (ask) => {
    await withTelegramConnection(async (parts) => {
      const text = await ask('Session (StringSession of gramjs or Telethon)');
      await keep(parts, await asWords(parts.importSession(text)));
      say('Stop every other program that uses this session: Telegram voids one that is used in two places.');
    });
  });
}

async function asWords<T>(work: Promise<T>): Promise<T> {
  return await work.catch((error: unknown) => {
    throw inWords(error);
  });
}

async function keep({ memory, box }: TelegramParts, signed: SignedIn): Promise<void> {
  const sealedSession = box.seal('session', new TextEncoder().encode(signed.session));
  const { userId, maskedPhone } = signed;
  const { id, again } = await memory.transaction(async (tx) => {
    const known = (await tx.accounts.list()).some((account) => account.userId === userId);
    const accountId = await tx.accounts.put({ userId, maskedPhone, sealedSession });
    tx.audit.append({
      action: 'account.changed',
      actorId: null,
      subject: `account:${accountId}`,
      details: { state: 'active' },
    });
    return { id: accountId, again: known };
  });
  say(
    `Signed in ${again ? 'again ' : ''}as account ${id} (${maskedPhone}). The session is stored encrypted; running collectors take it within seconds.`,
  );
}

async function listAll(options: { readonly json?: boolean }): Promise<void> {
  const { listAccounts } = await import('../../src/steps/list-accounts.ts');
  await withMemory(async (memory) => {
    const views = await listAccounts({ memory, clock: systemClock });
    if (options.json === true) {
      for (const { account, ...view } of views)
        sayJson({
          id: account.id,
          phone: account.maskedPhone,
          state: account.state,
          reason: account.stateReason,
          restsUntil: account.restsUntil,
          ...view,
          floodShare: shareOf(view),
        });
      return;
    }
    if (views.length === 0) {
      say('No account has signed in yet: qyraghy account login');
      return;
    }
    const head = [
      'id',
      'phone',
      'state',
      'reason',
      'held by',
      'channels',
      'joined',
      'shut out',
      'floods',
      'rests',
    ];
    sayTable(
      head,
      views.map((view) => [
        String(view.account.id),
        view.account.maskedPhone,
        view.account.restsUntil === null
          ? view.account.state
          : `${view.account.state} until ${view.account.restsUntil.toISOString()}`,
        view.account.stateReason ?? '',
        view.holder?.slice(0, HOLDER_SHOWN) ?? '-',
        String(view.channels),
        String(view.joined),
        String(view.refused),
        `${(shareOf(view) * 100).toFixed(1)}% of ${view.calls}`,
        view.rests.map(({ method, notBefore }) => `${method} until ${notBefore.toISOString()}`).join(', '),
      ]),
    );
  });
}

function shareOf({ calls, floods }: { readonly calls: number; readonly floods: number }): number {
  return calls === 0 ? 0 : floods / calls;
}

async function switchOne(text: string, to: 'active' | 'stopped'): Promise<void> {
  const id = toId(text, 'account', LISTED_BY);
  const { switchAccount } = await import('../../src/steps/list-accounts.ts');
  await withMemory((memory) => switchAccount({ memory }, id, to));
  say(
    to === 'active'
      ? `Account ${id} works again; it takes its share of the channels little by little.`
      : `Account ${id} is stopped; its channels move to the other accounts within seconds.`,
  );
}
