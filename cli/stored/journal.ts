import { openSqliteJournalReader } from '../../adapters/index.ts';
import { formatValue, InputError, JournalInUseError } from '../../errors.ts';
import type { JournalReader } from '../../index.ts';
import { parseTransactionId } from '../../protocol/index.ts';
import { readTransaction, type StoredTransaction } from './engine-internals.ts';

/**
 * Reads a journal, with or without a till that owns it. Changes nothing and creates no file.
 *
 * @param read the reader is closed when its promise settles
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL` when there is no journal at that path
 */
export async function withJournal<T>(path: string, read: (reader: JournalReader) => Promise<T>): Promise<T> {
  const reader = await openSqliteJournalReader(path);
  try {
    return await read(reader);
  } finally {
    await reader.close();
  }
}

/**
 * A transaction as the journal has it now.
 *
 * @param name what messages call the id
 * @throws {InputError} `ERR_INPUT_TRANSACTION` when the journal has no transaction with that id
 */
export async function findTransaction(path: string, id: string, name = 'id'): Promise<StoredTransaction> {
  const transaction = parseTransactionId(id);
  const stored = await withJournal(path, (reader) => readTransaction(reader, transaction));
  if (stored !== undefined) return stored;
  throw new InputError('ERR_INPUT_TRANSACTION', {
    path: name,
    expected: `a transaction of the journal ${path}`,
    found: formatValue(id),
  });
}

/** Which process owns the journal, for people; `undefined` when the error says nothing of an owner. */
export function journalOwner(error: unknown): string | undefined {
  if (!(error instanceof JournalInUseError)) return undefined;
  return error.ownerPid === undefined ? 'another process' : `process ${error.ownerPid}`;
}
