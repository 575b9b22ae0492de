import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Journal } from '../../adapters/ports/journal.port.ts';
import {
  createdAt,
  readingOf,
  whyNotSend,
  type ClockReading,
  type TransactionCommand,
  type TransactionEvent,
  type TransactionEventPayload,
  type TransactionInput,
} from '../../machines/index.ts';
import { failure } from '../../protocol/faults.ts';
import { contained, describeError } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import type { StoredTransaction } from '../journal/stored-transactions.ts';
import { readClock } from '../runtime/timers.ts';
import type { UnmatchedResponses } from './unmatched-responses.ts';
import { CommandExecutor } from './command-executor.ts';
import type { EventReceiver, TransactionEntry } from './transaction-entry.ts';
import type { TransactionExchanges } from './transaction-exchanges.ts';
import { TransactionRecorder } from './transaction-recorder.ts';
import { begin, fold, isSettled, step, type Step, type TransactionSnapshot } from './transaction-reducer.ts';
import { readState } from './transaction-state.ts';
import type { TransactionStore } from './transaction-store.ts';

/** The dependencies of a process; the same for every transaction. */
export interface ProcessDependencies {
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: TransactionStore;
  readonly exchanges: TransactionExchanges;
  /** Receives a verified answer that comes after the settlement: it changes nothing, and a person must check it. */
  readonly unmatched: UnmatchedResponses;
  /** Identifies the boot of this machine. */
  readonly bootId: string;
}

type Restart = Extract<TransactionEventPayload, { type: 'host.restarted' }>;

/**
 * The only way in which an event reaches a transaction: it is stored, then the machine processes it, then the store has the new
 * state and reports it, then the commands are carried out. One event at a time, in the order of arrival.
 *
 * Invariants:
 * - No command is carried out before the event that caused it is on disk.
 * - `transmit` is carried out at most once, and only after `intent.stored` is on disk; the result of a command is an event.
 * - An unforeseen failure ends this transaction alone: not processed if nothing was sent, else unknown.
 */
export class TransactionProcess implements EventReceiver {
  readonly #deps: ProcessDependencies;
  readonly #log: Logger;
  readonly #entry: TransactionEntry;
  readonly #input: TransactionInput;
  readonly #recorder: TransactionRecorder;
  readonly #executor: CommandExecutor;
  readonly #waiting: TransactionEventPayload[] = [];
  readonly #stopped = new AbortController();
  #snapshot: TransactionSnapshot;
  /** Of a transaction of the journal: the event that resumes it, whatever an earlier process sent of it. */
  #restart: Restart | undefined;
  #busy = true;
  #hasFailed = false;
  #isWithdrawn = false;

  private constructor(deps: ProcessDependencies, entry: TransactionEntry, input: TransactionInput, nextSeq: number) {
    this.#deps = deps;
    this.#entry = entry;
    this.#input = input;
    this.#snapshot = begin(input).snapshot;
    this.#log = deps.log.child({ transaction: input.id, ServiceID: input.ServiceID, POIID: input.POIID });
    this.#recorder = new TransactionRecorder(deps, this.#log, input.id, nextSeq);
    this.#executor = new CommandExecutor({ ...deps, log: this.#log }, input, this);
    entry.start(this);
  }

  /** A new transaction: its intent is stored, then its request is sent. */
  static start(deps: ProcessDependencies, entry: TransactionEntry, input: TransactionInput): TransactionProcess {
    const process = new TransactionProcess(deps, entry, input, 0);
    process.#report();
    process.#run(process.#storeIntent());
    return process;
  }

  /**
   * A transaction of the journal: its records are replayed without carrying out their commands. When it is open, the machine processes
   * the restart at once, as an event like any other, and decides; its commands wait until that event is stored.
   */
  static resume(deps: ProcessDependencies, entry: TransactionEntry, stored: StoredTransaction): TransactionProcess {
    const { input, records } = stored;
    const process = new TransactionProcess(deps, entry, input, (records.at(-1)?.seq ?? 0) + 1);
    process.#snapshot = fold(stored);
    if (isSettled(process.#snapshot)) {
      process.#busy = false;
      process.#report();
    } else {
      process.#restart = { type: 'host.restarted', rebooted: input.bootId !== deps.bootId };
      process.#run(process.#resume(process.#restart));
    }
    return process;
  }

  /** Receives an event. After the settlement only an answer matters. */
  send(payload: TransactionEventPayload): void {
    if (this.#stopped.signal.aborted) return;
    if (isSettled(this.#snapshot)) return this.#noteAfterwards(payload);
    this.#waiting.push(payload);
    // At once: until this event is stored, the request may be about to leave.
    if (payload.type === 'sale.abort') this.withdraw();
    if (!this.#busy) this.#run(this.#drain());
  }

  withdraw(): void {
    this.#isWithdrawn = true;
    this.#executor.withdraw();
  }

  /** Storing the decision and connecting may take long, and the till may have withdrawn meanwhile. */
  whyNotSend(): ReturnType<typeof whyNotSend> {
    const isWithdrawn = this.#isWithdrawn || this.#stopped.signal.aborted;
    return whyNotSend(this.#input, isWithdrawn, readClock(this.#deps.clock));
  }

  /** Accepts no more events, cancels what is under way and clears the timers. The journal keeps what was stored. */
  stop(): void {
    this.#stopped.abort();
    this.#waiting.length = 0;
    this.#executor.stop();
  }

  /** An intent that cannot be stored is never sent. */
  async #storeIntent(): Promise<void> {
    try {
      await this.#recorder.open(this.#input);
    } catch (error) {
      return this.#giveUpUnstored(error);
    }
    this.#waiting.push({ type: 'intent.stored' });
    await this.#drain();
  }

  /** The machine processes the restart before it is stored: that the outcome is unknown is true whatever the disk does. */
  async #resume(restart: Restart): Promise<void> {
    const event: TransactionEvent = { ...restart, ...readClock(this.#deps.clock) };
    const taken = step(this.#snapshot, event);
    this.#snapshot = taken.snapshot;
    this.#report();
    await this.#recorder.store(event, isSettled(taken.snapshot), this.#stopped.signal);
    if (this.#stopped.signal.aborted) return;
    this.#execute(taken.commands, readingOf(event));
    await this.#drain();
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (this.#stopped.signal.aborted) return;
      if (isSettled(this.#snapshot)) this.#noteAfterwards(next);
      else await this.#happen(next).catch((error: unknown) => this.#containFailure(error));
    }
    this.#busy = false;
  }

  async #happen(payload: TransactionEventPayload): Promise<void> {
    const event: TransactionEvent = { ...payload, ...readClock(this.#deps.clock) };
    const taken = step(this.#snapshot, event);
    if (payload.type === 'intent.stored') {
      try {
        await this.#recorder.tryStore(event, isSettled(taken.snapshot));
      } catch (error) {
        return this.#giveUpUnstored(error);
      }
    } else {
      await this.#recorder.store(event, isSettled(taken.snapshot), this.#stopped.signal);
    }
    if (!this.#stopped.signal.aborted) this.#take(event, taken);
  }

  /** Nothing was sent, and nothing will be: it ends now, and not when the journal can record that. A restart has the same result. */
  #giveUpUnstored(error: unknown): void {
    this.#log.error({ error: describeError(error) }, 'the intent could not be stored; nothing is sent');
    if (this.#stopped.signal.aborted) return;
    this.#settleUnsent('ERR_JOURNAL');
  }

  /** Nothing follows from the moment of it, so a clock that fails does not keep it from ending. */
  #settleUnsent(code: 'ERR_JOURNAL' | 'ERR_INTERNAL_UNSENT'): void {
    const event: TransactionEvent = { type: 'link.notSent', failure: failure(code), ...createdAt(this.#input) };
    this.#take(event, step(this.#snapshot, event));
    if (this.#recorder.isOpened) this.#run(this.#recorder.store(event, true, this.#stopped.signal));
  }

  /** A bug of ours or of an injected part. What is known of the money decides, never a guess; attempted once. */
  #containFailure(error: unknown): void {
    this.#log.error({ error: describeError(error) }, 'an unforeseen failure in a transaction; report it');
    if (this.#hasFailed || this.#stopped.signal.aborted || isSettled(this.#snapshot)) return;
    this.#hasFailed = true;
    // What an earlier process sent is not known here: it is resumed once more, and stays unknown.
    if (this.#restart !== undefined) this.#waiting.push(this.#restart);
    else if (this.#executor.maySent) this.#waiting.push({ type: 'link.lost', failure: failure('ERR_INTERNAL') });
    else contained(this.#log, 'a transaction', () => this.#settleUnsent('ERR_INTERNAL_UNSENT'));
  }

  /** No work of a process runs without a catch. */
  #run(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#containFailure(error);
      this.#run(this.#drain());
    });
  }

  #take(event: TransactionEvent, { snapshot, commands }: Step): void {
    this.#snapshot = snapshot;
    this.#log.debug({ event: event.type, state: readState(snapshot).state }, 'event');
    this.#report();
    this.#execute(commands, readingOf(event));
  }

  #report(): void {
    const state = readState(this.#snapshot);
    // After an override the request's own answer may still come, and is needed. Otherwise nothing more is awaited.
    if (state.state === 'settled') this.#executor.settle({ awaitAnswer: state.outcome.kind === 'overridden' });
    this.#deps.store.update(this.#entry, state);
  }

  /** @param since when the commands were issued: storing their event may have taken long */
  #execute(commands: readonly TransactionCommand[], since: ClockReading): void {
    for (const command of commands) {
      const reason = command.type === 'transmit' ? this.whyNotSend() : undefined;
      if (reason !== undefined) this.send({ type: 'link.notSent', failure: failure(reason) });
      else this.#executor.execute(command, since);
    }
  }

  #noteAfterwards(payload: TransactionEventPayload): void {
    const isAnswer = payload.type === 'poi.answered' || (payload.type === 'poi.unclear' && payload.seen);
    if (isAnswer) this.#deps.unmatched.keepLateAnswer(this.#input.id, payload.result, this.#snapshot.context.outcome);
  }
}
