import type { Command } from 'commander';
import { PermanentError } from '../../src/domain/failure.ts';
import { linesOf } from '../lines.ts';
import { say, sayJson, sayTable } from '../output.ts';
import { withMemory, withTelegramConnection } from '../parts.ts';

/** `account login|list`. */
export function addAccountCommands(program: Command): void {
  const account = program.command('account').description('Telegram accounts of the collector');
  account
    .command('login')
    .description(
      'sign in with phone, code and password; answers are read from the terminal or from standard input',
    )
    .action(login);
  account
    .command('list')
    .description('accounts and their state')
    .option('--json', 'print JSON')
    .action(listAccounts);
}

/** Longest answer to a prompt: a password is shorter. */
const ANSWER_CHARACTERS_MAX = 10_000;

async function login(): Promise<void> {
  const lines = linesOf(process.stdin, ANSWER_CHARACTERS_MAX);
  const ask = async (question: string): Promise<string> => {
    process.stderr.write(`${question}: `);
    const answer = await lines.next();
    if (answer.done === true)
      throw new PermanentError('no_answer', `No answer to "${question}": standard input ended.`);
    return answer.value.trim();
  };
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
  try {
    await withTelegramConnection(async ({ signIn, memory, box }) => {
      const signed = await signIn({
        phone: await ask('Phone in international form, +7…'),
        askCode: again('That code is wrong. ', () => 'Code that Telegram sent'),
        askPassword: again('That password is wrong. ', (hint: string) =>
          hint === '' ? 'Password (2FA)' : `Password (2FA), hint: ${hint}`,
        ),
      });
      const sealedSession = box.seal('session', new TextEncoder().encode(signed.session));
      const id = await memory.transaction(async (tx) => {
        const accountId = await tx.accounts.put({
          userId: signed.userId,
          maskedPhone: signed.maskedPhone,
          sealedSession,
        });
        tx.audit.append({
          action: 'account.changed',
          actorId: null,
          subject: `account:${accountId}`,
          details: { state: 'active' },
        });
        return accountId;
      });
      say(`Signed in as account ${id} (${signed.maskedPhone}). The session is stored encrypted.`);
    });
  } finally {
    // A terminal that is still read would keep the process.
    process.stdin.destroy();
  }
}

async function listAccounts(options: { readonly json?: boolean }): Promise<void> {
  await withMemory(async (memory) => {
    const accounts = await memory.read.accounts.list();
    const rows = accounts.map((row) => ({
      id: row.id,
      phone: row.maskedPhone,
      state: row.state,
      reason: row.stateReason,
    }));
    if (options.json === true) for (const row of rows) sayJson(row);
    else if (rows.length === 0) say('No account has signed in yet: qyraghy account login');
    else
      sayTable(
        ['id', 'phone', 'state', 'reason'],
        rows.map((row) => [String(row.id), row.phone, row.state, row.reason ?? '']),
      );
  });
}
