import type { NotificationHandler, NotificationHandlerOptions } from '../adapters/ports/listener.port.ts';
import type { InspectEntry } from '../machines/index.ts';
import type { TransactionId } from '../protocol/ids.ts';
import type { TerminalReport } from './doctor/terminal-report.ts';
import type { HistoryPage } from './history/history.ts';
import type { HistoryRequest, Period } from './history/history-request.ts';
import type { Totals } from './history/totals.ts';
import type { Stream } from './runtime/containment.ts';
import type { InspectedEngine } from './inspection/live-source.ts';
import type { Health } from './journal/journal-health.ts';
import type { TerminalNotification, TransactionProgress } from './notification-router.ts';
import type {
  AcquireCardRequest,
  PayRequest,
  RefundRequest,
  StoredValueRequest,
  UnreferencedRefundRequest,
} from './requests/transaction-requests.ts';
import type { TransactRequest } from './requests/transact-request.ts';
import type { Terminal } from './terminals/terminal-handle.ts';
import type { Transaction } from './transactions/transaction-handle.ts';
import type { TransactionState } from './transactions/transaction-state.ts';
import type { Alert, Orphan } from './transactions/unmatched-responses.ts';

/** Drives the terminals of one till. */
export interface Engine {
  /**
   * Starts a payment and returns its handle at once. Mistakes in the request throw; everything else is reported as the outcome,
   * also an occupied or quarantined terminal: `notProcessed`, with the transaction that blocks it.
   *
   * @throws {InputError} when the request cannot be sent as it is; nothing is stored or sent then
   * @throws {ClosedError}
   */
  pay(request: PayRequest): Transaction;
  /**
   * Refunds an earlier payment, all of it or a part (a Reversal). `accepted` means that the platform took the order, not that the
   * money is back: the platform reports that later.
   *
   * @throws {InputError} as `pay`
   */
  refund(request: RefundRequest): Transaction;
  /** Refunds to a card that is presented, without an earlier payment. @throws {InputError} as `pay` */
  unreferencedRefund(request: UnreferencedRefundRequest): Transaction;
  /**
   * Reads a card before the amount is known. Afterwards the terminal waits: continue with `pay({ cardAcquisition })`, or
   * end it with `terminal(poiid).endCardAcquisition()`.
   *
   * @throws {InputError} as `pay`
   */
  acquireCard(request: AcquireCardRequest): Transaction;
  /** Activates, loads or unloads gift cards. @throws {InputError} as `pay` */
  storedValue(request: StoredValueRequest): Transaction;
  /**
   * A transaction whose body you write yourself, in the names of the Terminal API, for what the others do not have: it is stored, sent once
   * and asked about as they are.
   *
   * @throws {InputError} as `pay`, `ERR_INPUT_CATEGORY`, `ERR_INPUT_BODY`
   */
  transact(request: TransactRequest): Transaction;
  /** A transaction in memory by its id: the open ones, and those settled recently. @throws {InputError} `ERR_INPUT_TRANSACTIONID` */
  transaction(id: string): Transaction | undefined;
  /**
   * Finds a transaction by its id, also one that was settled long ago; `undefined` when there is none. Sends nothing.
   *
   * @throws {InputError} `ERR_INPUT_TRANSACTIONID` when the id is malformed
   * @throws {JournalError} when the journal cannot be read
   */
  find(id: string): Promise<Transaction | undefined>;
  /**
   * Lists transactions, open or settled, in memory or stored, the newest first: a page, and the cursor of the next one. What was refused
   * before anything was stored of it (`notProcessed`) is in no list. Sends nothing.
   *
   * @throws {InputError} naming the member: `ERR_INPUT_TIME`, `ERR_INPUT_CURSOR`, `ERR_INPUT_LIMIT`, ...
   * @throws {JournalError} when the journal cannot be read
   */
  history(request?: HistoryRequest): Promise<HistoryPage>;
  /**
   * What the transactions of a period come to, by terminal, currency, type and kind. What is unresolved or unclear is counted apart.
   *
   * @throws as `history`
   */
  totals(period?: Period): Promise<Totals>;
  /** @throws {InputError} `ERR_INPUT_TRANSACTION` when there is no such transaction in memory; see `Transaction.abort` */
  abort(id: string): void;
  /** @throws {InputError} `ERR_INPUT_TRANSACTION`; see `Transaction.checkStatus` */
  checkStatus(id: string): void;
  /**
   * Closes a transaction whose outcome is unknown, on the decision of a person who has checked. Name and reason are recorded,
   * and the terminal accepts new transactions again.
   *
   * @throws {InputError} `ERR_INPUT_TRANSACTION`; `ERR_INPUT_OVERRIDE` when its outcome is not unknown, or by, reason or outcome
   *   are missing
   */
  override(request: OverrideRequest): Transaction;
  /** Transactions whose outcome is unknown, also straight after a restart. */
  unresolved(): readonly TransactionState[];
  /** The same list whenever it changes; hot, the current list first. */
  readonly unresolved$: Stream<readonly TransactionState[]>;
  /** Every state of every transaction, from now on. */
  readonly transactions$: Stream<TransactionState>;
  /** Whether the journal works; hot, the current value first. */
  readonly health$: Stream<Health>;
  /** Results that no transaction waits for, emitted once they are stored: a person must check them. */
  readonly alerts$: Stream<Alert>;
  /** The same results, including those of earlier runs, until they are dismissed. */
  orphans(): readonly Orphan[];
  /** Removes an orphan that a person has dealt with. Resolves when that is stored. @throws {InputError} `ERR_INPUT_ORPHAN` */
  dismissOrphan(id: string): Promise<void>;
  /** The progress of all transactions, from now on. */
  readonly display$: Stream<TransactionProgress>;
  /** Events of the terminals themselves (SaleWakeUp, Shutdown, ...), and progress that belongs to no transaction in memory. */
  readonly events$: Stream<TerminalNotification>;
  /**
   * What the machines do, one entry for each event, command and message, for a developer to look at: see docs/visualizer.md. Begins with
   * `hello`. Costs nothing while there is no subscriber, and no subscriber can hold a payment up. Never a body, a key or card data.
   */
  readonly inspect$: Stream<InspectEntry>;
  /**
   * The same for a page: lists, whole transactions, and what changes. The newest messages are kept while it is followed or read, and
   * for a minute after that.
   */
  readonly inspection: InspectedEngine;
  /** Where the `listener` of the options listens, for example `http://127.0.0.1:8080`; `undefined` without one. */
  readonly listenerUrl: string | undefined;
  /** Where the `inspect` of the options serves the visualizer, with a token that opens one browser, once; `undefined` without one. */
  readonly inspectUrl: string | undefined;
  /**
   * Handles the notifications of terminals in a server that the till already has: a function from request to response.
   *
   * @throws {ConfigError} `ERR_CONFIG_LISTENER`
   */
  notificationHandler(options: HandlerOptions): NotificationHandler;
  /** @throws {InputError} `ERR_INPUT_TERMINAL` when the engine has no such terminal */
  terminal(poiid: string): Terminal;
  /**
   * Looks at the way to a terminal step by step (name, port, TLS, certificate, key), at what it says about itself and at its clock, and
   * says of each step what was found and what to do: `tenderline doctor` prints it. Moves no money, and ends a running Input, as every
   * request does; a fault of the terminal is a result.
   *
   * @throws {InputError} `ERR_INPUT_TERMINAL`
   */
  diagnose(poiid: string): Promise<TerminalReport>;
  /** All terminals, in the order of the options. */
  terminals(): readonly Terminal[];
  /**
   * Forgets transactions settled more than that many milliseconds ago, never an open one, and never one of the newest 100. Resolves
   * with their number.
   *
   * @param olderThanMs milliseconds, from 0
   * @throws {InputError} `ERR_INPUT_PRUNE`
   * @throws {JournalError} `ERR_JOURNAL_CLOCK` when the clock of the machine contradicts its other clock or the order of the journal
   */
  prune(olderThanMs: number): Promise<number>;
  /**
   * Waits up to `limits.closeTimeoutMs` for what is in flight, then ends. What is not settled by then stays as the journal
   * has it, and is resumed at the next start. A journal that takes longer is closed behind it: the next engine of this process on the
   * same file waits for that. Safe to call twice.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The options of a notification handler, without those that the engine sets itself. */
export type HandlerOptions = Omit<NotificationHandlerOptions, 'sink' | 'keyRing' | 'clock' | 'log'>;

export interface OverrideRequest {
  /** The id of the transaction. */
  readonly transaction: TransactionId | string;
  /** Name of the person who decides. */
  readonly by: string;
  /** The reason: what the person observed. */
  readonly reason: string;
  /** What the person found out about the money. */
  readonly outcome: 'charged' | 'notCharged' | 'unknown';
}
