import type { SqliteDatabase } from '../sqlite-driver.ts';
import { sizeOf } from '../private-file.ts';
import { damagedError, journalConfigError, rolledBackError } from '../sqlite-errors.ts';
import { checksumsAfter, findDatabaseTip, tipAfter, tipOfRecords } from '../store/database-tip.ts';
import type { StoredTip } from '../tip/tip-file.ts';
import { EMPTY_TIP, type Tip } from '../tip/tip.ts';

/** The tip of a file of any version; that of a new one is empty. @throws {ConfigError} when it is damaged */
export function tipOf(path: string, database: SqliteDatabase, version: number): Tip {
  if (version === 0) return EMPTY_TIP;
  if (version === 1) return tipOfRecords(database);
  const found = findDatabaseTip(database);
  if (found === undefined) throw damagedError(path);
  return { position: found.position, hash: found.hash };
}

/**
 * Compares the file with the tip beside it. A tip that is older is right: it is written after the commit, and without a sync. A file
 * that is older than its tip has lost what was acknowledged.
 *
 * @param stored read before the database, which may be in use
 * @throws {JournalError} `ERR_JOURNAL_ROLLED_BACK`
 */
export function checkTip(path: string, stored: StoredTip, database: SqliteDatabase, version: number): void {
  // Version 1 had none. Since then it is there before the first record.
  if (stored.kind === 'none' && version > 1) {
    throw rolledBackError(path, 'its -tip file', 'none, so that it is not known what was acknowledged');
  }
  const tip = knownTip(path, stored);
  if (tip === undefined) return;
  const found = tipOf(path, database, version);
  if (found.position < tip.position) throw fewerError(path, tip, found);
  const after =
    found.position === tip.position ? tip : tipAfter(tip, checksumsAfter(database, tip.position, version > 1));
  if (after?.position !== found.position || after.hash !== found.hash) {
    throw rolledBackError(path, 'the records that its -tip file belongs to', 'those of another journal');
  }
}

/** The same where there is no file, or an empty one. */
export function checkTipOfNone(path: string, stored: StoredTip): void {
  const tip = knownTip(path, stored);
  if (tip !== undefined && tip.position > 0) throw fewerError(path, tip, EMPTY_TIP);
}

/** What was stored last may stand in a -wal file that is left alone. @throws {ConfigError} `ERR_CONFIG_JOURNAL` */
export function checkWalOfNone(path: string): void {
  if (sizeOf(path) || !sizeOf(`${path}-wal`)) return;
  throw journalConfigError(path, 'the journal that its -wal file belongs to', 'none', 'put the two back together');
}

function knownTip(path: string, stored: StoredTip): Tip | undefined {
  if (stored.kind === 'unreadable') throw rolledBackError(path, 'its -tip file', 'a damaged one');
  return stored.kind === 'tip' ? stored.tip : undefined;
}

function fewerError(path: string, tip: Tip, found: Tip) {
  return rolledBackError(path, `${tip.position} records, which were acknowledged`, `${found.position}`);
}
