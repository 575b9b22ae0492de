import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EngineOptions, InspectedChanges } from '../../index.ts';
import type { NumberedCall, TillCall, TillMessage } from './till-calls.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** A till in a process of its own, as whoever started it sees it. */
export class TillProcess {
  readonly #child: ChildProcess;
  readonly #onChanges: (changes: InspectedChanges) => void;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;

  constructor(onChanges: (changes: InspectedChanges) => void, onExit: () => void) {
    this.#onChanges = onChanges;
    this.#child = fork(fileURLToPath(new URL('./till-main.js', import.meta.url)), { execArgv: [] });
    this.#child.on('message', (message: TillMessage) => this.#take(message));
    this.#child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The till has no power.'));
      this.#waiting.clear();
      onExit();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The passphrase goes this way too: neither arguments nor environment have it. */
  open(options: EngineOptions): Promise<string> {
    return this.ask({ do: 'open', options });
  }

  /** @throws when it could not, or the process ended meanwhile */
  ask<T>(call: TillCall): Promise<T> {
    this.#calls += 1;
    const n = this.#calls;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(n, { resolve, reject });
      // What cannot be sent has no answer; the end of the process says so.
      if (this.#child.connected) this.#child.send({ n, call } satisfies NumberedCall, () => {});
      else this.#take({ n, why: 'The till has no power.' });
    });
  }

  /** SIGKILL: nothing of it runs any more, and it had no notice. */
  async kill(): Promise<void> {
    const ended = this.#child.exitCode !== null || this.#child.signalCode !== null;
    if (!ended && this.#child.kill('SIGKILL')) await once(this.#child, 'exit');
  }

  #take(message: TillMessage): void {
    if ('changes' in message) return this.#onChanges(message.changes);
    const waiting = this.#waiting.get(message.n);
    this.#waiting.delete(message.n);
    if ('why' in message) waiting?.reject(new Error(message.why));
    else waiting?.resolve(message.value as never);
  }
}
