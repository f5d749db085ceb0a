#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { MoveRefusedError } from '../src/domain/moves.ts';
import { PermanentError, RetryableError, messageOf } from '../src/domain/failure.ts';
import { SourceRefusedError } from '../src/domain/source.ts';
import { withoutSecrets } from '../src/log.ts';
import { RefusedError } from '../src/steps/views.ts';
import { addPeopleCommands } from './commands/people.ts';
import { addRecordCommands } from './commands/record.ts';
import { addRuleCommands } from './commands/rules.ts';
import { addRunCommands } from './commands/run.ts';
import { addSourceCommands } from './commands/source.ts';
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
  addSourceCommands(program);
  addPeopleCommands(program);
  addRecordCommands(program);
  return program;
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
    const expected = EXPECTED.some((type) => error instanceof type);
    const text = expected || !(error instanceof Error) ? messageOf(error) : (error.stack ?? error.message);
    process.stderr.write(`${withoutSecrets(text)}\n`);
    return EXIT.failed;
  }
}

process.exitCode = await main();
