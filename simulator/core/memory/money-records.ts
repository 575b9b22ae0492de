import type { LedgerEntry } from '../../platform/ledger.ts';
import type { TerminalEffect } from '../terminal.types.ts';
import { OfflinePayments, type UploadResult } from './offline-payments.ts';
import { Periods } from './periods.ts';

/** What a terminal itself keeps of the money that it moves. */
export class MoneyRecords {
  readonly periods = new Periods();
  readonly #offline = new OfflinePayments();

  /** How many payments it keeps that the platform has not seen. */
  get unsent(): number {
    return this.#offline.count;
  }

  record(entry: LedgerEntry): TerminalEffect {
    this.periods.count(entry);
    if (entry.isOffline === true && entry.kind === 'charge') this.#offline.keep(entry);
    return { kind: 'ledgerEntry', entry };
  }

  upload(result: UploadResult, atMs: number): readonly TerminalEffect[] {
    return this.#offline.upload(result, atMs).map((entry) => this.record(entry));
  }
}
