import type { DamagedTransaction } from '../../../errors.ts';
import type { JournalRecord } from '../../ports/journal.port.ts';
import { parseTransactionId } from '../../../protocol/ids.ts';
import { toRow } from '../records.ts';
import type { SqliteDatabase } from '../sqlite-driver.ts';
import type { StoredTip } from '../tip/tip-file.ts';
import type { Cursor, SqliteReader } from './sqlite-reader.ts';
import type { SqliteWriter } from './sqlite-writer.ts';

/** Who takes the journal as it is, why, and when: epoch milliseconds. */
export interface Acceptance {
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
}

/** What was accepted. */
export interface Accepted {
  /** How many records the journal ever had, as far as it knows. */
  readonly position: number;
  /** How many were acknowledged; absent when that is not known. */
  readonly expectedPosition?: number;
  /** Transactions that are damaged, and were open or may have been: they are closed now, and their ids stay used. */
  readonly damaged: readonly DamagedTransaction[];
}

interface Journal {
  readonly database: SqliteDatabase;
  readonly reading: SqliteReader;
  readonly writing: SqliteWriter;
  /** The tip file as it was found. */
  readonly before: StoredTip;
}

/** Records in the journal itself that a person takes it as it is, and closes what is damaged. */
export function recordAcceptance({ database, reading, writing, before }: Journal, acceptance: Acceptance): Accepted {
  const { by, reason, atMs } = acceptance;
  const { position } = writing.tip();
  const damaged = openDamage(reading);
  const expected = before.kind === 'tip' ? before.tip.position : undefined;
  writing.commit(() => {
    database
      .prepare(
        `INSERT INTO acceptances (at_ms, accepted_by, reason, position, expected_position, damaged) VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(atMs, by, reason, position, expected ?? null, JSON.stringify(damaged.map(({ transaction }) => transaction)));
  });
  for (const one of damaged) {
    const [stored] = writing.append([[toRow(closing(one, acceptance))]]);
    if (stored !== 'stored') throw stored ?? new Error('one result per append');
  }
  return { position, ...(expected !== undefined && { expectedPosition: expected }), damaged };
}

function openDamage(reading: SqliteReader): DamagedTransaction[] {
  const found: DamagedTransaction[] = [];
  let cursor: Cursor;
  do {
    const page = reading.open(cursor);
    for (const { damage, closedByPerson } of page.items) {
      if (damage !== undefined && !closedByPerson) found.push(damage);
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

/** The record by which a person closes a transaction. */
export function closing({ transaction, nextSeq }: DamagedTransaction, { by, reason, atMs }: Acceptance): JournalRecord {
  return {
    version: 2,
    transaction: parseTransactionId(transaction),
    seq: nextSeq,
    atMs,
    settles: true,
    type: 'event',
    event: { type: 'sale.override', atMs, by, reason, charged: 'unknown' },
  };
}
