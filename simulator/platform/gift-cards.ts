import type { Amount } from '../../protocol/money.ts';
import type { Identification } from '../messages/request-parts.ts';

/** A change of a gift card. */
export interface GiftCardEntry {
  /** When, in milliseconds since 1970 by the simulator's clock. */
  readonly at: number;
  /** The card's number: StoredValueID. */
  readonly number: string;
  readonly type: 'Scripted' | 'Activate' | 'Load' | 'Unload' | 'Reserve' | 'Reverse' | 'Payment' | 'Refund';
  /** What it added, in minor units; below 0 when it removed money. */
  readonly change: number;
  /** The balance since then; `undefined`: the card is not active. */
  readonly balance: Amount | undefined;
  /** The transaction that made the change; a scripted entry has none. */
  readonly POITransactionID?: Identification;
  /** Of a reversal: the TransactionID of the transaction that it undid. */
  readonly reverses?: string;
}

/** The balance of a card after all its changes; `undefined` when it is not active. */
export function balanceOf(entries: readonly GiftCardEntry[], number: string): Amount | undefined {
  return entries.findLast((entry) => entry.number === number)?.balance;
}

/** The gift cards of a platform, as the history of their changes. */
export class GiftCards {
  readonly #entries: GiftCardEntry[] = [];

  /** All entries, oldest first. */
  get entries(): readonly GiftCardEntry[] {
    return this.#entries;
  }

  /** The balance of the card; `undefined` when it is not active. */
  balance(number: string): Amount | undefined {
    return balanceOf(this.#entries, number);
  }

  record(entry: GiftCardEntry): void {
    this.#entries.push(entry);
  }

  /** Sets balances, whatever they were. */
  script(cards: Readonly<Record<string, Amount>>, at: number): void {
    for (const [number, balance] of Object.entries(cards)) {
      this.record({ at, number, type: 'Scripted', change: 0, balance });
    }
  }
}

/** Why a gift card is refused. Only `notEnough` resembles what was recorded of bank cards; the others are assumptions. */
export interface GiftCardRefusal {
  readonly ErrorCondition: string;
  readonly message: string;
  readonly refusalReason?: string;
}

export const GIFT_CARD_REFUSALS = {
  unknownCard: { ErrorCondition: 'InvalidCard', message: 'INVALID_CARD', refusalReason: 'Unknown gift card' },
  alreadyActive: { ErrorCondition: 'NotAllowed', message: 'Gift card is active already' },
  otherCurrency: { ErrorCondition: 'NotAllowed', message: 'Currency mismatch' },
  notEnough: { ErrorCondition: 'Refusal', message: 'NOT_ENOUGH_BALANCE', refusalReason: '210 Not enough balance' },
  unknownOriginal: { ErrorCondition: 'NotFound', message: 'Original transaction not found' },
  alreadyReversed: { ErrorCondition: 'NotAllowed', message: 'Original transaction is reversed already' },
  cardUsed: { ErrorCondition: 'NotAllowed', message: 'Gift card was used since' },
} as const satisfies Record<string, GiftCardRefusal>;
