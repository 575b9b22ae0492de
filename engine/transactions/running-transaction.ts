import { logEvent } from '../../adapters/logging/log-event.ts';
import {
  openedStep,
  readingBy,
  readingOf,
  transactionStep,
  whyNotSend,
  type AttemptToken,
  type ClockReading,
  type TransactionCommand,
  type TransactionEvent,
  type TransactionEventPayload,
  type TransactionInput,
} from '../../machines/index.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Journal } from '../../adapters/ports/journal.port.ts';
import type { Ownership } from '../../adapters/ports/ownership.port.ts';
import { failure } from '../../protocol/faults.ts';
import { fenceOf } from '../sending/ask-ownership.ts';
import type { Inspector } from '../runtime/inspector.ts';
import type { Logger } from '../runtime/logging.ts';
import type { Slices } from '../runtime/slices.ts';
import { readClock, Timers } from '../runtime/timers.ts';
import type { Attempts } from '../sending/attempts.ts';
import { CommandExecutor } from './command-executor.ts';
import type { EventReceiver, TransactionEntry } from './transaction-entry.ts';
import type { TransactionExchanges } from './transaction-exchanges.ts';
import { begin, isSettled, step, type Step, type TransactionSnapshot } from './transaction-reducer.ts';
import { readState } from './transaction-state.ts';
import type { TransactionStore } from './transaction-store.ts';
import type { UnmatchedResponses } from './unmatched-responses.ts';

/** The dependencies of a process; the same for every transaction. */
export interface ProcessDependencies {
  readonly journal: Pick<Journal, 'append' | 'read'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: TransactionStore;
  readonly exchanges: TransactionExchanges;
  /** Receives a verified answer that comes after the settlement: it changes nothing, and a person must check it. */
  readonly unmatched: UnmatchedResponses;
  /** The attempts of this engine to send, each with a token of its own. */
  readonly attempts: Attempts<TransactionEventPayload>;
  readonly ownership: Pick<Ownership, 'owns' | 'fenceOf' | 'earlierOwnerMayWake'>;
  /** Receives what another engine has from now on. */
  readonly follow?: (entry: TransactionEntry) => void;
  /** Identifies the boot of this machine. */
  readonly bootId: string;
  /** Identifies this machine, over its restarts; absent where nothing does. */
  readonly hostId?: string | undefined;
  /** Observes what happens; nothing depends on it. */
  readonly inspector?: Inspector;
  /** Gives each event its turn. */
  readonly slices?: Slices;
}

export interface RunningDependencies extends Pick<
  ProcessDependencies,
  'clock' | 'log' | 'store' | 'exchanges' | 'attempts' | 'ownership' | 'bootId' | 'inspector' | 'slices'
> {
  readonly entry: TransactionEntry;
  readonly receiver: EventReceiver;
}

/** The effect that an event has, and what it has it on. */
export interface TakenStep extends Step {
  readonly before: TransactionSnapshot;
}

/** A transaction as its machine has it: the snapshot, what is reported of it, and the commands that follow. */
export class RunningTransaction {
  readonly #deps: RunningDependencies;
  readonly #input: TransactionInput;
  #isWithdrawn = false;
  #attempt: AttemptToken | undefined;
  readonly #executor: CommandExecutor;
  /** `send`: the intent is not stored in time. `check`: the next one, after an unforeseen failure. */
  readonly timers: Timers<'send' | 'check'>;
  snapshot: TransactionSnapshot;
  /** Of the next event, for who observes. */
  #seq: number;
  /** Under which its terminal was this engine's when it began. */
  readonly #fence: number | undefined;

  constructor(deps: RunningDependencies, input: TransactionInput, nextSeq: number) {
    this.#seq = Math.max(nextSeq, 1);
    this.#deps = deps;
    this.#input = input;
    this.#executor = new CommandExecutor(deps, deps.receiver);
    this.timers = new Timers(deps.clock);
    this.snapshot = begin(input).snapshot;
    this.#fence = this.#fenceNow();
  }

  /** The attempt of this process to send the request: the event that lets it leave names it. */
  get attempt(): AttemptToken {
    return (this.#attempt ??= this.#deps.attempts.begin());
  }

  /** Whether this process may have sent a byte of the request. */
  get maySent(): boolean {
    return this.#executor.maySent;
  }

  get isSettled(): boolean {
    return isSettled(this.snapshot);
  }

  get isUnknown(): boolean {
    return this.snapshot.hasTag('outcomeUnknown');
  }

  get isChecking(): boolean {
    return this.snapshot.matches('statusChecking');
  }

  /** A new transaction. Where nothing waits for the processor, its connection is made while its intent is being stored. */
  begin(): void {
    this.report();
    if (this.#deps.slices?.isCrowded !== true) this.#executor.preconnect(this.#input);
  }

  /** The effect that an event would have. */
  step(event: TransactionEvent): TakenStep {
    return { before: this.snapshot, ...step(this.snapshot, event) };
  }

  /** Takes an event that is stored: its state is reported, then its commands are carried out. */
  take(event: TransactionEvent, taken: TakenStep): void {
    const { commands } = taken;
    this.enter(event, taken);
    const state = readState(this.snapshot);
    logEvent(this.#deps.log, 'transaction.step', { step: event.type, state: state.state });
    if (event.type === 'link.notSent' && !this.isSettled) {
      logEvent(this.#deps.log, 'transaction.notSentIgnored', { code: event.failure.code });
    }
    this.report(state);
    this.execute(commands, readingOf(event));
  }

  /** The state that an event leads to, before anything follows from it. */
  enter(event: TransactionEvent, { before, snapshot: after, commands }: TakenStep): void {
    this.snapshot = after;
    const seq = this.#seq;
    this.#seq += 1;
    this.#deps.inspector?.emitStored(() => transactionStep({ seq, event, before, after, commands }));
  }

  /** Takes an event that is true whatever the disk does: it is reported at once, and nothing follows from it before it is stored. */
  async takeUnstored(payload: TransactionEventPayload): Promise<readonly [TransactionEvent, TakenStep]> {
    const event: TransactionEvent = { ...payload, ...this.now() };
    const taken = this.step(event);
    this.enter(event, taken);
    this.report();
    return [event, taken];
  }

  /** The intent is on disk. */
  opened(): void {
    this.#deps.inspector?.emitStored(() => openedStep(this.#input, begin(this.#input).snapshot));
  }

  report(state = readState(this.snapshot)): void {
    const { store, entry } = this.#deps;
    // After an override the request's own answer may still come, and is needed. Otherwise nothing more is awaited.
    if (state.state === 'settled') this.#end(state.outcome.kind === 'overridden');
    store.update(entry, state);
  }

  /** Nothing more is sent or asked. The request's own answer may still come. */
  end(): void {
    this.#end(true);
  }

  /** Gives the connection of the request up, unless its first byte may have left. */
  withdraw(): void {
    this.#isWithdrawn = true;
    this.#executor.withdraw();
  }

  /**
   * Storing the decision and connecting may take long: the till may have withdrawn meanwhile.
   *
   * @param attempt that is about to send
   * @param hasEnded it is stopped, or a person has closed it
   */
  whyNotSend(attempt: AttemptToken, hasEnded: boolean): ReturnType<typeof whyNotSend> {
    const { claim } = this.snapshot.context;
    // A part of the caller: what is no clear yes counts as no, and what it throws is contained where this is called.
    const isOwned: unknown = this.#deps.ownership.owns(this.#input.POIID);
    const sender = { attempt, claim, owns: isOwned === true && this.#fenceNow() === this.#fence };
    return whyNotSend(this.#input, this.#isWithdrawn || hasEnded, this.now(), sender);
  }

  /** Both clocks, as an event of this transaction has them. */
  now(): ClockReading {
    return readingBy(this.#input, this.#deps.bootId, readClock(this.#deps.clock));
  }

  stop(): void {
    this.timers.disarmAll();
    this.#executor.stop();
  }

  /** @param since when the commands were issued: storing their event may have taken long */
  execute(commands: readonly TransactionCommand[], since: ClockReading): void {
    const { receiver } = this.#deps;
    const { input, claim: attempt = '' } = this.snapshot.context;
    for (const command of commands) {
      const reason = command.type === 'transmit' ? receiver.whyNotSend(attempt) : undefined;
      if (reason !== undefined) receiver.send({ type: 'link.notSent', failure: failure(reason), attempt });
      else this.#executor.execute(command, { input, attempt }, since);
      // From here on the transport asks whether it is too late.
      if (this.maySent) this.timers.disarm('send');
    }
  }

  #fenceNow(): number | undefined {
    return fenceOf(this.#deps.ownership, this.#input.POIID);
  }

  #end(awaitAnswer: boolean): void {
    this.timers.disarmAll();
    this.#executor.settle({ awaitAnswer });
    if (this.#attempt !== undefined) this.#deps.attempts.forget(this.#attempt);
  }
}
