import type { Amount } from '../../protocol/money.ts';

/** Money that really moved: what a test compares a client's story with. */
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
  /** The client's own name for the sale: SaleTransactionID.TransactionID; empty when a reversal gave none. */
  readonly reference: string;
  /** What the answer calls it: a reversal has to name it exactly so (reference 5.1). */
  readonly POITransactionID: { readonly TransactionID: string; readonly TimeStamp: string };
  /** Of a reversal: the charge that it gives back. Missing on an unreferenced refund. */
  readonly originalPspReference?: string;
}

/** The book of a terminal. Only real movements are in it: no answer, lost or forged, changes it. */
export class Ledger {
  readonly #entries: LedgerEntry[] = [];

  /** All entries, oldest first. */
  get entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  record(entry: LedgerEntry): void {
    this.#entries.push(entry);
  }

  /** What was charged: by that request, or at all. */
  charges(ServiceID?: string): readonly LedgerEntry[] {
    return this.#of('charge', ServiceID);
  }

  /** What was given back: by that request, or at all. */
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
