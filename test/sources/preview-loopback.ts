import { type PreviewSandbox, startPreview } from '../../sandbox/preview/server.ts';
import { TelegramWorld } from '../../sandbox/telegram-world.ts';
import { createPoliteClient, type PoliteClientOptions } from '../../src/sources/http/polite-client.ts';
import type { PreviewLimits } from '../../src/sources/telegram-preview/limits.ts';
import {
  createPreviewReader,
  type PreviewReader,
  type PreviewReaderOptions,
} from '../../src/sources/telegram-preview/reader.ts';
import { keptLog, type LogLine } from './telegram-loopback.ts';

/** The smallest thing that counts as a JPEG here, told apart by its last bytes. */
export function jpeg(mark: string, bytes = 2_000): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(bytes), Buffer.from(mark)]);
}

/** Public pages of a sandbox world, and readers of them. */
export interface PreviewLoopback {
  readonly world: TelegramWorld;
  readonly pages: PreviewSandbox;
  readonly lines: LogLine[];
  reader(
    limits?: Partial<PreviewLimits>,
    more?: Partial<PreviewReaderOptions>,
    http?: Partial<PoliteClientOptions>,
  ): PreviewReader;
  closeReaders(): Promise<void>;
  close(): Promise<void>;
}

export async function startPreviewLoopback(
  world = new TelegramWorld({ journalPath: null }),
  robots?: string,
): Promise<PreviewLoopback> {
  const pages = await startPreview({ world, ...(robots !== undefined && { robots }) });
  const { log, lines } = keptLog();
  const clock = { now: () => new Date() };
  const closing: (() => Promise<void>)[] = [];
  const closeReaders = async (): Promise<void> => {
    await Promise.all(closing.splice(0).map((close) => close()));
  };
  return {
    world,
    pages,
    lines,
    reader(limits = {}, more = {}, http = {}) {
      const client = createPoliteClient({
        userAgent: 'Qyraghy/test (+https://example.kz)',
        clock,
        allowedHosts: [pages.host],
        ...http,
        limits: { hostGapMs: 0, ...http.limits },
      });
      const quick = { pollMinMs: 20, pollMaxMs: 20, backoffMinMs: 20, backoffMaxMs: 50, backfillGapMs: 0 };
      const reader = createPreviewReader({
        http: client,
        root: pages.root,
        log,
        clock,
        limits: { ...quick, ...limits },
        ...more,
      });
      closing.push(async () => {
        await reader.close();
        await client.close();
      });
      return reader;
    },
    closeReaders,
    async close() {
      await closeReaders();
      await pages.close();
      world.close();
    },
  };
}
