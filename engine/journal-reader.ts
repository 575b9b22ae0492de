import { openSqliteJournalReader, type SqliteJournalOptions } from '../adapters/journal/sqlite-journal.ts';
import type { JournalReader, JournalRecord } from '../adapters/ports/journal.port.ts';
import type { TransactionCommand, TransactionInput } from '../machines/index.ts';
import { parseTransactionId, type TransactionId } from '../protocol/ids.ts';
import { isDamage } from './journal/damage.ts';
import { readOpen, readTransaction, storedFrom, type StoredTransaction } from './journal/stored-transactions.ts';
import { replay, storedState } from './transactions/transaction-reducer.ts';
import type { TransactionState } from './transactions/transaction-state.ts';
import type { Orphan } from './transactions/unmatched-responses.ts';

/** A stored transaction, for reading only. */
export interface StoredTransactionView {
  /** The accepted request and its message. `body` is the message body: it must not be logged. */
  readonly input: TransactionInput;
  readonly state: TransactionState;
  /** When it was settled, in epoch milliseconds. Absent while it is open. */
  readonly settledAtMs?: number;
}

/** The events of a transaction, in order. */
export interface JournalHistory extends StoredTransactionView {
  readonly steps: readonly HistoryStep[];
}

export interface HistoryStep {
  readonly record: Exclude<JournalRecord, { type: 'orphan' }>;
  /** The commands that were carried out because of the record. */
  readonly commands: readonly TransactionCommand['type'][];
  /** The state of the transaction after it. */
  readonly state: TransactionState;
}

/** Reads a journal, beside a running till or later. Nothing is stored, sent or changed. */
export interface JournalView {
  /**
   * All transactions: the settled ones in the order in which they were settled, then the open ones, oldest first; with `open`, only
   * those. If one is damaged, the others come first, and then `ERR_JOURNAL_CORRUPT` is thrown, which names it.
   */
  list(options?: { readonly open?: boolean | undefined }): AsyncIterable<StoredTransactionView>;
  /** @throws {InputError} `ERR_INPUT_TRANSACTIONID` when the id is malformed */
  get(id: string): Promise<StoredTransactionView | undefined>;
  /** A transaction step by step, as it ran. @throws {InputError} `ERR_INPUT_TRANSACTIONID` */
  history(id: string): Promise<JournalHistory | undefined>;
  /** Results that no transaction waited for and no person has dismissed; a damaged transaction does not hide them. */
  orphans(): Promise<readonly Orphan[]>;
  close(): Promise<void>;
}

/**
 * Opens the journal of a till for reading, also while the till runs.
 *
 * @param path of the SQLite file
 * @throws {JournalError} when there is none or it cannot be read; every method rejects with `ERR_JOURNAL_CORRUPT` where a record
 *   that it needs is damaged
 */
export async function openJournalReader(
  path: string,
  options: Pick<SqliteJournalOptions, 'driver' | 'worker'> = {},
): Promise<JournalView> {
  return journalView(await openSqliteJournalReader(path, options));
}

/** The same for any journal. Closing the reader closes the journal. */
export function journalView(journal: JournalReader): JournalView {
  const read = (id: string) => readTransaction(journal, parseTransactionId(id));
  return {
    async *list({ open = false } = {}) {
      const settled = new Set<TransactionId>();
      const groups = new Map<TransactionId, JournalRecord[]>();
      let damage: unknown;
      // Of a settled transaction only the id is kept, so that a long journal fits into memory.
      for await (const record of readable(open ? journal.readOpen() : journal.read())) {
        const { transaction } = record;
        // Records after the settlement change nothing.
        if (settled.has(transaction)) continue;
        const records = groups.get(transaction) ?? [];
        records.push(record);
        groups.set(transaction, records);
        if (record.settles !== true) continue;
        settled.add(transaction);
        groups.delete(transaction);
        // One that is settled while the open ones are read still comes whole.
        const settledViews = views(records);
        if (!open) yield* settledViews;
      }
      for (const records of groups.values()) yield* views(records);
      if (damage !== undefined) throw damage;

      /** The journal gives what it can read, and then the damage that it found. */
      async function* readable(records: AsyncIterable<JournalRecord>): AsyncGenerator<JournalRecord> {
        try {
          yield* records;
        } catch (error) {
          if (!isDamage(error)) throw error;
          damage ??= error;
        }
      }

      /** A damaged transaction does not hide the others, and is not passed over either. */
      function views(records: readonly JournalRecord[]): StoredTransactionView[] {
        try {
          const stored = storedFrom(records);
          return stored === undefined ? [] : [viewOf(stored)];
        } catch (error) {
          damage ??= error;
          return [];
        }
      }
    },
    async get(id) {
      const stored = await read(id);
      return stored && viewOf(stored);
    },
    async history(id) {
      const stored = await read(id);
      if (stored === undefined) return undefined;
      const steps = replay(stored).flatMap(({ record, commands, state }) =>
        record.type === 'orphan' ? [] : [{ record, commands: commands.map(({ type }) => type), state }],
      );
      return { ...viewOf(stored), steps };
    },
    async orphans() {
      const { orphans } = await readOpen(journal);
      return orphans.map(({ transaction: id, atMs, detail }) => ({ id, atMs, detail }));
    },
    close: () => journal.close(),
  };
}

/** @internal A stored transaction in the form of the reader. */
export function viewOf(stored: StoredTransaction): StoredTransactionView {
  const { input, records } = stored;
  const settledAtMs = records.find(({ settles }) => settles === true)?.atMs;
  return { input, state: storedState(stored), ...(settledAtMs !== undefined && { settledAtMs }) };
}
