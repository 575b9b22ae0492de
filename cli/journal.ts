import { openSqliteJournalReader } from '../adapters/journal/sqlite-journal.ts';
import type { JournalReader } from '../adapters/ports/journal.port.ts';
import { readTransaction, type StoredTransaction } from '../engine/journal/stored-transactions.ts';
import { ConfigError, InputError, formatValue } from '../errors.ts';
import { parseTransactionId } from '../protocol/index.ts';
import { required, type Settings } from './settings.ts';

/**
 * The file of the journal, for commands that need what earlier processes stored.
 *
 * @throws {ConfigError} `ERR_CONFIG_MISSING`; `ERR_CONFIG_JOURNAL` when it is `memory`
 */
export function journalPath(settings: Settings): string {
  const path = required(settings, 'journal');
  if (path !== 'memory') return path;
  throw new ConfigError(
    'ERR_CONFIG_JOURNAL',
    "journal: expected the path of a file, found 'memory', which forgets everything with its process",
  );
}

/**
 * Looks into a journal, beside the till that owns it or without one. Changes nothing and creates no file.
 *
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL` when there is no journal at that path
 */
export async function withReader<T>(path: string, look: (reader: JournalReader) => Promise<T>): Promise<T> {
  const reader = await openSqliteJournalReader(path);
  try {
    return await look(reader);
  } finally {
    await reader.close();
  }
}

/**
 * A transaction of the journal as it stands there now.
 *
 * @param name how the caller calls the id, for messages
 * @throws {InputError} `ERR_INPUT_TRANSACTION` when there is none of that id
 */
export async function lookUp(path: string, id: string, name = 'id'): Promise<StoredTransaction> {
  const transaction = parseTransactionId(id);
  const stored = await withReader(path, (reader) => readTransaction(reader, transaction));
  if (stored !== undefined) return stored;
  throw new InputError(
    'ERR_INPUT_TRANSACTION',
    `${name}: expected a transaction of the journal ${path}, found ${formatValue(id)}`,
  );
}

/** The journal belongs to another process: who that is, as far as it is known. */
export function ownerOf(error: unknown): string | undefined {
  if (!(error instanceof ConfigError) || error.code !== 'ERR_CONFIG_JOURNAL_IN_USE') return undefined;
  return /\bin use by (process \d+)/.exec(error.message)?.[1] ?? 'another process';
}
