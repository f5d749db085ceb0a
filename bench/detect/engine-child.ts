import { buildEngine, type Block, type Counter, type EngineName } from './engines.ts';

/** What a process is told first. */
export interface EngineTask {
  readonly name: EngineName;
  readonly phrases: readonly string[];
  readonly folder: string;
}

export type EngineReply =
  | { readonly kind: 'built'; readonly ms: number; readonly bytes: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'counted'; readonly ms: number; readonly count: number | null };

function reply(message: EngineReply): void {
  process.send?.(message);
}

/** Processor time of this process: other work on the machine counts least in it. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

let counter: Counter | null = null;

async function build({ name, phrases, folder }: EngineTask): Promise<void> {
  try {
    const before = usedBytes();
    const from = cpuMs();
    counter = await buildEngine(name, phrases, folder);
    const ms = cpuMs() - from;
    reply({ kind: 'built', ms, bytes: usedBytes() - before });
  } catch (error) {
    reply({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  }
}

process.on('message', (message: EngineTask | Block) => {
  if ('name' in message) {
    void build(message);
    return;
  }
  const from = cpuMs();
  const count = counter?.(message) ?? null;
  reply({ kind: 'counted', ms: cpuMs() - from, count });
});
