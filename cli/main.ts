#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { MoveRefusedError } from '../src/domain/moves.ts';
import { PermanentError, RetryableError, messageOf } from '../src/domain/failure.ts';
import { SourceRefusedError } from '../src/domain/source.ts';
import { RefusedError } from '../src/steps/views.ts';
import { addAccountCommands } from './commands/account.ts';
import { addActCommands } from './commands/acts.ts';
import { addLearningCommands } from './commands/learning.ts';
import { addImportCommand } from './commands/import.ts';
import { addPeopleCommands } from './commands/people.ts';
import { addRecordCommands } from './commands/record.ts';
import { addRuleCommands } from './commands/rules.ts';
import { addRunCommands } from './commands/run.ts';
import { addSourceCommands } from './commands/source.ts';
import { machineFailure } from './failures.ts';
import { WrongUseError } from './output.ts';

/** Exit codes of every command: done, failed, wrong use. */
const EXIT = { done: 0, failed: 1, wrongUse: 2 } as const;

/** Failures with a message for the person at the terminal; anything else is a fault of the program and shows its stack. */
const EXPECTED = [PermanentError, RetryableError, RefusedError, SourceRefusedError, MoveRefusedError];

function createProgram(): Command {
  const program = new Command('qyraghy')
    .description(
      'Watches open sources for unlawful financial content and carries each finding to a decision, with evidence',
    )
    .helpCommand(false)
    .showHelpAfterError('(add --help for the use of this command)')
    .exitOverride();
  addRunCommands(program);
  addRuleCommands(program);
  addLearningCommands(program);
  addSourceCommands(program);
  addImportCommand(program);
  addAccountCommands(program);
  addPeopleCommands(program);
  addActCommands(program);
  addRecordCommands(program);
  return program;
}

/** A fault of the program shows where it is; everything else says what to do. */
function tell(error: unknown): string {
  if (!(error instanceof Error) || EXPECTED.some((type) => error instanceof type)) return messageOf(error);
  return machineFailure(error) ?? error.stack ?? error.message;
}

async function main(): Promise<number> {
  try {
    await createProgram().parseAsync(process.argv);
    return Number(process.exitCode ?? EXIT.done);
  } catch (error) {
    if (error instanceof CommanderError && !(error instanceof InvalidArgumentError)) {
      return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
    }
    if (error instanceof WrongUseError || error instanceof InvalidArgumentError) {
      process.stderr.write(`${error.message}\n`);
      return EXIT.wrongUse;
    }
    const { withoutSecrets } = await import('../src/log.ts');
    process.stderr.write(`${withoutSecrets(tell(error))}\n`);
    return EXIT.failed;
  }
}

/** A reader that has seen enough (`| head`) is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.done);
});

/** What a library leaves open must not keep a command that is done; what was printed is still let out. */
const LEFT_OPEN_MS = 1_000;

function endSoon(): void {
  setTimeout(() => {
    if (process.stdout.writableLength === 0 && process.stderr.writableLength === 0) process.exit();
    endSoon();
  }, LEFT_OPEN_MS).unref();
}

process.exitCode = await main();
endSoon();
