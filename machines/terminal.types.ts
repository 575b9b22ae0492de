import type { TransactionId } from '../protocol/ids.ts';

/** What the machine of a terminal begins with. */
export interface TerminalInput {
  /** How many transactions may wait for the terminal. */
  readonly queueMax: number;
}

/** What the machine of a terminal remembers. */
export interface TerminalContext {
  readonly queueMax: number;
  /** Admitted, with no known problem. */
  readonly running: TransactionId | undefined;
  /** Admitted, with unknown outcomes: as long as there is one, nothing new is admitted. */
  readonly unknown: readonly TransactionId[];
  /** In the order in which they will be admitted. */
  readonly waiting: readonly TransactionId[];
  /** It is being removed from the engine: nothing new is admitted. */
  readonly isLeaving: boolean;
}

/** All events of a terminal. */
export type TerminalEvent =
  /** The till requests the terminal for this transaction; `queue`: it may wait. */
  | { readonly type: 'sale.requested'; readonly transaction: TransactionId; readonly queue: boolean }
  /** The till withdraws a waiting transaction. */
  | { readonly type: 'sale.withdrawn'; readonly transaction: TransactionId }
  | { readonly type: 'transaction.unknown'; readonly transaction: TransactionId }
  | { readonly type: 'transaction.settled'; readonly transaction: TransactionId }
  /** The terminal is to be removed from the engine; or it is not, after all. */
  | { readonly type: 'terminal.leaves' }
  | { readonly type: 'terminal.stays' }
  /** The traffic proves the link: the terminal answered, or could not be reached. */
  | { readonly type: 'link.up' }
  | { readonly type: 'link.down' };

/** Why a terminal's queue refuses a transaction. */
export type RefusalCode =
  'ERR_TERMINAL_QUARANTINED' | 'ERR_TERMINAL_OCCUPIED' | 'ERR_TERMINAL_QUEUE_FULL' | 'ERR_TERMINAL_REMOVED';

/** The commands of the machine. */
export type TerminalCommand =
  /** Send it: the terminal is reserved for it. */
  | { readonly type: 'admit'; readonly params: { readonly transaction: TransactionId } }
  /** It waits in the queue. */
  | { readonly type: 'enqueue'; readonly params: { readonly transaction: TransactionId } }
  /** It is not sent. `because` is the transaction that blocks it. */
  | {
      readonly type: 'refuse';
      readonly params: {
        readonly transaction: TransactionId;
        readonly code: RefusalCode;
        readonly because: TransactionId | undefined;
      };
    }
  /** The terminal is reachable again: transactions whose outcome is unknown may be checked now. */
  | { readonly type: 'wake' };
