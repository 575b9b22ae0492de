import type { WireObject } from '../messages/responses.ts';
import type { RequestHeader } from '../messages/request-reader.ts';

/** A finished transaction as the terminal remembers it. */
export interface Remembered {
  readonly header: RequestHeader;
  /** The PaymentResponse or ReversalResponse as it was answered. */
  readonly body: WireObject;
  readonly atMs: number;
}

/** What is asked for: members that are `undefined` match anything. */
export interface Wanted {
  readonly MessageCategory?: string | undefined;
  readonly SaleID?: string | undefined;
  readonly ServiceID?: string | undefined;
}

/** What a terminal knows of the past: transactions that ended, and the ServiceIDs that were used. */
export class TerminalMemory {
  readonly #finished: Remembered[] = [];
  readonly #usedAtMs = new Map<string, number>();

  /** Notes that a ServiceID came in. @returns whether it came before, within that time */
  use(ServiceID: string, nowMs: number, memoryMs: number): boolean {
    const before = this.#usedAtMs.get(ServiceID);
    this.#usedAtMs.set(ServiceID, nowMs);
    return before !== undefined && nowMs - before < memoryMs;
  }

  remember(transaction: Remembered, transactionsMax: number): void {
    this.#finished.push(transaction);
    this.#finished.splice(0, this.#finished.length - transactionsMax);
  }

  /** The newest remembered transaction that is the one wanted. */
  find(wanted: Wanted, nowMs: number, memoryMs: number): Remembered | undefined {
    return this.#finished.findLast(({ header, atMs }) => nowMs - atMs < memoryMs && names(wanted, header));
  }

  forget(): void {
    this.#finished.length = 0;
    this.#usedAtMs.clear();
  }
}

/** Whether a request is the one wanted. */
export function names(wanted: Wanted, header: RequestHeader): boolean {
  return (['MessageCategory', 'SaleID', 'ServiceID'] as const).every(
    (field) => wanted[field] === undefined || wanted[field] === header[field],
  );
}
