import type { LedgerEntry } from '../../platform/ledger.ts';

/** What becomes of the payments that a terminal approved by itself, once the platform has them. */
export type UploadResult = 'approved' | 'refused';

/** The payments that a terminal keeps until the platform can be reached (reference 4.7). They survive its power. */
export class OfflinePayments {
  #kept: LedgerEntry[] = [];

  get count(): number {
    return this.#kept.length;
  }

  keep(entry: LedgerEntry): void {
    this.#kept.push(entry);
  }

  /**
   * Sends all of them. The till gets no message: the platform reports by webhook.
   *
   * @returns of payments that are refused now: that their money never came
   */
  upload(result: UploadResult, atMs: number): readonly LedgerEntry[] {
    const uploaded = this.#kept;
    this.#kept = [];
    if (result === 'approved') return [];
    return uploaded.map((entry) => ({
      ...entry,
      at: atMs,
      kind: 'reversal',
      originalPspReference: entry.pspReference,
    }));
  }
}
