import { Logger } from 'telegram';
import type { TelegramLog } from './limits.ts';

/** What gramjs says is cut here: long lines hold packets. */
const LINE_CHARS_MAX = 200;
/** Lines that carry the bytes of an answer; only what precedes the bytes is kept. */
const CARRIES_BYTES = /^(Received response without parent request|.*remaining data|Handling bad msg).*$/s;

/** Sends gramjs's log lines to ours, one level lower (it warns of its own disconnects), and keeps it off the console. */
export class GramLogger extends Logger {
  readonly #log: TelegramLog;

  constructor(log: TelegramLog) {
    super();
    this.#log = log;
  }

  /** Always no: gramjs asks before it prints an error with console.error. */
  override canSend(): boolean {
    return false;
  }

  override _log(level: string, message: string): void {
    const line = message.replace(CARRIES_BYTES, '$1').slice(0, LINE_CHARS_MAX);
    if (level === 'error') this.#log.warn({ from: 'gramjs' }, line);
    else if (level === 'warn') this.#log.debug({ from: 'gramjs' }, line);
  }
}
