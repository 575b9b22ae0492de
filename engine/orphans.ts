import type { Clock } from '../adapters/ports/clock.port.ts';
import type { Journal, JournalRecord } from '../adapters/ports/journal.port.ts';
import { InputError, formatValue } from '../errors.ts';
import { parseTransactionId, type TransactionId } from '../protocol/ids.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { OrphanRecord } from './recovery.ts';

/** A result that nobody waited for: it is stored, and stays listed until somebody has dealt with it. */
export interface Orphan {
  readonly id: TransactionId;
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** What came: header and body of an answer, or the verdict of a transaction that was settled before. */
  readonly detail: JsonObject;
}

const APPEND_RETRY_MS = 1000;

/** Keeps the results that belong to no open transaction. */
export class Orphans {
  readonly #journal: Pick<Journal, 'append'>;
  readonly #clock: Clock;
  readonly #kept = new Map<TransactionId, Orphan>();
  #closed = false;
  #retry: { readonly timer: unknown; readonly resolve: () => void } | undefined;

  constructor(journal: Pick<Journal, 'append'>, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  list(): readonly Orphan[] {
    return [...this.#kept.values()];
  }

  recover(records: readonly OrphanRecord[]): void {
    for (const { transaction: id, atMs, detail } of records) this.#kept.set(id, { id, atMs, detail });
  }

  /** Resolves when it is stored; `undefined` when the engine closes before that. */
  async keep(id: TransactionId, detail: JsonObject): Promise<Orphan | undefined> {
    const orphan: Orphan = { id, atMs: this.#clock.now(), detail };
    while (!this.#closed) {
      try {
        await this.#journal.append([recordOf(orphan, 0)]);
        this.#kept.set(id, orphan);
        return orphan;
      } catch {
        await new Promise<void>((resolve) => {
          this.#retry = { timer: this.#clock.setTimeout(resolve, APPEND_RETRY_MS), resolve };
        });
      }
    }
    return undefined;
  }

  /** @throws {InputError} `ERR_INPUT_ORPHAN` */
  async dismiss(id: string): Promise<void> {
    const orphan = this.#kept.get(parseTransactionId(id));
    if (orphan === undefined) {
      throw new InputError('ERR_INPUT_ORPHAN', `id: expected a stored orphan, found ${formatValue(id)}`);
    }
    await this.#journal.append([{ ...recordOf(orphan, 1), settles: true }]);
    this.#kept.delete(orphan.id);
  }

  close(): void {
    this.#closed = true;
    this.#clock.clearTimeout(this.#retry?.timer);
    this.#retry?.resolve();
  }
}

function recordOf({ id, atMs, detail }: Orphan, seq: number): JournalRecord {
  return { version: 1, transaction: id, seq, atMs, type: 'orphan', detail };
}
