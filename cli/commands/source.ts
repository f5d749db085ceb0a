import { type Command, InvalidArgumentError, Option } from 'commander';
import { SourceRefusedError, type SourceRefusal } from '../../src/domain/source.ts';
import { PermanentError } from '../../src/domain/failure.ts';
import type { AddedSource } from '../../src/steps/add-source.ts';
import { say, sayJson, sayTable, toId } from '../output.ts';
import { systemClock, withMemory, withReader } from '../parts.ts';
import { type Way, wayOfAddress, WAYS } from '../ways.ts';
import { addSourceMoveCommands, toDay } from './source-move.ts';
import { reportSources } from './source-report.ts';

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

/** Said of what has no preview page. */
const NO_PREVIEW =
  'it has no public preview page: groups have none, and some channels. Sign an account in (`qyraghy account login`) and add it with --via account.';

/** `source add|list|pause|resume|report|move|backfill`. */
export function addSourceCommands(program: Command): void {
  const source = program.command('source').description('open sources that are watched');
  source
    .command('add <address>')
    .description('watch an open source: @name or https://t.me/name; https://t.me/s/name reads public pages')
    .addOption(new Option('--via <way>', 'read with an account, or by public preview pages').choices(WAYS))
    .option('--last <n>', 'read the newest N posts too', toCount, 0)
    .option('--since <day>', 'read what was published from that day (YYYY-MM-DD) on too, at leisure', toDay)
    .option('--no-discussion', 'do not watch the open discussion group of a channel')
    .option('--json', 'print JSON')
    .action(addOne);
  source.command('list').description('watched sources').option('--json', 'print JSON').action(listSources);
  source
    .command('report')
    .description('how each source is read: last post, lag, holes, last difference, state')
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
  addSourceMoveCommands(source);
}

function toCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0 || count > 10_000)
    throw new InvalidArgumentError('write a whole number from 0 to 10000');
  return count;
}

const PREVIEW_SAID = {
  chosen: 'It is read by its public preview pages, without an account.',
  fallback:
    'No account has signed in, so it is read by its public preview pages; `qyraghy source move <id> --via account` changes that.',
} as const;

interface AddOptions {
  readonly last: number;
  readonly since?: string;
  readonly discussion: boolean;
  readonly via?: Way;
  readonly json?: boolean;
}

async function addOne(address: string, options: AddOptions): Promise<void> {
  const { addSource } = await import('../../src/steps/add-source.ts');
  const { parseTelegramAddress } = await import('../../src/sources/telegram/address.ts');
  const wished = options.via ?? wayOfAddress(address);
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
  const { spanOf } = await import('../../src/steps/day.ts');
  await withReader(async ({ memory, reader, office, via }) => {
    const refuse = (error: unknown): never => {
      if (via === 'account' || !(error instanceof SourceRefusedError) || error.reason !== 'unsupported')
        return tellRefusal(error);
      if (options.json === true) sayJson({ added: false, refused: 'no_preview' });
      throw new PermanentError('no_preview', `"${error.address}" is not watched: ${NO_PREVIEW}`, {
        cause: error,
      });
    };
    const { last, since, discussion } = options;
    const added = await addSource({ memory, reader, clock: systemClock }, address, {
      last,
      discussion,
      ...(since === undefined ? {} : { since: spanOf(since, office.timeZone).from }),
    }).catch(refuse);
    if (options.json === true) sayJson(addedJson(added));
    else for (const line of addedLines(added, since)) say(line);
    if (options.json !== true && added.source.connector === 'telegram-preview')
      say(PREVIEW_SAID[wished === null ? 'fallback' : 'chosen']);
  }, wished);
}

function addedJson({ source, added, backfill, discussion }: AddedSource): object {
  const { id, address, title, kind, position, connector } = source;
  const group =
    discussion === null
      ? null
      : 'source' in discussion
        ? { added: discussion.added, id: discussion.source.id, address: discussion.source.address }
        : { added: false, address: discussion.address, refused: discussion.refused };
  return {
    added,
    id,
    address,
    title,
    kind,
    connector,
    position,
    backfill: backfill?.id ?? null,
    discussion: group,
  };
}

function* addedLines({ source, added, backfill, discussion }: AddedSource, since: string | undefined) {
  yield added
    ? `Watching ${source.address} (“${source.title}”) as source ${source.id}.`
    : `${source.address} is already watched as source ${source.id}.`;
  if (backfill?.state === 'active')
    yield `What was published from ${since} on is read at leisure; see \`qyraghy source report\`.`;
  if (discussion === null) return;
  if (!('source' in discussion)) {
    yield `Its discussion group ${discussion.address} is not watched: ${REFUSAL_TEXT[discussion.refused]}`;
    return;
  }
  const { id, address, title } = discussion.source;
  yield discussion.added
    ? `Its discussion group ${address} (“${title}”) is watched too, as source ${id} (\`source pause ${id}\` leaves it).`
    : `Its discussion group ${address} is already watched as source ${id}.`;
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
