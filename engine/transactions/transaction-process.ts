import { logEvent } from '../../adapters/logging/log-event.ts';
import { createdAt, readingOf, type AttemptToken, type TransactionEvent } from '../../machines/index.ts';
import type { TransactionEventPayload, TransactionInput } from '../../machines/index.ts';
import type { JournalError } from '../../errors.ts';
import { failure, type Failure } from '../../protocol/faults.ts';
import { isDamage, isFenced, lostTerminal } from '../journal/damage.ts';
import type { StoredTransaction } from '../journal/stored-transactions.ts';
import { TransactionRecorder } from '../journal/transaction-recorder.ts';
import { restartOf, saysOfRequest } from '../sending/resumption.ts';
import { afterFailure, LOST_ON_DISK } from '../runtime/after-failure.ts';
import { contained, describeError } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import { EventQueue } from '../runtime/event-queue.ts';
import type { EventReceiver, TransactionEntry } from './transaction-entry.ts';
import { leaveUnknown } from './damaged-transaction.ts';
import { RunningTransaction, type ProcessDependencies, type TakenStep } from './running-transaction.ts';
import { fold, isSettled, type Step } from './transaction-reducer.ts';

/**
 * The only way in which an event reaches a transaction: it is stored, then the machine processes it, then the store has the new
 * state and reports it, then the commands are carried out. One event at a time, in the order of arrival.
 *
 * Invariants:
 * - No command is carried out before the event that caused it is on disk.
 * - `transmit` is carried out at most once, and only after `intent.stored` is on disk; the result of a command is an event.
 * - While the disk does not take an event, the outcome is unknown, and a person may close it.
 * - An unforeseen failure ends this transaction alone: not processed if nothing was sent, else unknown and asked about.
 */
export class TransactionProcess implements EventReceiver {
  readonly #deps: ProcessDependencies;
  readonly #log: Logger;
  readonly #entry: TransactionEntry;
  readonly #input: TransactionInput;
  readonly #recorder: TransactionRecorder;
  readonly #events: EventQueue;
  /** Aborted when nothing more is stored: it is stopped, or let go. */
  readonly #storing = new AbortController();
  #isStopped = false;
  readonly #running: RunningTransaction;
  /** Of a transaction of the journal: the event that resumes it, whatever an earlier process sent of it. */
  #restart: TransactionEventPayload | undefined;
  #hasFailed = false;
  #givenUp: JournalError | undefined;

  private constructor(deps: ProcessDependencies, entry: TransactionEntry, input: TransactionInput, nextSeq: number) {
    this.#deps = deps;
    this.#entry = entry;
    this.#input = input;
    this.#log = deps.log.child({ transaction: input.id, ServiceID: input.ServiceID, POIID: input.POIID });
    this.#events = new EventQueue((payload) => this.#deliver(payload), deps.slices);
    this.#recorder = new TransactionRecorder({ ...deps, log: this.#log }, input, nextSeq);
    this.#running = new RunningTransaction({ ...deps, log: this.#log, entry, receiver: this }, input, nextSeq);
    entry.start(this, input);
  }

  /** A new transaction: its intent is stored, then its request is sent. */
  static start(deps: ProcessDependencies, entry: TransactionEntry, input: TransactionInput): void {
    const process = new TransactionProcess(deps, entry, input, 0);
    process.#running.begin();
    const giveUp = () => process.#settleUnsent('ERR_SEND_TOO_LATE');
    process.#running.timers.arm('send', input.limits.sendWithinMs + 1, giveUp);
    process.#run(process.#storeIntent());
  }

  /** A transaction of the journal: replayed, and unknown at once if it is open. What is returned stores its restart, and acts upon it. */
  static resume(deps: ProcessDependencies, entry: TransactionEntry, stored: StoredTransaction): () => void {
    const process = new TransactionProcess(deps, entry, stored.input, (stored.records.at(-1)?.seq ?? 0) + 1);
    process.#running.snapshot = fold(stored);
    if (process.#running.isSettled) {
      process.#running.report();
      return () => process.#run(process.#events.open());
    }
    process.#restart = restartOf(stored, deps);
    const restarted = process.#running.takeUnstored(process.#restart);
    restarted.catch(() => {}); // contained when it goes on
    return () => process.#run(process.#storeRestart(restarted));
  }

  /** Receives an event. After the settlement only an answer matters. */
  send(payload: TransactionEventPayload): void {
    if (this.#isStopped) return;
    if (this.#hasEnded) return this.#noteAfterwards(payload);
    this.#events.post(payload);
    const isOverride = payload.type === 'sale.override';
    // At once: until this event is stored, the request may be about to leave.
    if (isOverride || payload.type === 'sale.abort') this.withdraw();
    if (isOverride) this.#recorder.release();
  }

  withdraw(): void {
    this.#running.withdraw();
  }

  whyNotSend(attempt: AttemptToken): ReturnType<EventReceiver['whyNotSend']> {
    return this.#running.whyNotSend(attempt, this.#hasEnded || this.#isStopped);
  }

  /** Accepts no more events, cancels what is under way and clears the timers. The journal keeps what was stored. */
  stop(): void {
    this.#isStopped = true;
    this.#storing.abort();
    this.#events.take();
    this.#running.stop();
  }

  /** What is on its way into the journal may still be stored; nothing else is. */
  letGo(): Promise<void> {
    this.#storing.abort();
    this.#settleUnsent('ERR_OWNERSHIP_LOST');
    if (this.#running.isSettled) this.#deps.store.forgetUnstored(this.#entry);
    this.#giveUp(lostTerminal(this.#input.POIID));
    for (const payload of this.#events.take()) this.#noteAfterwards(payload);
    return this.#recorder.idle();
  }

  get #hasEnded(): boolean {
    return this.#givenUp !== undefined || this.#running.isSettled;
  }

  /** Whether a byte of the request may have left: of this process, or of an earlier one. */
  get #mayHaveLeft(): boolean {
    return this.#restart !== undefined || this.#running.maySent;
  }

  async #storeIntent(): Promise<void> {
    try {
      await this.#recorder.open(this.#input);
      this.#running.opened();
      this.#events.post({ type: 'intent.stored', attempt: this.#running.attempt });
    } catch (error) {
      this.#giveUpUnstored(error);
    }
    await this.#events.open();
  }

  async #storeRestart(restarted: Promise<readonly [TransactionEvent, TakenStep]>): Promise<void> {
    const [event, taken] = await restarted;
    await this.#deps.slices?.turn('later');
    if (this.#givenUp !== undefined) return;
    if (await this.#store(event, taken)) this.#running.execute(taken.commands, readingOf(event));
    else if (!this.#storing.signal.aborted) this.#events.letOverride([event], []);
    await this.#events.open();
  }

  async #deliver(payload: TransactionEventPayload): Promise<void> {
    if (this.#isStopped) return;
    if (this.#hasEnded) return this.#noteAfterwards(payload);
    await this.#happen(payload).catch((error: unknown) => {
      this.#containFailure(error);
      if (this.#givenUp !== undefined) this.#noteAfterwards(payload);
    });
  }

  async #happen(payload: TransactionEventPayload): Promise<void> {
    // A person closed it while the disk held an event, and the disk has taken that one since: the decision counts all the same.
    if (payload.type === 'sale.override' && !this.#running.isUnknown) {
      await this.#happen(LOST_ON_DISK);
      if (!this.#running.isUnknown) return;
    }
    const event: TransactionEvent = { ...payload, ...this.#running.now() };
    const taken = this.#running.step(event);
    // Nothing follows from an abort before anything left, and the outcome has it, however long it takes to store.
    if (payload.type === 'sale.abort' && !this.#mayHaveLeft) this.#running.snapshot = taken.snapshot;
    if (payload.type === 'intent.stored') {
      try {
        await this.#recorder.tryStore(event, isSettled(taken.snapshot));
      } catch (error) {
        return this.#giveUpUnstored(error);
      }
    } else if (!(await this.#store(event, taken))) {
      if (this.#storing.signal.aborted) return this.#entry.keepForNext(payload);
      // A person closes what the disk does not take, once it is unknown in the journal, too.
      const lost = this.#running.isUnknown ? [] : [LOST_ON_DISK];
      return this.#events.letOverride(lost, [payload]);
    }
    // It may have ended while that was being stored: then nothing follows from it.
    if (!this.#isStopped && !this.#hasEnded) this.#running.take(event, taken);
  }

  /** @returns whether it is stored: `false` after a stop, when it was let go, or when a person closes the transaction before the disk takes it */
  #store(event: TransactionEvent, { snapshot }: Step): Promise<boolean> {
    const onHeld = (reason: Failure) => {
      if (!this.#hasEnded && this.#mayHaveLeft) this.#deps.store.hold(this.#entry, reason);
    };
    return this.#recorder.store(event, isSettled(snapshot), { signal: this.#storing.signal, onHeld });
  }

  #giveUpUnstored(error: unknown): void {
    logEvent(this.#log, 'transaction.intentNotStored', { error: describeError(error) });
    // Another engine stored a request of that id, for a terminal of its own, since it was looked up here.
    const isReused = this.#deps.store.isShared && this.#recorder.nextSeq === 0 && isDamage(error);
    if (isDamage(error) && !isReused) this.#giveUp(error);
    else this.#settleUnsent(isReused ? 'ERR_ID_REUSED' : isFenced(error) ? 'ERR_OWNERSHIP_LOST' : 'ERR_JOURNAL');
  }

  /** Nothing was sent, and nothing will be: it ends now. A restart gives no other result of the money. */
  #settleUnsent(code: Parameters<typeof failure>[0]): void {
    if (this.#isStopped || this.#hasEnded || this.#mayHaveLeft) return;
    this.#entry.isBeingStored = true;
    const abort: TransactionEventPayload[] = this.#events.has('sale.abort') ? [{ type: 'sale.abort' }] : [];
    const unsent = { type: 'link.notSent', failure: failure(code), attempt: this.#running.attempt } as const;
    for (const payload of [...abort, unsent]) {
      const event: TransactionEvent = { ...payload, ...createdAt(this.#input) };
      this.#running.take(event, this.#running.step(event));
      const stored = this.#recorder.storeUnsent(event, this.#hasEnded, { signal: this.#storing.signal });
      this.#run(this.#deps.store.whileStored(this.#entry, stored));
    }
  }

  /** Another process wrote its history, or has its terminal: what happens to it is not known here any more. */
  #giveUp(error: JournalError): void {
    if (this.#isStopped || this.#hasEnded) return;
    this.#givenUp = error;
    this.#running.end();
    const nextSeq = this.#recorder.nextSeq + 1;
    leaveUnknown(this.#deps, this.#entry, { id: this.#input.id, poiid: this.#input.POIID, error, nextSeq });
  }

  #containFailure(error: unknown): void {
    if (!isFenced(error)) logEvent(this.#log, 'transaction.bug', { error: describeError(error) });
    if (this.#isStopped || this.#hasEnded) return;
    if (isFenced(error)) this.#settleUnsent('ERR_OWNERSHIP_LOST');
    if (isDamage(error) || isFenced(error)) return this.#giveUp(error);
    const { isUnknown, isChecking } = this.#running;
    const [mayHaveLeft, restart, again] = [this.#mayHaveLeft, this.#restart, this.#hasFailed];
    const next = afterFailure({ mayHaveLeft, isUnknown, isChecking, restart, again });
    this.#hasFailed = true;
    contained(this.#log, 'a transaction', () => {
      if (next.do === 'endUnsent') this.#settleUnsent('ERR_INTERNAL_UNSENT');
      else if (next.do === 'post') this.#events.post(next.payload);
      else this.#running.timers.arm('check', this.#input.limits.statusIntervalMs, () => this.send(next.payload));
    });
  }

  #run(work: Promise<unknown>): void {
    work.catch((error: unknown) => (this.#containFailure(error), this.#events.open()));
  }

  #noteAfterwards(payload: TransactionEventPayload): void {
    // It was taken up again: what its terminal says of the request is for that.
    const isTakenUp = !this.#entry.isReceivedBy(this) && this.#entry.state.state !== 'damaged';
    if (isTakenUp && saysOfRequest(payload)) return this.#entry.send(payload);
    if (this.#entry.isFollowed && saysOfRequest(payload)) return this.#entry.keepForNext(payload);
    // Who closes it while its damage is found closes the damaged one.
    if (isDamage(this.#givenUp) && payload.type === 'sale.override') return this.#entry.send(payload);
    const { outcome, input } = this.#running.snapshot.context;
    contained(this.#log, 'a late answer', () => this.#deps.unmatched.noteAfterwards(input.id, payload, outcome));
  }
}
