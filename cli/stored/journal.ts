import { formatValue, InputError, JournalInUseError } from '../../errors.ts';
import { openJournalReader, type JournalHistory, type JournalView, type StoredTransactionView } from '../../index.ts';
import { parseTransactionId } from '../../protocol/index.ts';

/**
 * Reads a journal, with or without a till that owns it. Changes nothing and creates no file.
 *
 * @param read the journal is closed when its promise settles
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL` when there is no journal at that path
 */
export async function withJournal<T>(path: string, read: (journal: JournalView) => Promise<T>): Promise<T> {
  const journal = await openJournalReader(path);
  try {
    return await read(journal);
  } finally {
    await journal.close();
  }
}

/**
 * A transaction as the journal has it now.
 *
 * @param name what messages call the id
 * @throws {InputError} `ERR_INPUT_TRANSACTION` when the journal has no transaction with that id
 */
export function findTransaction(path: string, id: string, name = 'id'): Promise<StoredTransactionView> {
  return find(path, id, name, (journal) => journal.get(id));
}

/** The same step by step. @throws {InputError} as `findTransaction` */
export function findHistory(path: string, id: string): Promise<JournalHistory> {
  return find(path, id, 'id', (journal) => journal.history(id));
}

async function find<T>(
  path: string,
  id: string,
  name: string,
  read: (journal: JournalView) => Promise<T | undefined>,
): Promise<T> {
  // An id that is none is reported as that, also where there is no journal.
  parseTransactionId(id);
  const found = await withJournal(path, read);
  if (found !== undefined) return found;
  throw new InputError('ERR_INPUT_TRANSACTION', {
    path: name,
    expected: `a transaction of the journal ${path}`,
    found: formatValue(id),
  });
}

/** The process that owns the journal, for people; `undefined` when the error names no owner. */
export function journalOwner(error: unknown): string | undefined {
  if (!(error instanceof JournalInUseError)) return undefined;
  return error.ownerPid === undefined ? 'another process' : `process ${error.ownerPid}`;
}
