import { openSqliteJournal, openSqliteJournalReader } from '../../adapters/journal/sqlite-journal.ts';
import { systemBootId } from '../../adapters/system-boot.ts';
import { systemClock } from '../../adapters/system-clock.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Journal } from '../../adapters/ports/journal.port.ts';
import { formatValue, InputError } from '../../errors.ts';
import { readClock } from '../runtime/timers.ts';

/**
 * Forgets what was settled longer ago than that, as far as the journal bears the clock out.
 *
 * @param olderThanMs milliseconds, from 0
 * @throws {InputError} `ERR_INPUT_PRUNE`
 * @throws {JournalError} `ERR_JOURNAL_CLOCK`
 */
export async function prune(
  olderThanMs: number,
  { journal, clock, bootId }: { readonly journal: Journal; readonly clock: Clock; readonly bootId: string },
): Promise<number> {
  if (!Number.isFinite(olderThanMs) || olderThanMs < 0) {
    const expected = 'a number of milliseconds from 0';
    throw new InputError('ERR_INPUT_PRUNE', { path: 'olderThanMs', expected, found: formatValue(olderThanMs) });
  }
  const reading = readClock(clock);
  return journal.prune(reading.atMs - olderThanMs, { ...reading, bootId });
}

/** The same for the journal of a till that does not run: see ../on-demand.ts, which loads this. */
export async function pruneJournal(given: string | Journal, olderThanMs: number): Promise<number> {
  if (typeof given !== 'string')
    return prune(olderThanMs, { journal: given, clock: systemClock, bootId: systemBootId() });
  // An owner would create a file that is missing.
  await (await openSqliteJournalReader(given)).close();
  const journal = await openSqliteJournal(given);
  try {
    return await pruneJournal(journal, olderThanMs);
  } finally {
    await journal.close();
  }
}
