import type { Amount } from '../../protocol/money.ts';

/** What can go wrong with the next payment, each a switch. */
export type PlayFault = 'loseAnswer' | 'loseRequest' | 'refuse' | 'late' | 'wrongKey' | 'busy' | 'hostDown';

/** The till, the terminal and what it really took, of the play view. */
export interface PlayState {
  readonly isRunning: boolean;
  /** The transaction that was started last. */
  readonly transaction?: string;
  readonly screen: {
    /** `off`: without power. `card`: it waits for one. `busy`: it does something by itself. */
    readonly kind: 'off' | 'idle' | 'card' | 'busy' | 'done';
    readonly line: string;
    readonly amount?: string;
    readonly reference?: string;
  };
  /** The receipts, the newest first. */
  readonly paper: readonly (readonly string[])[];
  readonly ledger: readonly LedgerLine[];
  readonly faults: readonly PlayFault[];
}

/** What the terminal knows of a request, whatever the till knows of it. */
export interface LedgerLine {
  readonly reference: string;
  readonly taken?: string;
  readonly requests: number;
}

/** What the page can ask for. */
export type PlayAction =
  | { readonly do: 'pay'; readonly amount: Amount; readonly reference: string }
  | { readonly do: 'stop' | 'refund' | 'check' | 'kill' | 'start' | 'otherTill' | 'powerCut' }
  | { readonly do: 'decide'; readonly outcome: 'charged' | 'notCharged' }
  | { readonly do: 'fault'; readonly fault: PlayFault; readonly isOn: boolean }
  | { readonly do: 'card'; readonly how: 'tap' | 'insert' | 'swipe' | 'wrongPin' | 'remove' | 'cancel' | 'dcc' };
