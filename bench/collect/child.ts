import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Longest wait for one answer of a child: a million posts are prepared in parts that take far less. */
const ANSWER_MS = 10 * 60_000;
/** After this a child that was told to end is killed. */
const END_MS = 3_000;

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** A process of the benchmark that carries out what it is asked, one thing after the other. */
export class Child {
  readonly #process: ChildProcess;
  #asked = 0;

  constructor(file: URL) {
    this.#process = fork(file, {
      execArgv: ['--expose-gc', '--import', 'tsx'],
      // gramjs greets on standard output whatever it is told.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  /** Asks for `what`; throws with the child's own words where it fails, ends or is silent. */
  async ask(what: string, input: unknown = null): Promise<unknown> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      const end = (done: () => void): void => {
        clearTimeout(limit);
        this.#process.off('message', hear);
        this.#process.off('exit', gone);
        done();
      };
      const hear = (answer: Answer): void => {
        if (answer.id !== id) return;
        end(() => (answer.error === undefined ? resolve(answer.value) : reject(new Error(answer.error))));
      };
      const gone = (): void => end(() => reject(new Error(`the process ended before it answered "${what}"`)));
      const limit = setTimeout(() => end(() => reject(new Error(`no answer to "${what}"`))), ANSWER_MS);
      this.#process.on('message', hear);
      this.#process.once('exit', gone);
      this.#process.send({ id, what, input });
    });
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    const limit = setTimeout(() => this.#process.kill('SIGKILL'), END_MS);
    await ended;
    clearTimeout(limit);
  }
}

/** In the child: answers what is asked with these, until the parent lets go. */
export function answerWith(handlers: Readonly<Record<string, (input: never) => unknown>>): void {
  process.on('message', (question: { id: number; what: string; input: unknown }) => {
    const { id, what, input } = question;
    const answer = async (): Promise<unknown> => {
      const handler = handlers[what];
      if (handler === undefined) throw new Error(`nobody answers "${what}"`);
      return handler(input as never);
    };
    answer().then(
      (value) => process.send?.({ id, value }),
      (error: unknown) =>
        process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}
