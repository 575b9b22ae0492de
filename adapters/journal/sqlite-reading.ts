import type { DamagedTransaction } from '../../errors.ts';
import type { HistoryQuery, JournalReader, JournalRecord, StoredHistory } from '../ports/journal.port.ts';
import { corrupt, fromText, journalClosed } from './records.ts';
import type { SqliteThread } from './sqlite-thread.ts';
import type { Cursor, Page } from './store/sqlite-reader.ts';

const PAGE_SIZE = 50;
/** A page is read in parts, so that the thread and its caller work at the same time. */
const PARTS = 3;
/** For so long, the thread does not store. */
const PART_SIZE_MAX = 100;

/**
 * Reads a journal through its thread. What is damaged is left out, and thrown when the rest has been read.
 *
 * @param idle what `close` waits for
 */
export function readerOf(
  { thread, hasIndex }: { readonly thread: SqliteThread; readonly hasIndex: boolean },
  idle: () => Promise<void> = () => Promise.resolve(),
) {
  let closing: Promise<void> | undefined;

  const assertOpen = () => {
    if (closing !== undefined) throw journalClosed();
  };

  async function* itemsOf<Item>(pageAt: (cursor: Cursor) => Promise<Page<Item>>): AsyncGenerator<Item> {
    assertOpen();
    for (let page: Page<Item> | undefined = await pageAt(undefined); page !== undefined;) {
      // The thread reads on while these are looked at.
      const ahead: Promise<Page<Item>> | undefined = page.next === undefined ? undefined : pageAt(page.next);
      ahead?.catch(() => {}); // its error comes in its turn
      for (const item of page.items) {
        assertOpen();
        yield item;
      }
      page = await ahead;
      assertOpen();
    }
  }

  async function* readAll(): AsyncGenerator<JournalRecord> {
    const damaged: DamagedTransaction[] = [];
    for await (const one of itemsOf((cursor) => thread.call('damaged', cursor))) damaged.push(one);
    const isDamaged = new Set(damaged.map(({ transaction }) => transaction));
    for await (const { transaction, text } of itemsOf((cursor) => thread.call('records', cursor))) {
      if (isDamaged.has(transaction)) continue;
      if (text !== undefined) {
        yield recordOf(transaction, text);
        continue;
      }
      // Damaged since it was compared.
      isDamaged.add(transaction);
      damaged.push({ transaction, nextSeq: 0, what: 'expected a record as it was written, found it damaged' });
    }
    if (damaged.length > 0) throw corrupt(damaged);
  }

  async function* readOne(transaction: string): AsyncGenerator<JournalRecord> {
    assertOpen();
    const { records, damage } = await thread.call('transaction', transaction);
    if (damage !== undefined) throw corrupt([damage]);
    for (const { text } of records.toSorted((a, b) => a.position - b.position)) {
      assertOpen();
      yield recordOf(transaction, text);
    }
  }

  async function* readHistory({ pageSize = PAGE_SIZE, ...query }: HistoryQuery): AsyncGenerator<StoredHistory> {
    const partSize = Math.min(Math.ceil(pageSize / PARTS), PART_SIZE_MAX);
    let asked = 0;
    const ask = (after = query.after) => {
      assertOpen();
      asked += partSize;
      return thread.call('history', { ...query, pageSize: partSize, ...(after && { after }) });
    };
    for (let part = ask(); ;) {
      const { items, next } = await part;
      // The thread reads on while these are looked at, as long as they are wanted for certain.
      const ahead = next !== undefined && asked < pageSize ? ask(next) : undefined;
      ahead?.catch(() => {}); // its error comes in its turn
      for (const { texts, ...item } of items) {
        assertOpen();
        yield { ...item, records: texts.map((text) => recordOf(item.transaction, text)) };
      }
      if (next === undefined) return;
      part = ahead ?? ask(next);
    }
  }

  const reader: JournalReader = {
    read: (transaction) => (transaction === undefined ? readAll() : readOne(transaction)),
    async *readOpen() {
      const damaged: DamagedTransaction[] = [];
      for await (const open of itemsOf((cursor) => thread.call('openOnes', cursor))) {
        const { transaction, records, damage, closedByPerson } = open;
        if (damage !== undefined && !closedByPerson) damaged.push(damage);
        if (damage !== undefined) continue;
        for (const { text } of records) {
          assertOpen();
          yield recordOf(transaction, text);
        }
      }
      if (damaged.length > 0) throw corrupt(damaged);
    },
    ...(hasIndex && { readHistory }),
    close() {
      closing ??= idle().then(() => thread.close());
      return closing;
    },
  };
  return { reader, assertOpen };
}

/** The thread has compared the text with its checksum, and knows that it is a record. */
function recordOf(transaction: string, text: string): JournalRecord {
  const record = fromText(text);
  if (record !== undefined) return record;
  throw corrupt([{ transaction, nextSeq: 0, what: 'expected a record, found something else' }]);
}
