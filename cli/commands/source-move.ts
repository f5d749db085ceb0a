import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Source } from '../../src/domain/source.ts';
import { isDay, say, sayJson, toId } from '../output.ts';
import { systemClock, withOffice, withReader } from '../parts.ts';
import { type Way, WAYS } from '../ways.ts';

const CONNECTOR_OF: Readonly<Record<Way, Source['connector']>> = {
  account: 'telegram',
  preview: 'telegram-preview',
};

/** Zones are at most 14 hours ahead: a day that has come nowhere is a mistake. */
const AHEAD_MS = 14 * 60 * 60_000;

/** A day of the past or today, of an option. */
export function toDay(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('write a day as YYYY-MM-DD');
  if (Date.parse(text) > systemClock.now().getTime() + AHEAD_MS)
    throw new InvalidArgumentError('that day has not come yet');
  return text;
}

/** `source move` and `source backfill`. */
export function addSourceMoveCommands(source: Command): void {
  source
    .command('move <id>')
    .description('read a channel in another way: with an account, or by its public preview pages')
    .addOption(new Option('--via <way>', 'how it is read from now on').choices(WAYS).makeOptionMandatory())
    .option('--json', 'print JSON')
    .action(moveOne);
  source
    .command('backfill <id>')
    .description('read what a source published from a day on, at leisure')
    .requiredOption('--since <day>', 'that day, as YYYY-MM-DD', toDay)
    .option('--json', 'print JSON')
    .action(backfillOne);
}

async function moveOne(
  id: string,
  { via, json }: { readonly via: Way; readonly json?: boolean },
): Promise<void> {
  const sourceId = toId(id, 'source', 'qyraghy source list');
  const { moveSource } = await import('../../src/steps/move-source.ts');
  await withReader(async ({ memory, reader }) => {
    const { source, moved } = await moveSource({ memory, reader }, sourceId, CONNECTOR_OF[via]);
    const { address, position, connector } = source;
    const how = via === 'preview' ? 'by its public preview pages' : 'with an account';
    if (json === true) sayJson({ moved, id: sourceId, address, connector, position });
    else
      say(
        moved
          ? `Source ${sourceId} (${address}) is read ${how} from now on, from message ${position} on.`
          : `Source ${sourceId} (${address}) is read ${how} already.`,
      );
  }, via);
}

async function backfillOne(
  id: string,
  { since, json }: { readonly since: string; readonly json?: boolean },
): Promise<void> {
  const sourceId = toId(id, 'source', 'qyraghy source list');
  const { startBackfill } = await import('../../src/steps/start-backfill.ts');
  const { spanOf } = await import('../../src/steps/day.ts');
  await withOffice(async ({ memory, office }) => {
    await memory.read.sources.get(sourceId);
    const { from } = spanOf(since, office.timeZone);
    const { backfill, added } = await startBackfill({ memory, clock: systemClock }, sourceId, from);
    if (json === true)
      sayJson({ added, id: backfill.id, sourceId, since: backfill.sinceAt, state: backfill.state });
    else if (backfill.state !== 'active') say(`Source ${sourceId} has nothing before its position to read.`);
    else if (added)
      say(
        `What source ${sourceId} published from ${since} on is read at leisure; see \`qyraghy source report\`.`,
      );
    else
      say(
        `A backfill of source ${sourceId} is under way already, from ${backfill.sinceAt.toISOString()} on.`,
      );
  });
}
