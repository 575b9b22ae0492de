import type { GiftCardEntry } from './gift-cards.ts';
import type { LedgerEntry } from './ledger.ts';
import type { RandomBytes } from '../primitives/identifiers.ts';

/** What the core is told of the world each time it is asked something. */
export interface World {
  readonly nowMs: number;
  readonly random: RandomBytes;
  /** All movements of the platform that these terminals belong to. */
  readonly book: readonly LedgerEntry[];
  /** All that happened to the platform's gift cards. */
  readonly giftCards: readonly GiftCardEntry[];
}
