import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { ImportProgress, ImportSummary } from '../../src/imports/import-export.ts';
import { say, sayJson } from '../output.ts';
import { withQueue } from '../parts.ts';

/** A line of progress at most this often. */
const TELL_MS = 2_000;
/** How long the queue is left alone while it is full. */
const PAUSE_MS = 250;

/** `import`. */
export function addImportCommand(program: Command): void {
  program
    .command('import <file>')
    .description('read a Telegram Desktop export (result.json) of a watched public channel')
    .option('--json', 'print JSON')
    .action(importFile);
}

async function importFile(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  const { importExport } = await import('../../src/imports/import-export.ts');
  const summary = await withQueue(({ memory, queue }) =>
    importExport(
      {
        queue,
        sources: () => memory.read.sources.list(),
        pause: () => delay(PAUSE_MS),
        onProgress: progressTeller(),
      },
      file,
    ),
  );
  if (json === true) sayJson(summaryJson(summary));
  else for (const line of summaryLines(summary)) say(line);
}

const PHASES: Readonly<Record<ImportProgress['phase'], string>> = {
  checking: 'checking',
  queueing: 'reading',
  waiting: 'waiting for detection (does `qyraghy run detect` run?)',
};

/** Progress goes to standard error, so that a program may read the result. */
function progressTeller(): (progress: ImportProgress) => void {
  let toldAt = performance.now();
  return ({ phase, bytes, bytesTotal, posts }) => {
    if (performance.now() - toldAt < TELL_MS) return;
    toldAt = performance.now();
    const percent = bytesTotal === 0 ? 100 : Math.floor((100 * bytes) / bytesTotal);
    process.stderr.write(`${PHASES[phase]}: ${percent} %, ${posts} posts\n`);
  };
}

function summaryJson({ source, read, queued, skipped, picturesLost }: ImportSummary): object {
  const { service, not_understood: notUnderstood } = skipped;
  return { sourceId: source.id, read, queued, skipped: { service, notUnderstood }, picturesLost };
}

function* summaryLines({ source, read, queued, skipped, picturesLost }: ImportSummary): Generator<string> {
  yield `${read} messages read, ${queued} posts of source ${source.id} (${source.address}) queued for detection.`;
  if (skipped.service > 0)
    yield `${skipped.service} service messages skipped: they tell of events, they are no posts.`;
  if (skipped.not_understood > 0)
    yield `${skipped.not_understood} messages skipped: they have no number or no date, or a form that is not known.`;
  if (picturesLost > 0)
    yield `${picturesLost} pictures were not in the folder of the export, too large, or no pictures; the text of their posts was read.`;
}
