import { type Command, Argument } from 'commander';
import { ROLES_OF_PROCESS, type ProcessRole } from '../../src/steps/pipeline.ts';
import { say, sayJson } from '../output.ts';

/** `start`, `run`, `migrate`, `doctor`. */
export function addRunCommands(program: Command): void {
  program
    .command('start')
    .description('everything in one process; the demo where nothing is configured')
    .action(async () => {
      const { start } = await import('../start.ts');
      await start();
    });
  program
    .command('run')
    .description('only these roles')
    .addArgument(new Argument('<role...>', 'roles of this process').choices(ROLES_OF_PROCESS))
    .action(async (roles: readonly ProcessRole[]) => {
      const { runRoles } = await import('../start.ts');
      await runRoles([...new Set(roles)]);
    });
  program
    .command('migrate')
    .description('bring the database up to date')
    .action(async () => {
      const { migrateAll } = await import('../parts.ts');
      await migrateAll();
      say('The database is up to date.');
    });
  program
    .command('doctor')
    .description(
      'check configuration, database, queue, Telegram, Chromium, fonts, clock and disk; says the remedy',
    )
    .option('--json', 'print JSON')
    .action(doctor);
}

async function doctor(options: { readonly json?: boolean }): Promise<void> {
  const { examine } = await import('../doctor.ts');
  const findings = await examine();
  for (const finding of findings) {
    if (options.json === true) sayJson(finding);
    else
      say(
        `${finding.ok ? 'ok  ' : 'BAD '} ${finding.what.padEnd(14)} ${finding.found}${finding.remedy === null ? '' : `\n     → ${finding.remedy}`}`,
      );
  }
  if (findings.some((finding) => !finding.ok)) process.exitCode = 1;
}
