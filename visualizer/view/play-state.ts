import type { Amount } from '../../protocol/money.ts';

/** What can go wrong with the next payment, each a switch. `busy` and `hostDown` stay on until they are switched off. */
export type PlayFault = 'loseAnswer' | 'loseRequest' | 'refuse' | 'slow' | 'late' | 'wrongKey' | 'busy' | 'hostDown';

/**
 * What the terminal's screen is for: `off`, without power; `busy`, it does something by itself; at `tip`, `card`, `currency`, `pin`,
 * `sign` and `remove` it waits for the person.
 */
export type PlayScreen = 'off' | 'idle' | 'tip' | 'card' | 'currency' | 'pin' | 'sign' | 'busy' | 'remove' | 'done';

/** The till, the terminal and what it really took, of the play view. */
export interface PlayState {
  /** Of the till's process, while it runs. */
  readonly pid?: number;
  /** The transaction that was started last. */
  readonly transaction?: string;
  readonly screen: {
    readonly kind: PlayScreen;
    readonly line: string;
    readonly amount?: string;
    /** At `currency`: the same in the currency of the card. */
    readonly offer?: string;
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

/** What the person at the terminal does. A PIN is only right or wrong: its digits stay in the page. */
export type PlayTouch =
  | { readonly press: 'tap' | 'insert' | 'swipe'; readonly isForeign: boolean }
  /** In minor units; 0 for none. */
  | { readonly press: 'tip'; readonly tip: number }
  | { readonly press: 'currency'; readonly takesOffer: boolean }
  | { readonly press: 'pin'; readonly isRight: boolean }
  /** Staff compare what was signed with the card. */
  | { readonly press: 'sign'; readonly isAccepted: boolean }
  | { readonly press: 'removeCard' | 'cancel' };

/** What the page can ask for. */
export type PlayAction =
  | { readonly do: 'pay'; readonly amount: Amount; readonly reference: string; readonly asksForTip: boolean }
  | { readonly do: 'stop' | 'refund' | 'check' | 'kill' | 'start' | 'otherTill' }
  | { readonly do: 'restart'; readonly forgets: boolean }
  | { readonly do: 'decide'; readonly outcome: 'charged' | 'notCharged' }
  | { readonly do: 'fault'; readonly fault: PlayFault; readonly isOn: boolean }
  | { readonly do: 'touch'; readonly touch: PlayTouch };
