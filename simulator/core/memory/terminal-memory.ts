import { matches, type RequestFilter } from '../../messages/message-reference.ts';
import type { RequestHeader } from '../../messages/request-reader.ts';
import type { WireObject } from '../../messages/wire-object.ts';

/** A finished transaction as the terminal remembers it. */
export interface RememberedTransaction {
  readonly header: RequestHeader;
  /** The body of its answer. */
  readonly body: WireObject;
  readonly atMs: number;
}

/** The terminal's history: the transactions that ended, and the ServiceIDs that were used. */
export class TerminalMemory {
  readonly #finished: RememberedTransaction[] = [];
  readonly #usedAtMs = new Map<string, number>();

  /** Records that a ServiceID was received. @returns whether it had been received before, within `memoryMs` */
  use(ServiceID: string, nowMs: number, memoryMs: number): boolean {
    const before = this.#usedAtMs.get(ServiceID);
    this.#usedAtMs.set(ServiceID, nowMs);
    return before !== undefined && nowMs - before < memoryMs;
  }

  remember(transaction: RememberedTransaction, transactionsMax: number): void {
    this.#finished.push(transaction);
    this.#finished.splice(0, this.#finished.length - transactionsMax);
  }

  /** The newest remembered transaction that the filter matches. */
  find(filter: RequestFilter, nowMs: number, memoryMs: number): RememberedTransaction | undefined {
    return this.#finished.findLast(({ header, atMs }) => nowMs - atMs < memoryMs && matches(filter, header));
  }

  forget(): void {
    this.#finished.length = 0;
    this.#usedAtMs.clear();
  }
}
