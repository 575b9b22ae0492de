import type { NotificationHandler, NotificationHandlerOptions } from '../adapters/ports/listener.port.ts';
import type { TransactionId } from '../protocol/ids.ts';
import type { Stream } from './runtime/containment.ts';
import type { Health } from './journal/journal-health.ts';
import type { TerminalNotification, TransactionProgress } from './notification-router.ts';
import type {
  AcquireCardRequest,
  PayRequest,
  RefundRequest,
  StoredValueRequest,
  UnreferencedRefundRequest,
} from './requests/transaction-requests.ts';
import type { Terminal } from './terminals/terminal-handle.ts';
import type { Transaction } from './transactions/transaction-handle.ts';
import type { TransactionState } from './transactions/transaction-state.ts';
import type { Alert, Orphan } from './transactions/unmatched-responses.ts';

/** Drives the terminals of one till. */
export interface Engine {
  /**
   * Starts a payment and gives its handle at once. Mistakes throw; what becomes of the payment is its outcome, also when the
   * terminal is occupied or quarantined: `notProcessed`, with the transaction in the way.
   *
   * @throws {InputError} when the request cannot be sent as it is; nothing is stored or sent then
   * @throws {ClosedError}
   */
  pay(request: PayRequest): Transaction;
  /**
   * Gives money of an earlier payment back (a Reversal). Its `accepted` says that the platform took the order, not that the money
   * is back: that is reported by the platform, later.
   *
   * @throws {InputError} as `pay`
   */
  refund(request: RefundRequest): Transaction;
  /** Gives money to a card that is presented, without an earlier payment. @throws {InputError} as `pay` */
  unreferencedRefund(request: UnreferencedRefundRequest): Transaction;
  /**
   * Reads a card before it is known what will be paid. After it the terminal waits: continue with `pay({ cardAcquisition })`, or
   * end it with `terminal(poiid).endCardAcquisition()`.
   *
   * @throws {InputError} as `pay`
   */
  acquireCard(request: AcquireCardRequest): Transaction;
  /** Activates, loads or unloads gift cards. @throws {InputError} as `pay` */
  storedValue(request: StoredValueRequest): Transaction;
  /** A transaction in memory by its id: every open one, and those that were settled lately. @throws {InputError} for no id */
  transaction(id: string): Transaction | undefined;
  /**
   * A transaction by its id, also one that was settled long ago; `undefined` when there is none. Sends nothing.
   *
   * @throws {InputError} `ERR_INPUT_TRANSACTIONID` for what is no id
   * @throws {JournalError} when the journal cannot be read
   */
  find(id: string): Promise<Transaction | undefined>;
  /** @throws {InputError} `ERR_INPUT_TRANSACTION` when there is no such transaction in memory; see `Transaction.abort` */
  abort(id: string): void;
  /** @throws {InputError} `ERR_INPUT_TRANSACTION`; see `Transaction.checkStatus` */
  checkStatus(id: string): void;
  /**
   * Closes a transaction whose outcome is unknown, on the word of a person who has looked. It is recorded with name and reason,
   * and the terminal takes new transactions again.
   *
   * @throws {InputError} `ERR_INPUT_TRANSACTION`; `ERR_INPUT_OVERRIDE` when its outcome is not unknown, or by, reason or outcome
   *   are missing
   */
  override(request: OverrideRequest): Transaction;
  /** Transactions whose outcome is unknown, also straight after a restart. */
  unresolved(): readonly TransactionState[];
  /** The same as it changes; hot, the current list first. */
  readonly unresolved$: Stream<readonly TransactionState[]>;
  /** Every state of every transaction, from now on. */
  readonly transactions$: Stream<TransactionState>;
  /** Whether the journal works; hot, the current value first. */
  readonly health$: Stream<Health>;
  /** Results that no transaction waits for, when they are stored: a person must look at them. */
  readonly alerts$: Stream<Alert>;
  /** The same, also from earlier runs, until they are dismissed. */
  orphans(): readonly Orphan[];
  /** A person has dealt with an orphan. Resolves when that is stored. @throws {InputError} `ERR_INPUT_ORPHAN` */
  dismissOrphan(id: string): Promise<void>;
  /** The progress of all transactions, from now on. */
  readonly display$: Stream<TransactionProgress>;
  /** What terminals say about themselves (SaleWakeUp, Shutdown, ...), and progress that belongs to no transaction in memory. */
  readonly events$: Stream<TerminalNotification>;
  /** Where the `listener` of the options listens, for example `http://127.0.0.1:8080`; `undefined` without one. */
  readonly listenerUrl: string | undefined;
  /**
   * Takes the notifications of terminals from a server that the till has already: a function from request to response.
   *
   * @throws {ConfigError} `ERR_CONFIG_LISTENER`
   */
  notificationHandler(options: HandlerOptions): NotificationHandler;
  /** @throws {InputError} `ERR_INPUT_TERMINAL` when the engine has no such terminal */
  terminal(poiid: string): Terminal;
  /** Forgets transactions that were settled longer ago than that, in milliseconds. Never an open one. Gives how many. */
  prune(olderThanMs: number): Promise<number>;
  /**
   * Waits up to `limits.closeTimeoutMs` for what is in flight, then ends. What is not settled by then is left as the journal
   * has it, and is taken up at the next start. Safe to call twice.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Everything of a notification handler but what the engine knows itself. */
export type HandlerOptions = Omit<NotificationHandlerOptions, 'sink' | 'keyRing' | 'clock' | 'log'>;

export interface OverrideRequest {
  /** The id of the transaction. */
  readonly transaction: TransactionId | string;
  /** Who decides: a name. */
  readonly by: string;
  /** Why: what was seen. */
  readonly reason: string;
  /** What was found out about the money. */
  readonly outcome: 'charged' | 'notCharged' | 'unknown';
}
