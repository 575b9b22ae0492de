import type { RandomBytes } from '../primitives/prng.ts';
import type { GiftCardEntry } from './gift-cards.ts';
import type { LedgerEntry } from './ledger.ts';

/** What the result of a transaction depends on: what the core is given, and how many payments the terminal has not uploaded. */
export interface TransactionEnvironment extends Environment {
  readonly unconfirmed: number;
}

/** What the pure core is given with each input: time, randomness, and the records of the payment platform. */
export interface Environment {
  readonly nowMs: number;
  readonly random: RandomBytes;
  /** All movements of money of the platform that these terminals belong to. */
  readonly ledger: readonly LedgerEntry[];
  /** All changes of the platform's gift cards. */
  readonly giftCards: readonly GiftCardEntry[];
}
