import type { SqliteDatabase } from '../sqlite-driver.ts';
import { damagedError } from '../sqlite-errors.ts';
import { findDatabaseTip } from '../store/database-tip.ts';
import { checkIdentity } from './file-header.ts';
import { identify, pragma } from './sqlite-schema.ts';

/**
 * Whether the file is a sound journal of ours as a whole, with its -wal file; returns its version. A single transaction that is damaged
 * does not make it unsound: that is found when it is read.
 *
 * @throws {ConfigError} also when the -wal file contradicts the header
 */
export function checkSound(path: string, database: SqliteDatabase): number {
  const found = identify(database);
  const fresh = found.applicationId === 0 && found.version === 0 && pragma(database, 'page_count') === 0;
  if (fresh) return 0;
  checkIdentity(path, found);
  if (pragma(database, 'integrity_check(1)') !== 'ok') throw damagedError(path);
  if (found.version > 1) checkTotals(path, database);
  return found.version;
}

/** What no entry of a transaction can say: whether all of them are there. Pages of two times, mixed, are noticed here. */
function checkTotals(path: string, database: SqliteDatabase): void {
  const tip = findDatabaseTip(database);
  const known = database
    .prepare(
      `SELECT (SELECT ifnull(sum(records), 0) FROM transactions) + (
         SELECT count(*) FROM records r
         WHERE NOT EXISTS (SELECT 1 FROM transactions t WHERE t.transaction_id = r.transaction_id)
       ) AS records,
       max((SELECT ifnull(max(position), 0) FROM records), (SELECT ifnull(max(last_position), 0) FROM transactions)) AS last`,
    )
    .get() as { records: number; last: number }; // as selected
  if (tip === undefined || tip.records !== known.records) throw damagedError(path);
  // All of a file of version 1 may have been forgotten; since then the newest ones stay.
  if (tip.records > 0 && known.last !== tip.position) throw damagedError(path);
}
