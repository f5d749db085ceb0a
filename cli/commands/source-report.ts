import { healthOf, type SourceHealth } from '../../src/domain/source-health.ts';
import type { Backfill, SourceReport } from '../../src/ports/memory.ts';
import { say, sayJson, sayTable } from '../output.ts';
import { systemClock, withMemory } from '../parts.ts';

const HEAD = [
  'id',
  'state',
  'address',
  'account',
  'last post',
  'lag',
  'today',
  'filled',
  'unfillable',
  'asking',
  'given up',
  'difference',
  'backfill',
];

/** `source report`: how each source is read, and what could not be had. */
export async function reportSources(options: { readonly json?: boolean }): Promise<void> {
  await withMemory(async (memory) => {
    const now = systemClock.now();
    const reports = (await memory.read.sources.report()).map((report) => ({
      ...report,
      health: healthOf(report.source, now),
    }));
    if (options.json === true) for (const report of reports) sayJson(asJson(report));
    else if (reports.length === 0) say('No source is watched yet. Add one: qyraghy source add @name');
    else {
      sayTable(HEAD, reports.map(asRow));
      for (const line of reports.flatMap(remarks)) say(line);
    }
  });
}

type Reported = SourceReport & { readonly health: SourceHealth };

function asJson({ source, health, account, postsToday, holes, deadLetters, missing, backfill }: Reported) {
  const { id, address, kind, connector, linkedTo, position, pts, newestId } = source;
  return {
    id,
    address,
    kind,
    connector,
    linkedTo,
    state: health.state,
    reason: health.reason,
    account,
    position,
    pts,
    newestId,
    lag: health.lag,
    lagSeconds: Math.round(health.lagMs / 1000),
    lastPostAt: source.lastPostAt,
    lastReadAt: source.lastReadAt,
    quietSince: source.quietSince,
    lastDifference: source.lastDifference,
    lastDifferenceAt: source.lastDifferenceAt,
    postsToday,
    holesFilled: missing.filled,
    holesUnfillable: missing.gone,
    holesOpen: missing.open,
    holes,
    deadLetters,
    backfill,
  };
}

function asRow({ source, health, account, postsToday, holes, missing, backfill }: Reported): string[] {
  const { lastDifference, lastDifferenceAt } = source;
  return [
    String(source.id),
    health.state,
    source.address,
    account ?? '-',
    minute(source.lastPostAt),
    health.lag === 0 ? '0' : `${health.lag} (${span(health.lagMs)})`,
    String(postsToday),
    String(missing.filled),
    String(missing.gone),
    String(missing.open),
    String(holes),
    lastDifference === null ? '-' : `${lastDifference} ${minute(lastDifferenceAt)}`,
    backfill === null ? '-' : progress(backfill),
  ];
}

/** What does not fit into a column: why a source is not read as it should be, and silence. */
function remarks({ source, health, deadLetters }: Reported): string[] {
  const { id, quietSince, linkedTo } = source;
  return [
    health.reason === null ? null : `Source ${id} is ${health.state}: ${health.reason}.`,
    quietSince === null
      ? null
      : `Source ${id} has been silent for longer than it usually is; the alarm was raised ${minute(quietSince)}.`,
    deadLetters === 0
      ? null
      : `Source ${id}: ${deadLetters} entries of work that was given up, by address, in the table dead_letters.`,
    linkedTo === null ? null : `Source ${id} is the discussion group of source ${linkedTo}.`,
  ].flatMap((line) => line ?? []);
}

function progress({ state, fromId, toId, position, posts }: Backfill): string {
  if (state !== 'active') return `${state}, ${posts} posts`;
  if (fromId === null || position === null) return 'not begun';
  const share = Math.floor((100 * (position - fromId + 1)) / Math.max(1, toId - fromId + 1));
  return `${share} %, ${posts} posts`;
}

/** To the minute, in UTC as everywhere in the report. */
function minute(at: Date | null): string {
  return at === null ? '-' : `${at.toISOString().slice(0, 16)}Z`;
}

function span(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
}
