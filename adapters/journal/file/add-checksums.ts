import { fromText, settledAtOf } from '../records.ts';
import type { SqliteDatabase } from '../sqlite-driver.ts';
import { checksumsAfter, tipOfRecords } from '../store/database-tip.ts';
import { entryChecksum, later, type TransactionEntry } from '../store/transaction-entry.ts';

/**
 * The second version of the file: it knows what it must have. Each record and each entry of a transaction has a checksum, and the tip
 * says how far the list of records has come.
 */
export function addChecksums(database: SqliteDatabase): void {
  database.exec(`
    ALTER TABLE records ADD COLUMN checksum TEXT NOT NULL DEFAULT '';

    -- The number of records, the position of the last one, and the terminal.
    ALTER TABLE transactions ADD COLUMN records INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE transactions ADD COLUMN last_position INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE transactions ADD COLUMN poiid TEXT;
    ALTER TABLE transactions ADD COLUMN checksum TEXT NOT NULL DEFAULT '';
    DROP INDEX transactions_open;
    DROP INDEX transactions_settled;
    CREATE INDEX transactions_settled ON transactions (last_position) WHERE settled_at_ms IS NOT NULL;

    -- One line: the last record that was stored, a running hash over all that ever were, and how many there are now.
    CREATE TABLE tip (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      position INTEGER NOT NULL,
      hash TEXT NOT NULL,
      records INTEGER NOT NULL
    ) STRICT;

    -- Who accepted that records are lost or damaged: at which position the journal was, and at which it should have been.
    CREATE TABLE acceptances (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      at_ms INTEGER NOT NULL,
      accepted_by TEXT NOT NULL,
      reason TEXT NOT NULL,
      position INTEGER NOT NULL,
      expected_position INTEGER,
      damaged TEXT NOT NULL
    ) STRICT;
  `);
  fillRecords(database);
  fillEntries(database);
  const { position, hash } = tipOfRecords(database);
  database.prepare('INSERT INTO tip SELECT 1, ?, ?, count(*) FROM records').run(position, hash);
}

function fillRecords(database: SqliteDatabase): void {
  const update = database.prepare('UPDATE records SET checksum = ? WHERE position = ?');
  for (const { position, checksum } of checksumsAfter(database, 0, false)) update.run(checksum, position);
}

function fillEntries(database: SqliteDatabase): void {
  const found = new Map<string, TransactionEntry>();
  for (const { transaction, position, text } of checksumsAfter(database, 0, false)) {
    const record = fromText(text);
    const before = found.get(transaction);
    found.set(transaction, {
      transaction,
      settledAtMs: later(before?.settledAtMs ?? null, record && settledAtOf(record)),
      records: (before?.records ?? 0) + 1,
      lastPosition: position,
      poiid: before?.poiid ?? (record?.type === 'opened' ? record.input.POIID : null),
    });
  }
  // An entry without records, and records without an entry, stay as they are: damaged.
  const update = database.prepare(
    'UPDATE transactions SET records = ?, last_position = ?, poiid = ?, checksum = ? WHERE transaction_id = ?',
  );
  for (const entry of found.values()) {
    const { transaction, records, lastPosition, poiid } = entry;
    update.run(records, lastPosition, poiid, entryChecksum(entry), transaction);
  }
}
