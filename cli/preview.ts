import type { Config } from '../src/config.ts';
import { messageOf } from '../src/domain/failure.ts';
import type { Log } from '../src/log.ts';
import type { Memory } from '../src/ports/memory.ts';
import type { PreviewReader, PreviewReaderOptions } from '../src/sources/telegram-preview/reader.ts';
import { ReadingNotes } from '../src/steps/note-readings.ts';
import { reportTrouble } from '../src/steps/report-trouble.ts';
import type { OpenedReading } from '../workers/held-reading.ts';
import { systemClock } from './parts.ts';

const TELEGRAM = 'https://t.me';
/** A test server is looked at more often, and without a pause between two questions. */
const TEST_LOOKS = {
  pollMinMs: 500,
  pollMaxMs: 2_000,
  backoffMinMs: 500,
  backoffMaxMs: 5_000,
  backfillGapMs: 0,
};

/** The reader of public preview pages, which needs no account. */
export async function openPreviewReader(
  config: Config,
  log: Log,
  told: Pick<PreviewReaderOptions, 'onReading' | 'onTrouble'> = {},
): Promise<PreviewReader> {
  const { createPoliteClient } = await import('../src/sources/http/polite-client.ts');
  const { createPreviewReader } = await import('../src/sources/telegram-preview/reader.ts');
  const root = config.connections.previewRoot;
  const isTelegram = root === TELEGRAM;
  const { publicUrl } = config.http;
  const http = createPoliteClient({
    userAgent: `Qyraghy/1${publicUrl === null ? '' : ` (+${new URL(publicUrl).href})`}`,
    clock: systemClock,
    ...(isTelegram ? {} : { allowedHosts: [new URL(root).host], limits: { hostGapMs: 0 } }),
  });
  const reader = createPreviewReader({
    http,
    root,
    log,
    clock: systemClock,
    ...(isTelegram ? {} : { limits: TEST_LOOKS }),
    ...told,
  });
  const close = async (): Promise<void> => {
    await reader.close();
    await http.close();
  };
  return {
    resolve: (address) => reader.resolve(address),
    watch: (source, emit) => reader.watch(source, emit),
    sweep: (sourceId, ranges) => reader.sweep(sourceId, ranges),
    backfill: (task, emit, signal) => reader.backfill(task, emit, signal),
    unwatch: (sourceId) => reader.unwatch(sourceId),
    close,
  };
}

/** The reading of all sources that need no account, as the collect role holds it. */
export async function openPreview(parts: {
  readonly config: Config;
  readonly memory: Memory;
  readonly log: Log;
}): Promise<OpenedReading> {
  const { config, memory, log } = parts;
  const needs = { memory, clock: systemClock, office: config };
  const notes = new ReadingNotes(needs);
  const reader = await openPreviewReader(config, log, {
    onReading: (sourceId, reading) => notes.note(sourceId, reading),
    onTrouble: (sourceId, error) => {
      reportTrouble(needs, sourceId, error).catch((failure: unknown) =>
        log.error({ error: messageOf(failure) }, 'trouble of the collector could not be recorded'),
      );
    },
  });
  const sources = async (): Promise<Awaited<ReturnType<OpenedReading['sources']>>> => {
    const active = await memory.read.sources.list({ state: 'active' });
    return active.filter(({ connector }) => connector === 'telegram-preview');
  };
  return {
    reader,
    sources,
    // Each source tells its own trouble; there is no connection to lose.
    check: async () => undefined,
    settle: () => notes.flush(),
  };
}
