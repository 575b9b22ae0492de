import type { TransactionId } from '../protocol/ids.ts';

export interface TerminalInput {
  /** How many transactions may wait for the terminal. */
  readonly queueMax: number;
}

export interface TerminalContext {
  readonly queueMax: number;
  /** Admitted, and not known to be in trouble. */
  readonly running: TransactionId | undefined;
  /** Admitted, and their outcome is unknown: as long as there is one, nothing new is admitted. */
  readonly unknown: readonly TransactionId[];
  /** In the order in which they will be admitted. */
  readonly waiting: readonly TransactionId[];
}

export type TerminalEvent =
  /** The till wants this transaction on the terminal; `queue`: it can wait. */
  | { readonly type: 'sale.requested'; readonly transaction: TransactionId; readonly queue: boolean }
  /** The till no longer wants a transaction that waits. */
  | { readonly type: 'sale.withdrawn'; readonly transaction: TransactionId }
  | { readonly type: 'transaction.unknown'; readonly transaction: TransactionId }
  | { readonly type: 'transaction.settled'; readonly transaction: TransactionId }
  /** What the traffic shows: the terminal answered, or could not be reached. */
  | { readonly type: 'link.up' }
  | { readonly type: 'link.down' };

export type RefusalCode = 'ERR_TERMINAL_QUARANTINED' | 'ERR_TERMINAL_OCCUPIED' | 'ERR_TERMINAL_QUEUE_FULL';

/** What the machine wants done. */
export type TerminalCommand =
  /** Send it: the terminal is its own now. */
  | { readonly type: 'admit'; readonly params: { readonly transaction: TransactionId } }
  /** It waits in line. */
  | { readonly type: 'enqueue'; readonly params: { readonly transaction: TransactionId } }
  /** It is not sent. `because` is the transaction in the way. */
  | {
      readonly type: 'refuse';
      readonly params: {
        readonly transaction: TransactionId;
        readonly code: RefusalCode;
        readonly because: TransactionId | undefined;
      };
    }
  /** The terminal is back: transactions whose outcome is unknown may be asked about now. */
  | { readonly type: 'wake' };
