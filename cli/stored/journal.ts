import { formatValue, InputError, JournalInUseError } from '../../errors.ts';
import {
  inspectedJournal,
  inspectJournal,
  journalView,
  openJournalReader,
  type InspectedJournal,
  type Journal,
  type JournalHistory,
  type JournalView,
  type StoredTransactionView,
} from '../../index.ts';
import { parseTransactionId } from '../../protocol/index.ts';
import type { DatabasePlace, JournalPlace } from './journal-place.ts';

/**
 * Reads a journal, with or without a till that owns it. Changes nothing and creates no file.
 *
 * @param read the journal is closed when its promise settles
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL` when there is no journal there; `ERR_CONFIG_POSTGRES`
 */
export async function withJournal<T>(place: JournalPlace, read: (journal: JournalView) => Promise<T>): Promise<T> {
  const journal = place.kind === 'file' ? await openJournalReader(place.name) : journalView(await openReader(place));
  try {
    return await read(journal);
  } finally {
    await journal.close();
  }
}

/** Opens a journal to look at it. */
export async function inspectStored(place: JournalPlace): Promise<InspectedJournal> {
  return place.kind === 'file' ? inspectJournal(place.name) : inspectedJournal(await openReader(place));
}

/** Only who has a journal on PostgreSQL loads what reads it, and the package pg. */
export async function openReader({ connection }: DatabasePlace) {
  const { openPostgresJournalReader } = await import('../../adapters/postgres/index.ts');
  return openPostgresJournalReader(connection);
}

/**
 * Works with a journal on PostgreSQL that this process owns as a whole.
 *
 * @param migrate whether a schema that is missing or older is made
 * @throws {JournalInUseError} when an engine runs on it
 */
export async function withOwnJournal<T>(
  { connection }: DatabasePlace,
  { migrate }: { readonly migrate: boolean },
  work: (journal: Journal) => Promise<T>,
): Promise<T> {
  const { postgresJournal } = await import('../../adapters/postgres/index.ts');
  const journal = await postgresJournal({ ...connection, migrate });
  try {
    return await work(journal);
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
export function findTransaction(place: JournalPlace, id: string, name = 'id'): Promise<StoredTransactionView> {
  return find(place, id, name, (journal) => journal.get(id));
}

/** The same step by step. @throws {InputError} as `findTransaction` */
export function findHistory(place: JournalPlace, id: string): Promise<JournalHistory> {
  return find(place, id, 'id', (journal) => journal.history(id));
}

async function find<T>(
  place: JournalPlace,
  id: string,
  name: string,
  read: (journal: JournalView) => Promise<T | undefined>,
): Promise<T> {
  // An id that is none is reported as that, also where there is no journal.
  parseTransactionId(id);
  const found = await withJournal(place, read);
  if (found !== undefined) return found;
  throw new InputError('ERR_INPUT_TRANSACTION', {
    path: name,
    expected: `a transaction of the journal ${place.name}`,
    found: formatValue(id),
  });
}

/** The process that owns the journal, for people; `undefined` when the error names no owner. */
export function journalOwner(error: unknown): string | undefined {
  if (!(error instanceof JournalInUseError)) return undefined;
  return error.ownerPid === undefined ? 'another process' : `process ${error.ownerPid}`;
}
