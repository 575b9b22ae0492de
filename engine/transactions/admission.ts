import { setMaxListeners } from 'node:events';
import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Journal } from '../../adapters/ports/journal.port.ts';
import type { Random } from '../../adapters/ports/random.port.ts';
import { ElsewhereError, formatValue, InputError } from '../../errors.ts';
import { elapsedMaxMs, type TerminalCommand } from '../../machines/index.ts';
import { failure, type Failure, type FaultCode } from '../../protocol/faults.ts';
import { createServiceID, type POIID, type TransactionId } from '../../protocol/ids.ts';
import { contained, describeError } from '../runtime/containment.ts';
import type { ResolvedOptions } from '../options/engine-options.ts';
import type { Damage } from '../journal/damage.ts';
import type { StoredTransaction } from '../journal/stored-transactions.ts';
import { lookUp } from '../journal/look-up.ts';
import { findOriginal } from './refund-original.ts';
import { transactionInput } from '../requests/transaction-input.ts';
import { isSameRequest, storedRequest, type TransactionPlan } from '../requests/transaction-plan.ts';
import type { TerminalQueue } from '../terminals/terminal-queue.ts';
import { readClock, Timers } from '../runtime/timers.ts';
import { TransactionEntry } from './transaction-entry.ts';
import type { ProcessDependencies } from './running-transaction.ts';
import { TransactionProcess } from './transaction-process.ts';
import { hasEnded } from './transaction-reducer.ts';
import { refusedState } from './transaction-state.ts';

type Shared = Pick<ProcessDependencies, 'clock' | 'log' | 'store' | 'bootId' | 'hostId'>;
export interface AdmissionDependencies extends Shared {
  readonly options: ResolvedOptions;
  readonly journal: Pick<Journal, 'read' | 'readOpen'>;
  readonly random: Random;
  readonly newId: () => TransactionId;
  readonly queues: ReadonlyMap<POIID, TerminalQueue>;
  readonly process: ProcessDependencies;
  /** What the journal has goes on with the entry; or another engine goes on with it. */
  readonly stored: {
    takeUp(entry: TransactionEntry, stored: StoredTransaction | Damage): void;
    leaveElsewhere(entry: TransactionEntry, reason: Failure): void;
  };
  /** Which terminals are this engine's, and since which takeover. */
  readonly shared: { whyNotHere(poiid: POIID): Failure | undefined; tenureOf(poiid: POIID): unknown };
}

/** It waits for its terminal: nothing of it was stored or sent. */
interface Applicant extends Pick<Parameters<typeof transactionInput>[0], 'plan' | 'original'> {
  readonly entry: TransactionEntry;
}

/** From the call to the process: looks the id up in the journal, requests the terminal, and starts the process when that admits it. */
export class Admission {
  readonly #deps: AdmissionDependencies;
  readonly #applicants = new Map<TransactionId, Applicant>();
  /** The deadlines of transactions in the queue. */
  readonly #timers: Timers<TransactionId>;
  readonly #closed = new AbortController();

  constructor(deps: AdmissionDependencies) {
    this.#deps = deps;
    this.#timers = new Timers(deps.clock);
    // Each look-up that is under way listens: a store with many lanes has more than the ten at which Node.js warns of a leak.
    setMaxListeners(0, this.#closed.signal);
  }

  /** Carries out the commands of a terminal, from now on. */
  serve(queue: TerminalQueue): void {
    const { log } = this.#deps;
    queue.commands$.subscribe((command) => contained(log, 'an admission', () => this.#carryOut(command, queue)));
  }

  /**
   * Returns the transaction of the plan's id if it is in memory, else a new one.
   *
   * @throws {InputError} `ERR_INPUT_ID_REUSED` when the id is that of another request
   */
  begin(plan: TransactionPlan): TransactionEntry {
    const { random, store, newId } = this.#deps;
    const existing = plan.id && store.get(plan.id);
    if (existing !== undefined) {
      if (isSameRequest(existing.accepted.request, plan)) return existing;
      throw new InputError('ERR_INPUT_ID_REUSED', {
        path: 'id',
        expected: 'a new id for another request',
        found: `${formatValue(plan.id)}, which is taken`,
      });
    }
    const entry = new TransactionEntry({
      id: plan.id ?? newId(),
      POIID: plan.POIID,
      ServiceID: createServiceID((length) => random.bytes(length)),
      reference: plan.request.reference,
      ...(plan.amount !== undefined && { amount: plan.amount }),
      request: storedRequest(plan),
    });
    store.add(entry);
    this.#prepare(entry, plan).catch((error: unknown) => {
      logEvent(this.#deps.log, 'transaction.notStarted', { error: describeError(error) });
      this.#refuse(entry, failure('ERR_INTERNAL_UNSENT'));
    });
    return entry;
  }

  /** The till withdraws a transaction. One that was sent gets an abort; one that waits is not sent. @throws {ElsewhereError} */
  abort(entry: TransactionEntry): void {
    this.assertHere(entry);
    if (entry.isStarted) return entry.send({ type: 'sale.abort' });
    if (entry.state.state === 'settled') return;
    entry.requestAbort();
    // Before its id is looked up this is only recorded: the id may turn out to belong to an earlier payment.
    if (!this.#applicants.has(entry.id)) return;
    this.#withdraw(entry, this.#unsent(entry, 'ERR_WITHDRAWN'));
  }

  /** @throws {ElsewhereError} when another engine has the transaction: only that one acts */
  assertHere(entry: TransactionEntry): void {
    if (!entry.isElsewhere) return;
    throw new ElsewhereError(entry.accepted.POIID, this.#deps.shared.whyNotHere(entry.accepted.POIID)?.details);
  }

  /** Withdraws what waits for a terminal that is not this engine's any more. */
  withdrawWaiting(poiid: POIID, reason: Failure): void {
    for (const { entry } of this.#applicants.values()) {
      if (entry.accepted.POIID === poiid) this.#withdraw(entry, reason);
    }
  }

  /** Withdraws what is certainly unsent. A transaction whose id is still looked up may be an earlier one: nothing is reported. */
  close(): void {
    this.#closed.abort();
    for (const { entry } of this.#applicants.values()) this.#withdraw(entry, this.#unsent(entry, 'ERR_WITHDRAWN'));
    this.#timers.disarmAll();
  }

  /** Looks up what must be known first, then requests the terminal. */
  async #prepare(entry: TransactionEntry, plan: TransactionPlan): Promise<void> {
    const { clock, options, queues, process, shared } = this.#deps;
    const since = readClock(clock);
    entry.waitSince(since.atMs);
    this.#applicants.delete(entry.id); // when it is prepared again
    const tenure = shared.tenureOf(plan.POIID);
    // Since its id was looked up another engine had the terminal, and may have stored it.
    const isStale = () => shared.tenureOf(plan.POIID) !== tenure;
    const stored = plan.id === undefined ? undefined : await this.#lookUp(plan.id, entry);
    if (this.#closed.signal.aborted || entry.isStarted) return;
    if (stored !== undefined) return this.#takeUp(entry, plan, stored);
    const original = await findOriginal(plan, this.#deps.store, (id) => this.#lookUp(id, entry));
    if (this.#closed.signal.aborted || entry.isStarted) return;
    if (isStale()) return this.#prepare(entry, plan);
    if (entry.state.abortRequested && tenure !== undefined) return this.#refuse(entry, failure('ERR_WITHDRAWN'));
    // Before anything else: what is refused here may be under way at the engine that has the terminal.
    const elsewhere = shared.whyNotHere(plan.POIID);
    if (elsewhere !== undefined) return this.#refuse(entry, elsewhere);
    if (original !== undefined && 'code' in original) return this.#refuse(entry, original);
    const applicant = { entry, plan, original };
    this.#applicants.set(entry.id, applicant);
    await process.slices?.turn();
    if (this.#applicants.get(entry.id) !== applicant) return; // withdrawn meanwhile
    const gone = shared.whyNotHere(plan.POIID);
    if (gone !== undefined) return this.#withdraw(entry, gone);
    if (isStale()) return this.#prepare(entry, plan);
    if (elapsedMaxMs(since, readClock(clock)) > options.limits.sendWithinMs)
      return this.#withdraw(entry, failure('ERR_SEND_TOO_LATE'));
    // It was removed while the id was looked up: no terminal would ever admit it.
    if (!queues.has(plan.POIID)) return this.#withdraw(entry, failure('ERR_TERMINAL_REMOVED'));
    this.#send(plan.POIID, { type: 'sale.requested', transaction: entry.id, queue: plan.queue });
  }

  /** Resumes a settled transaction of an earlier process: the open ones of its terminals were resumed when they became this engine's. */
  #takeUp(entry: TransactionEntry, plan: TransactionPlan, stored: StoredTransaction | Damage): void {
    if (!isSameRequest(stored.input?.request, plan)) return this.#refuse(entry, failure('ERR_ID_REUSED'));
    const elsewhere = this.#deps.shared.whyNotHere(plan.POIID);
    if (elsewhere === undefined || hasEnded(stored)) this.#deps.stored.takeUp(entry, stored);
    else this.#deps.stored.leaveElsewhere(entry, elsewhere);
  }

  /** Nothing is reported before the journal is read, but why it takes so long. */
  #lookUp(id: TransactionId, entry: TransactionEntry): Promise<StoredTransaction | Damage | undefined> {
    return lookUp(this.#deps, id, this.#closed.signal, (reason) => {
      if (entry.state.state === 'queued') this.#deps.store.update(entry, { ...entry.state, failure: reason });
    });
  }

  #carryOut(command: TerminalCommand, { poiid }: TerminalQueue): void {
    if (command.type === 'wake') return this.#wake(poiid);
    const { transaction } = command.params;
    const applicant = this.#applicants.get(transaction);
    if (applicant === undefined) {
      // Withdrawn by a subscriber while its turn was reported: it is never sent, so it never settles, and must not keep the terminal.
      if (command.type === 'admit') this.#send(poiid, { type: 'transaction.settled', transaction });
      return;
    }
    if (command.type === 'enqueue') return this.#enqueue(applicant);
    this.#applicants.delete(applicant.entry.id);
    this.#timers.disarm(applicant.entry.id);
    if (command.type === 'admit') return this.#start(applicant);
    const { code, because } = command.params;
    this.#refuse(applicant.entry, failure(code, because === undefined ? undefined : `transaction ${because}`));
  }

  #enqueue({ entry }: Applicant): void {
    const giveUp = () => this.#withdraw(entry, this.#unsent(entry, 'ERR_TERMINAL_QUEUE_TIMEOUT'));
    this.#timers.arm(entry.id, this.#deps.options.limits.queueTimeoutMs, giveUp);
    this.#deps.store.update(entry, entry.state);
  }

  /** Why it ends unsent: once the terminal is lost, another engine may have sent that id. While it is only given up, none can. */
  #unsent({ accepted: { POIID } }: TransactionEntry, code: FaultCode): Failure {
    const { shared } = this.#deps;
    return (shared.tenureOf(POIID) === undefined ? shared.whyNotHere(POIID) : undefined) ?? failure(code);
  }

  #withdraw(entry: TransactionEntry, reason: Failure): void {
    this.#applicants.delete(entry.id);
    this.#timers.disarm(entry.id);
    this.#deps.queues.get(entry.accepted.POIID)?.send({ type: 'sale.withdrawn', transaction: entry.id });
    this.#refuse(entry, reason);
  }

  /** Nothing was stored or sent, so the id is free for another attempt. */
  #refuse(entry: TransactionEntry, reason: Failure): void {
    if (entry.isStarted || entry.state.state === 'settled') return;
    this.#deps.store.drop(entry);
    entry.progress.close();
    this.#deps.store.update(entry, refusedState(entry.state, reason));
  }

  /** The terminal is reserved for this transaction. */
  #start(applicant: Applicant): void {
    const { entry } = applicant;
    try {
      const input = transactionInput({ ...applicant, ...entry.accepted }, this.#deps);
      TransactionProcess.start(this.#deps.process, entry, input);
    } catch (error) {
      logEvent(this.#deps.log, 'transaction.notStarted', { error: describeError(error) });
      this.#deps.store.drop(entry);
      this.#deps.store.update(entry, refusedState(entry.state, failure('ERR_INTERNAL_UNSENT')));
      this.#send(entry.accepted.POIID, { type: 'transaction.settled', transaction: entry.id });
    }
  }

  #send(poiid: POIID, event: Parameters<TerminalQueue['send']>[0]): void {
    const queue = this.#deps.queues.get(poiid);
    queue?.send(event);
    queue?.publish();
  }

  /** The terminal is reachable again: unknown outcomes are checked now. */
  #wake(poiid: POIID): void {
    for (const { id } of this.#deps.store.unresolved.filter((state) => state.poiid === poiid)) {
      this.#deps.store.get(id)?.send({ type: 'terminal.online' });
    }
  }
}
