import type { JournalRecord } from '../../adapters/ports/journal.port.ts';
import type { JournalError } from '../../errors.ts';
import type { TransactionId } from '../../protocol/ids.ts';
import { isDamage } from './damage.ts';

/** The records of one transaction, up to the one that settles it. */
export interface RecordGroup {
  readonly records: readonly JournalRecord[];
  readonly isSettled: boolean;
}

/**
 * The records of a journal by transaction: those of each settled one as soon as it is settled, then those of the open ones. Of a settled
 * transaction only the id is kept, so that a long journal fits into memory.
 *
 * @param onDamage receives the damage of the journal, which gives what it can read before that
 */
export async function* recordsByTransaction(
  given: AsyncIterable<JournalRecord>,
  onDamage: (error: JournalError) => void,
): AsyncGenerator<RecordGroup> {
  const settled = new Set<TransactionId>();
  const groups = new Map<TransactionId, JournalRecord[]>();
  for await (const record of readable(given, onDamage)) {
    const { transaction } = record;
    // Records after the settlement change nothing.
    if (settled.has(transaction)) continue;
    const records = groups.get(transaction) ?? [];
    records.push(record);
    groups.set(transaction, records);
    if (record.settles !== true) continue;
    settled.add(transaction);
    groups.delete(transaction);
    yield { records, isSettled: true };
  }
  for (const records of groups.values()) yield { records, isSettled: false };
}

async function* readable(
  records: AsyncIterable<JournalRecord>,
  onDamage: (error: JournalError) => void,
): AsyncGenerator<JournalRecord> {
  try {
    yield* records;
  } catch (error) {
    if (!isDamage(error)) throw error;
    onDamage(error);
  }
}
