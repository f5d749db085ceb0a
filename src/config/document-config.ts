import { type Variable, VARIABLE_GROUPS } from './variables.ts';

const NEEDS: Readonly<Record<Variable['need'], string>> = {
  connects: 'yes',
  connects_optionally: 'no',
  real: 'yes',
  optional: 'no',
};

/** docs/configuration.md, made from the table of variables. */
export function documentConfig(): string {
  const groups = Object.entries(VARIABLE_GROUPS).map(([title, variables]) => group(title, variables));
  return `${HEAD}\n${groups.join('\n')}`;
}

function group(title: string, variables: Readonly<Record<string, Variable>>): string {
  const rows = Object.entries(variables).map(([name, variable]) => row(name, variable));
  return `## ${title}\n\n| variable | meaning | needed | without it | how to get it |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
}

function row(name: string, variable: Variable): string {
  const mark = variable.need.startsWith('connects') ? ' ⚡' : '';
  const without =
    variable.fallback === undefined ? (variable.without ?? 'does not start') : `\`${variable.fallback}\``;
  return `| \`${name}\`${mark} | ${cell(variable.meaning)} | ${NEEDS[variable.need]} | ${cell(without)} | ${cell(variable.remedy)} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

const HEAD = `# Configuration

Everything is set in the environment; a file \`.env\` in the folder where the program is started is read too (the
environment wins). An empty variable counts as absent. All mistakes are reported at once, each with its remedy, and
values are never printed.

With none of the variables marked ⚡ the program starts the **demo**: everything on this machine, nothing outside is
touched. With any of them it is a real installation, and then every variable that is needed must be there.

This page is made from \`src/config/variables.ts\`; a test keeps the two equal. To write it anew:
\`npx tsx test/config/write-configuration-page.ts\`.
`;
