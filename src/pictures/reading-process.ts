import { constants, setPriority } from 'node:os';
import { messageOf, PermanentError } from '../domain/failure.ts';
import { loadCodeReader } from './codes.ts';
import type { FromProcess, ReadingSettings, ToProcess } from './messages.ts';
import { createNpmEngine } from './npm-engine.ts';
import { createProgramEngine } from './program-engine.ts';
import { readOne } from './read-one.ts';
import type { TextEngine } from './text-engine.ts';

/**
 * The process in which pictures are decoded and read: they come from anybody, and a decoder may hang, die or take all
 * memory. It is told its settings, then one picture at a time, and ends with whoever started it.
 */
const MEMORY_EVERY_MS = 100;
/** Exit code of a process that took more memory than it may. */
const TOO_MUCH_MEMORY = 77;

let reading: { readonly engine: TextEngine; readonly settings: ReadingSettings } | null = null;

async function begin(settings: ReadingSettings): Promise<void> {
  setInterval(() => {
    if (process.memoryUsage.rss() > settings.limits.memoryMax) process.exit(TOO_MUCH_MEMORY);
  }, MEMORY_EVERY_MS).unref();
  await loadCodeReader();
  const { program, limits } = settings;
  const engine = program === null ? await createNpmEngine() : createProgramEngine(program, limits.timeoutMs);
  reading = { engine, settings };
  answer({ kind: 'ready', engine: engine.name });
}

async function read(bytes: Uint8Array): Promise<void> {
  if (reading === null) throw new Error('a picture came before the settings');
  const { engine, settings } = reading;
  answer({ kind: 'read', reading: await readOne(bytes, engine, settings.limits) });
}

function answer(message: FromProcess): void {
  process.send?.(message);
}

// Whoever waits for something goes first: pictures are read with what is left of the processor.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
// A signal to the whole group is its parent's to obey: the picture at hand is read, and then the parent lets go.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToProcess) => {
  if (message.kind === 'settings') {
    begin(message).catch((error: unknown) => answer({ kind: 'unready', message: messageOf(error) }));
    return;
  }
  read(message.bytes).catch((error: unknown) => {
    const reason = error instanceof PermanentError ? error.reason : null;
    answer({ kind: 'unreadable', reason, message: messageOf(error) });
  });
});
