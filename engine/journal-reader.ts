import { openSqliteJournalReader, type SqliteJournalOptions } from '../adapters/journal/sqlite-journal.ts';
import type { JournalReader, JournalRecord } from '../adapters/ports/journal.port.ts';
import type { DamagedTransaction } from '../errors.ts';
import type { TransactionCommand } from '../machines/index.ts';
import { parseTransactionId } from '../protocol/ids.ts';
import { checkJournal, type JournalCheck } from './history/check-journal.ts';
import { takePage } from './history/history.ts';
import { historyItems, PAGE_SIZE } from './history/history-items.ts';
import {
  parseHistoryRequest,
  parsePeriodRequest,
  type HistoryRequest,
  type Period,
} from './history/history-request.ts';
import { viewOf, type StoredTransactionView } from './history/stored-view.ts';
import { totalsOf, type Totals } from './history/totals.ts';
import { recordsByTransaction } from './journal/records-by-transaction.ts';
import { readOpen, readTransaction, storedFrom } from './journal/stored-transactions.ts';
import { replay } from './transactions/transaction-reducer.ts';
import type { TransactionState } from './transactions/transaction-state.ts';
import type { Orphan } from './transactions/unmatched-responses.ts';

/** The events of a transaction, in order. */
export interface JournalHistory extends StoredTransactionView {
  readonly steps: readonly HistoryStep[];
}

/** One stored event of a transaction, and what followed from it. */
export interface HistoryStep {
  readonly record: Exclude<JournalRecord, { type: 'orphan' }>;
  /** The commands that were carried out because of the record. */
  readonly commands: readonly TransactionCommand['type'][];
  /** The state of the transaction after it. */
  readonly state: TransactionState;
}

/** A page of stored transactions. */
export interface StoredPage {
  /** The newest first, by the time of their request. */
  readonly transactions: readonly StoredTransactionView[];
  /** Those of the page that are damaged: they can be of any kind. */
  readonly damaged: readonly DamagedTransaction[];
  /** By which the list goes on behind this page. Absent when there is no more. */
  readonly cursor?: string;
}

/** Reads a journal, beside a running till or later. Nothing is stored, sent or changed. */
export interface JournalView {
  /**
   * All transactions: the settled ones in the order in which they were settled, then the open ones, oldest first; with `open`, only
   * those. If one is damaged, the others come first, and then `ERR_JOURNAL_CORRUPT` is thrown, which names it.
   */
  list(options?: { readonly open?: boolean | undefined }): AsyncIterable<StoredTransactionView>;
  /**
   * A page of the transactions that the request wants, the newest first: as `history` of the engine. From its index where the journal has
   * one; a journal without one is read as a whole.
   *
   * @throws {InputError} naming the member
   */
  transactions(request?: HistoryRequest): Promise<StoredPage>;
  /** What the transactions of a period come to: as `totals` of the engine. @throws {InputError} naming the member */
  totals(period?: Period): Promise<Totals>;
  /** @throws {InputError} `ERR_INPUT_TRANSACTIONID` when the id is malformed */
  get(id: string): Promise<StoredTransactionView | undefined>;
  /** A transaction step by step, as it ran. @throws {InputError} `ERR_INPUT_TRANSACTIONID` */
  history(id: string): Promise<JournalHistory | undefined>;
  /** Reads everything, and says what is damaged: of every transaction, not only of the first. */
  check(): Promise<JournalCheck>;
  /** Results that no transaction waited for and no person has dismissed; a damaged transaction does not hide them. */
  orphans(): Promise<readonly Orphan[]>;
  close(): Promise<void>;
}

/** As `openJournalReader` of on-demand.ts, which loads this. */
export async function openJournalReader(
  path: string,
  options: Pick<SqliteJournalOptions, 'driver' | 'worker'> = {},
): Promise<JournalView> {
  return journalView(await openSqliteJournalReader(path, options));
}

/** The same for any journal. */
export function journalView(journal: JournalReader): JournalView {
  const read = (id: string) => readTransaction(journal, parseTransactionId(id));
  return {
    async *list({ open = false } = {}) {
      let damage: unknown;
      const onDamage = (error: unknown) => (damage ??= error);
      for await (const group of recordsByTransaction(open ? journal.readOpen() : journal.read(), onDamage)) {
        // One that is settled while the open ones are read still comes whole.
        const found = views(group.records);
        if (!open || !group.isSettled) yield* found;
      }
      if (damage !== undefined) throw damage;

      /** A damaged transaction does not hide the others, and is not passed over either. */
      function views(records: readonly JournalRecord[]): StoredTransactionView[] {
        try {
          const stored = storedFrom(records);
          return stored === undefined ? [] : [viewOf(stored)];
        } catch (error) {
          onDamage(error);
          return [];
        }
      }
    },
    async transactions(request = {}) {
      const { filter, limit } = parseHistoryRequest(request);
      const { items, cursor } = await takePage(historyItems(journal, filter, { pageSize: limit + 1 }), limit);
      return {
        transactions: items.flatMap(({ input, state, settledAtMs }) =>
          input === undefined ? [] : [{ input, state, ...(settledAtMs !== undefined && { settledAtMs }) }],
        ),
        damaged: items.flatMap(({ damage }) => damage ?? []),
        ...(cursor !== undefined && { cursor }),
      };
    },
    async totals(period = {}) {
      return totalsOf(historyItems(journal, parsePeriodRequest(period), { pageSize: PAGE_SIZE }));
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
    check: () => checkJournal(journal),
    async orphans() {
      const { orphans } = await readOpen(journal);
      return orphans.map(({ transaction: id, atMs, detail }) => ({ id, atMs, detail }));
    },
    close: () => journal.close(),
  };
}
