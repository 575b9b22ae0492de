import type { Observable } from 'rxjs';
import type { NotificationHandler } from '../adapters/ports/listener.port.ts';
import type { Clock } from '../adapters/ports/clock.port.ts';
import type { Journal } from '../adapters/ports/journal.port.ts';
import { ClosedError, formatValue, InputError } from '../errors.ts';
import type { InspectEntry } from '../machines/index.ts';
import { parseTransactionId, type POIID } from '../protocol/ids.ts';
import { SafeObservable, type Stream } from './runtime/containment.ts';
import type { TerminalReport } from './doctor/terminal-report.ts';
import type { Engine, HandlerOptions, OverrideRequest } from './engine.ts';
import type { InspectedEngine } from './inspection/live-source.ts';
import { fleetHandle } from './fleet-handle.ts';
import { historyTransaction, takePage, type HistoryPage } from './history/history.ts';
import { historyItems, PAGE_SIZE } from './history/history-items.ts';
import {
  parseHistoryRequest,
  parsePeriodRequest,
  type HistoryRequest,
  type Period,
} from './history/history-request.ts';
import { totalsOf, type Totals } from './history/totals.ts';
import type { Health } from './journal/journal-health.ts';
import { prune } from './journal/prune.ts';
import type { Logger } from './runtime/logging.ts';
import type { NotificationRouter, TerminalNotification, TransactionProgress } from './notification-router.ts';
import type { ResolvedOptions } from './options/engine-options.ts';
import type { SharedTerminals } from './ownership/shared-terminals.ts';
import type { StoredEntries } from './ownership/stored-entries.ts';
import { overrideEvent, parseOverride } from './override.ts';
import { readTransaction } from './journal/stored-transactions.ts';
import { knownTerminal, planTransaction } from './requests/transaction-plan.ts';
import type {
  AcquireCardRequest,
  PayRequest,
  RefundRequest,
  StoredValueRequest,
  TransactionType,
  UnreferencedRefundRequest,
} from './requests/transaction-requests.ts';
import type { TransactRequest } from './requests/transact-request.ts';
import type { Fleet } from './terminals/fleet.ts';
import type { Terminal } from './terminals/terminal-handle.ts';
import type { Terminals } from './terminals/terminals.ts';
import type { Admission } from './transactions/admission.ts';
import type { TransactionEntry } from './transactions/transaction-entry.ts';
import { transactionHandle, type Transaction } from './transactions/transaction-handle.ts';
import type { TransactionState } from './transactions/transaction-state.ts';
import type { TransactionStore } from './transactions/transaction-store.ts';
import type { Alert, Orphan, UnmatchedResponses } from './transactions/unmatched-responses.ts';

export interface EngineHandleDependencies {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  /** Of this start of the machine. */
  readonly bootId: string;
  readonly log: Logger;
  readonly journal: Journal;
  readonly health$: Observable<Health>;
  readonly store: TransactionStore;
  readonly admission: Admission;
  readonly stored: StoredEntries;
  readonly shared: SharedTerminals;
  readonly unmatched: UnmatchedResponses;
  readonly router: NotificationRouter;
  readonly inspect$: Observable<InspectEntry>;
  readonly inspection: { readonly source: InspectedEngine };
  readonly fleet: Fleet;
  readonly listenerUrl: string | undefined;
  readonly inspectUrl: string | undefined;
  readonly notificationHandler: (options: HandlerOptions) => NotificationHandler;
  readonly diagnose: (poiid: POIID) => Promise<TerminalReport>;
  /** Ends everything. Called once. */
  readonly shutDown: () => Promise<void>;
}

/** The till's view of an engine: each call is delegated to the part that does it. */
export class EngineHandle implements Engine {
  readonly unresolved$: Stream<readonly TransactionState[]>;
  readonly transactions$: Stream<TransactionState>;
  readonly health$: Stream<Health>;
  readonly alerts$: Stream<Alert>;
  readonly display$: Stream<TransactionProgress>;
  readonly events$: Stream<TerminalNotification>;
  readonly inspect$: Stream<InspectEntry>;
  readonly terminals: Terminals;
  readonly listenerUrl: string | undefined;
  readonly inspectUrl: string | undefined;
  readonly #deps: EngineHandleDependencies;
  #closing: Promise<void> | undefined;

  constructor(deps: EngineHandleDependencies) {
    const safe = <T>(source: Observable<T>): Stream<T> => new SafeObservable(source, deps.log);
    this.#deps = deps;
    this.unresolved$ = safe(deps.store.unresolved$);
    this.transactions$ = safe(deps.store.states$);
    this.health$ = safe(deps.health$);
    this.alerts$ = safe(deps.unmatched.alerts$);
    this.display$ = safe(deps.router.display$);
    this.events$ = safe(deps.router.events$);
    this.inspect$ = safe(deps.inspect$);
    this.terminals = fleetHandle(deps);
    this.listenerUrl = deps.listenerUrl;
    this.inspectUrl = deps.inspectUrl;
  }

  get inspection(): InspectedEngine {
    return this.#deps.inspection.source;
  }

  pay(request: PayRequest): Transaction {
    return this.#begin('payment', request);
  }

  refund(request: RefundRequest): Transaction {
    return this.#begin('refund', request);
  }

  unreferencedRefund(request: UnreferencedRefundRequest): Transaction {
    return this.#begin('unreferencedRefund', request);
  }

  acquireCard(request: AcquireCardRequest): Transaction {
    return this.#begin('cardAcquisition', request);
  }

  storedValue(request: StoredValueRequest): Transaction {
    return this.#begin('storedValue', request);
  }

  transact(request: TransactRequest): Transaction {
    return this.#begin('transact', request);
  }

  transaction(id: string): Transaction | undefined {
    const entry = this.#deps.store.get(parseTransactionId(id));
    return entry && this.#handle(entry);
  }

  async find(id: string): Promise<Transaction | undefined> {
    const parsed = parseTransactionId(id);
    const inMemory = this.#deps.store.get(parsed);
    // Of what was let go, the journal knows more.
    if (inMemory?.isStarted && !inMemory.isElsewhere) return this.#handle(inMemory);
    const stored = await readTransaction(this.#deps.journal, parsed);
    return stored && this.#handle(this.#deps.stored.recall(stored));
  }

  async history(request: HistoryRequest = {}): Promise<HistoryPage> {
    const { filter, limit } = parseHistoryRequest(request);
    const { journal, store } = this.#deps;
    const { items, ...rest } = await takePage(
      historyItems(journal, filter, { pageSize: limit + 1, memory: store }),
      limit,
    );
    return { transactions: items.map(historyTransaction), ...rest };
  }

  async totals(period: Period = {}): Promise<Totals> {
    const { journal, store } = this.#deps;
    return totalsOf(historyItems(journal, parsePeriodRequest(period), { pageSize: PAGE_SIZE, memory: store }));
  }

  abort(id: string): void {
    this.#deps.admission.abort(this.#entryOf(id));
  }

  checkStatus(id: string): void {
    this.#entryOf(id).send({ type: 'sale.checkStatus' });
  }

  override(request: OverrideRequest): Transaction {
    const given = parseOverride(request);
    const entry = this.#entryOf(given.transaction);
    this.#deps.admission.assertHere(entry);
    entry.send(overrideEvent(given, entry.state));
    return this.#handle(entry);
  }

  unresolved(): readonly TransactionState[] {
    return this.#deps.store.unresolved;
  }

  orphans(): readonly Orphan[] {
    return this.#deps.unmatched.list();
  }

  dismissOrphan(id: string): Promise<void> {
    return this.#deps.unmatched.dismiss(id);
  }

  notificationHandler(options: HandlerOptions): NotificationHandler {
    return this.#deps.notificationHandler(options);
  }

  terminal(poiid: string): Terminal {
    this.#assertOpen();
    return this.#deps.fleet.terminal(poiid);
  }

  async diagnose(poiid: string): Promise<TerminalReport> {
    this.#assertOpen();
    return this.#deps.diagnose(knownTerminal(poiid, this.#deps.options));
  }

  prune(olderThanMs: number): Promise<number> {
    return prune(olderThanMs, this.#deps);
  }

  close(): Promise<void> {
    this.#closing ??= this.#deps.shutDown();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #begin(type: TransactionType, request: unknown): Transaction {
    this.#assertOpen();
    return this.#handle(this.#deps.admission.begin(planTransaction(type, request, this.#deps.options)));
  }

  #handle(entry: TransactionEntry): Transaction {
    return transactionHandle(entry, this.#deps);
  }

  /** @throws {ClosedError} */
  #entryOf(id: string): TransactionEntry {
    this.#assertOpen();
    const entry = this.#deps.store.get(parseTransactionId(id));
    if (entry !== undefined) return entry;
    throw new InputError('ERR_INPUT_TRANSACTION', {
      path: 'transaction',
      expected: 'the id of a transaction',
      found: formatValue(id),
    });
  }

  /** @throws {ClosedError} */
  #assertOpen(): void {
    if (this.#closing !== undefined) throw new ClosedError('the engine');
  }
}
