import { type Command, InvalidArgumentError } from 'commander';
import { SourceRefusedError, type SourceRefusal } from '../../src/domain/source.ts';
import { PermanentError } from '../../src/domain/failure.ts';
import { say, sayJson, sayTable, toId } from '../output.ts';
import { withMemory, withReader } from '../parts.ts';

/** Why an address is refused, for the person who typed it. */
const REFUSAL_TEXT: Readonly<Record<SourceRefusal, string>> = {
  private_invite:
    'it is a private invite link. Only open sources are watched (clause 4); give the public address @name.',
  private_link: 'it points into a private channel. Only open sources are watched (clause 4).',
  not_found: 'there is no such place. Check the spelling of the name.',
  is_user: 'it is a person or a bot. Content is watched, not people.',
  not_public: 'it has no public name. Only open sources are watched (clause 4).',
  not_an_address: 'this is not an address. Write @name or https://t.me/name.',
  unsupported: 'no connector reads such addresses yet. Write @name or https://t.me/name.',
};

/** `source add|list|pause|resume|report`. */
export function addSourceCommands(program: Command): void {
  const source = program.command('source').description('open sources that are watched');
  source
    .command('add <address>')
    .description('watch an open source: @name or https://t.me/name')
    .option('--last <n>', 'read the newest N posts too', toCount, 0)
    .option('--json', 'print JSON')
    .action(addOne);
  source.command('list').description('watched sources').option('--json', 'print JSON').action(listSources);
  source
    .command('report')
    .description('position, lag, holes and health of each source')
    .option('--json', 'print JSON')
    .action(reportSources);
  source
    .command('pause <id>')
    .description('stop reading a source')
    .action((id: string) => setState(id, 'paused'));
  source
    .command('resume <id>')
    .description('read a paused source again')
    .action((id: string) => setState(id, 'active'));
}

function toCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0 || count > 10_000)
    throw new InvalidArgumentError('write a whole number from 0 to 10000');
  return count;
}

async function addOne(
  address: string,
  options: { readonly last: number; readonly json?: boolean },
): Promise<void> {
  const { addSource } = await import('../../src/steps/add-source.ts');
  const { parseTelegramAddress } = await import('../../src/sources/telegram/address.ts');
  const tellRefusal = (error: unknown): never => {
    if (!(error instanceof SourceRefusedError)) throw error;
    if (options.json === true) sayJson({ added: false, refused: error.reason });
    throw new PermanentError(
      error.reason,
      `"${error.address}" is not watched: ${REFUSAL_TEXT[error.reason]}`,
      { cause: error },
    );
  };
  try {
    // What the address alone forbids is said without asking Telegram.
    parseTelegramAddress(address);
  } catch (error) {
    tellRefusal(error);
  }
  await withReader(async ({ memory, reader }) => {
    const { source, added } = await addSource({ memory, reader }, address, options.last).catch(tellRefusal);
    if (options.json === true)
      sayJson({
        added,
        id: source.id,
        address: source.address,
        title: source.title,
        kind: source.kind,
        position: source.position,
      });
    else
      say(
        added
          ? `Watching ${source.address} (“${source.title}”) as source ${source.id}.`
          : `${source.address} is already watched as source ${source.id}.`,
      );
  });
}

async function listSources(options: { readonly json?: boolean }): Promise<void> {
  await withMemory(async (memory) => {
    const sources = await memory.read.sources.list();
    if (options.json === true) {
      for (const source of sources)
        sayJson({
          id: source.id,
          address: source.address,
          title: source.title,
          kind: source.kind,
          state: source.state,
          reason: source.stateReason,
        });
      return;
    }
    if (sources.length === 0) say('No source is watched yet. Add one: qyraghy source add @name');
    else
      sayTable(
        ['id', 'state', 'kind', 'address', 'title'],
        sources.map((row) => [String(row.id), row.state, row.kind, row.address, row.title]),
      );
  });
}

async function reportSources(options: { readonly json?: boolean }): Promise<void> {
  await withMemory(async (memory) => {
    const rows = await memory.read.sources.report();
    if (options.json === true) {
      for (const { source, ...counts } of rows)
        sayJson({
          id: source.id,
          address: source.address,
          state: source.state,
          position: source.position,
          lastPostAt: source.lastPostAt,
          lastReadAt: source.lastReadAt,
          ...counts,
        });
      return;
    }
    if (rows.length === 0) say('No source is watched yet. Add one: qyraghy source add @name');
    else {
      sayTable(
        ['id', 'state', 'address', 'position', 'last post', 'last read', 'today', 'holes', 'dead'],
        rows.map(({ source, postsToday, holes, deadLetters }) => [
          String(source.id),
          source.state,
          source.address,
          String(source.position),
          source.lastPostAt?.toISOString() ?? '-',
          source.lastReadAt?.toISOString() ?? '-',
          String(postsToday),
          String(holes),
          String(deadLetters),
        ]),
      );
    }
  });
}

async function setState(id: string, state: 'paused' | 'active'): Promise<void> {
  const sourceId = toId(id, 'source', 'qyraghy source list');
  await withMemory(async (memory) => {
    await memory.transaction(async (tx) => {
      await tx.sources.get(sourceId);
      await tx.sources.setState(sourceId, state, state === 'paused' ? 'paused by hand' : null);
      tx.audit.append({
        action: 'source.changed',
        actorId: null,
        subject: `source:${sourceId}`,
        details: { state },
      });
    });
    say(`Source ${sourceId} is ${state}.`);
  });
}
