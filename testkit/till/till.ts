import type { NotificationHandler } from '../../adapters/index.ts';
import type { Amount, EngineOptions, Outcome, TransactionState, Unresolved } from '../../index.ts';

/** Something that a shopper is to pay, or to get back, in one attempt. */
export interface Order {
  /**
   * Names it for ever. To be sent to the terminal as `reference`, by which its book is compared with what the till tells; and best
   * given to the engine as `id` as well, which then sends it once, whatever happens.
   */
  readonly id: string;
  readonly poiid: string;
  readonly amount: Amount;
  /** Of a refund: the order whose payment is given back. */
  readonly refundOf?: string;
  /** What the terminal may do besides: `AskGratuity`, `AllowPartialAuthorisation`. */
  readonly tenderOptions: readonly string[];
  /** It may wait in line for the terminal. */
  readonly queue: boolean;
}

/** What a till is given to stand in: a shop that is not real, and looks it. */
export interface TillSurroundings {
  /** For `createEngine`, as they are: terminals, keys, journal, time, chance and network of the simulated shop. */
  readonly engineOptions: EngineOptions;
  /**
   * The cashier reads on the till how an order stands: to be called with what `settled()` or `outcome()` of the transaction gives,
   * whenever the till shows it, `unresolved` included; the same order may be told again. What is told is compared with what the
   * terminals took. A till that has ended is not heard any more.
   */
  readonly tell: (order: string, outcome: Outcome | Unresolved) => void;
}

/** An order whose outcome is unknown. */
export type Listed = { readonly id: string } & Pick<TransactionState, 'state' | 'nextCheckAtMs'>;

/**
 * The till that is put to the test: `pay`, `close`, and of the rest what it can do. Nobody waits for what its calls give, and one that
 * throws or rejects has only refused: what counts is what it tells, and what it lists as unknown. An order that it neither tells nor
 * lists in the end is forgotten.
 */
export interface TillUnderTest {
  /**
   * The cashier wants an order paid, with its id as `reference`. After a restart this comes again for an order that the till has not
   * told the end of: it is the same order then, not a second one.
   */
  pay(order: Order): unknown;
  /** The cashier gives an order's money back; `order.refundOf` names it. */
  refund?(order: Order): unknown;
  /** The cashier wants it stopped. */
  abort?(order: string): unknown;
  /** The cashier wants to know now. */
  checkStatus?(order: string): unknown;
  /** Somebody has looked, and closes an order whose outcome is unknown. */
  override?(order: string, found: 'charged' | 'notCharged'): unknown;
  /**
   * The orders that the till lists as unknown, and when the terminal is asked next: what `engine.unresolved()` gives. Without it an
   * order that nobody can know the end of counts as forgotten.
   */
  unresolved?(): readonly Listed[];
  /** Takes notifications of terminals. */
  readonly notifications?: Pick<NotificationHandler, 'handle'>;
  /** The shop closes, or the till is restarted in good order. */
  close(): unknown;
}

/**
 * Starts a till in these surroundings. Called again after every restart and crash, with the same journal; nothing else is left of the
 * till before, so all that is to survive has to be in the journal. Time passes on `engineOptions.parts.clock` alone: a till that waits
 * for a timer, a file or a socket of its own waits for ever.
 */
export type CreateTill = (surroundings: TillSurroundings) => Promise<TillUnderTest> | TillUnderTest;
