import type { Amount } from '../../protocol/money.ts';

/** Money that really moved: what a test compares a client's results with. */
export interface LedgerEntry {
  /** When, in milliseconds since 1970 by the simulator's clock. */
  readonly at: number;
  readonly POIID: string;
  /** The request that moved it. */
  readonly ServiceID: string;
  readonly SaleID: string;
  /** `charge` took it from the shopper, `reversal` gave it back. */
  readonly kind: 'charge' | 'reversal';
  readonly amount: Amount;
  readonly pspReference: string;
  /** The client's own reference of the sale: SaleTransactionID.TransactionID; empty when a reversal gave none. */
  readonly reference: string;
  /** The identification in the answer: a reversal has to repeat it exactly (reference 5.1). */
  readonly POITransactionID: { readonly TransactionID: string; readonly TimeStamp: string };
  /** Of a reversal: the charge that it gives back. Absent on an unreferenced refund. */
  readonly originalPspReference?: string;
  /** Approved without the platform, which gives it the `pspReference` later: the answer has none. */
  readonly isOffline?: true;
  /** A pre-authorisation: reserved until the platform captures it. */
  readonly isReserved?: true;
  /** By what the terminal's totals are broken down (reference 6.8). */
  readonly totals?: LedgerTotals;
}

/** What the entries of a ledger come to. */
export interface LedgerTotals {
  readonly instrument: 'Card' | 'StoredValue';
  readonly brand: string;
  readonly OperatorID?: string | undefined;
  readonly ShiftNumber?: string | undefined;
  readonly TotalsGroupID?: string | undefined;
}

/** The ledger of a terminal. It holds real movements only: no answer, lost or forged, changes it. */
export class Ledger {
  readonly #entries: LedgerEntry[] = [];

  /** All entries, oldest first. */
  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  record(entry: LedgerEntry): void {
    this.#entries.push(entry);
  }

  /** The charges of one request, or all charges. */
  charges(ServiceID?: string): readonly LedgerEntry[] {
    return this.#of('charge', ServiceID);
  }

  /** The reversals of one request, or all reversals. */
  reversals(ServiceID?: string): readonly LedgerEntry[] {
    return this.#of('reversal', ServiceID);
  }

  /** Charges less reversals in minor units, for each currency that has an entry: `{ EUR: 1234 }`. */
  total(): Readonly<Record<string, number>> {
    const sums: Record<string, number> = {};
    for (const { kind, amount } of this.#entries) {
      sums[amount.currency] = (sums[amount.currency] ?? 0) + (kind === 'charge' ? amount.value : -amount.value);
    }
    return sums;
  }

  #of(kind: LedgerEntry['kind'], ServiceID: string | undefined): readonly LedgerEntry[] {
    return this.#entries.filter(
      (entry) => entry.kind === kind && (ServiceID === undefined || entry.ServiceID === ServiceID),
    );
  }
}
