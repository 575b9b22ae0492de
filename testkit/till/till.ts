import type { NotificationHandler } from '../../adapters/index.ts';
import type { Amount, EngineOptions, Outcome, TransactionState, Unresolved } from '../../index.ts';

/** An amount that a shopper pays, or gets back, in one attempt. */
export interface Order {
  /**
   * Identifies it for ever. To be sent to the terminal as `reference`, by which the terminal's ledger is compared with what the till
   * reports; and best given to the engine as `id` as well, which then sends it once, whatever happens.
   */
  readonly id: string;
  readonly poiid: string;
  readonly amount: Amount;
  /** Of a refund: the order whose payment is refunded. */
  readonly refundOf?: string;
  /** Tender options: `AskGratuity`, `AllowPartialAuthorisation`. */
  readonly tenderOptions: readonly string[];
  /** Whether it may be queued for the terminal. */
  readonly queue: boolean;
}

/** The simulated shop that a till is given. */
export interface TillSurroundings {
  /** For `createEngine`, unchanged: terminals, keys, journal, time, randomness and network of the simulated shop. */
  readonly engineOptions: EngineOptions;
  /**
   * Reports the result of an order to the cashier: to be called with the result of `settled()` or `outcome()` of the transaction,
   * whenever the till displays it, `unresolved` included; the same order may be reported again. What is reported is compared with the
   * terminals' ledgers. Calls of a till that has ended are ignored.
   */
  readonly tell: (order: string, outcome: Outcome | Unresolved) => void;
}

/** An order that the till lists as unknown. */
export type UnresolvedOrder = { readonly id: string } & Pick<TransactionState, 'state' | 'nextCheckAtMs'> &
  Partial<Pick<TransactionState, 'failure'>>;

/**
 * The till under test: `pay`, `close`, and the optional members that it supports. Results of the calls are ignored, and a call that
 * throws or rejects is only a refusal: what counts is what the till reports, and what it lists as unknown. An order that it neither
 * reports nor lists in the end is forgotten.
 */
export interface TillUnderTest {
  /**
   * The cashier orders a payment, with its id as `reference`. After a restart it is called again for every order without a
   * reported outcome: that is the same order, not a second one.
   */
  pay(order: Order): unknown;
  /** The cashier refunds an order, which `order.refundOf` names. */
  refund?(order: Order): unknown;
  /** The cashier aborts the order. */
  abort?(order: string): unknown;
  /** The cashier requests a status check. */
  checkStatus?(order: string): unknown;
  /** A person has checked, and closes an order whose outcome is unknown. */
  override?(order: string, found: 'charged' | 'notCharged'): unknown;
  /**
   * The orders that the till lists as unknown, and when their next check is due: the result of `engine.unresolved()`. Without it an
   * order whose outcome cannot be known counts as forgotten.
   */
  unresolved?(): readonly UnresolvedOrder[];
  /** Handles notifications of terminals. */
  readonly notifications?: Pick<NotificationHandler, 'handle'>;
  /** The shop closes, or the till is restarted in an orderly way. */
  close(): unknown;
}

/**
 * Starts a till in a simulated shop. Called again after every restart and crash, with the same journal; nothing else survives, so
 * everything that must survive has to be in the journal. Time passes on `engineOptions.parts.clock` alone: a till that waits for a
 * timer, a file or a socket of its own waits for ever.
 */
export type CreateTill = (surroundings: TillSurroundings) => Promise<TillUnderTest> | TillUnderTest;
