import { ConfigError, errorCode, formatValue, JournalError, type JournalErrorCode } from '../../errors.ts';

/** The primary result codes of SQLite that are distinguished (https://sqlite.org/rescode.html). */
const RESULT_NAMES: Readonly<Record<number, string>> = {
  5: 'BUSY',
  6: 'LOCKED',
  8: 'READONLY',
  10: 'IOERR',
  11: 'CORRUPT',
  13: 'FULL',
  14: 'CANTOPEN',
  19: 'CONSTRAINT',
  26: 'NOTADB',
};

const MEANINGS: Readonly<Record<string, readonly [JournalErrorCode, string]>> = {
  FULL: ['ERR_JOURNAL_FULL', 'there is no room left on the disk'],
  READONLY: ['ERR_JOURNAL_READ_ONLY', 'the file cannot be written to'],
  BUSY: ['ERR_JOURNAL_BUSY', 'another program holds the file'],
  LOCKED: ['ERR_JOURNAL_BUSY', 'another program holds the file'],
  CORRUPT: ['ERR_JOURNAL_CORRUPT', 'the file is damaged'],
  NOTADB: ['ERR_JOURNAL_CORRUPT', 'the file is damaged'],
};

/** What SQLite would call an error of the file system, for the file that is written without it. */
const SYSTEM_RESULTS: Readonly<Record<string, string>> = {
  ENOSPC: 'FULL',
  EDQUOT: 'FULL',
  EROFS: 'READONLY',
  EACCES: 'READONLY',
  EPERM: 'READONLY',
};

/** The result code of SQLite (`FULL`, `BUSY`, ...), the same from either package; `undefined` for an error of another source. */
export function sqliteResult(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('errcode' in error && typeof error.errcode === 'number') {
    // The lower byte is the primary code; the rest is more detailed.
    return RESULT_NAMES[error.errcode & 0xff] ?? `RESULT ${error.errcode}`;
  }
  if ('code' in error && typeof error.code === 'string') return /^SQLITE_([A-Z]+)/.exec(error.code)?.[1];
  return undefined;
}

/** The meaning of a SQLite failure for the caller. The message of SQLite or Node.js is not passed on. */
export function journalError(error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  const result = sqliteResult(error) ?? SYSTEM_RESULTS[errorCode(error) ?? ''];
  const [code, meaning] = MEANINGS[result ?? ''] ?? ['ERR_JOURNAL_IO', 'the disk or the file system failed'];
  return new JournalError(code, `the journal: ${meaning} (${result ?? 'not SQLite'})`);
}

// --- While a journal is opened: a matter of configuration, or of what was lost ---

export function journalConfigError(path: string, expected: string, found: string, advice: string): ConfigError {
  return new ConfigError('ERR_CONFIG_JOURNAL', { path: `journal ${path}`, expected, found, advice });
}

export function damagedError(path: string): ConfigError {
  const advice =
    'keep the file and its -wal as they are, restore a backup, and settle with the acquirer what is missing';
  return journalConfigError(path, 'a sound journal', 'a damaged one', advice);
}

/** The file has less than was acknowledged, or it is not known. */
export function rolledBackError(path: string, expected: string, found: string): JournalError {
  const advice =
    'nothing is sent: put the files back as they were; if what is missing is lost, find out at the acquirer what became of it, and then accept that with `tenderline journal accept`';
  return new JournalError(
    'ERR_JOURNAL_ROLLED_BACK',
    `journal ${path}: expected ${expected}, found ${found}; ${advice}`,
  );
}

/** Runs the opening of a journal, and turns what it throws into an error that says what to do. */
export function withConfigErrors<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw toConfigError(path, error);
  }
}

export function toConfigError(path: string, error: unknown): ConfigError | JournalError {
  if (error instanceof ConfigError || error instanceof JournalError) return error;
  const result = sqliteResult(error);
  if (result === 'CORRUPT' || result === 'NOTADB') return damagedError(path);
  const code = errorCode(error);
  const found = result ?? (code === undefined ? 'something else' : formatValue(code));
  return journalConfigError(path, 'a file that this user can open', found, 'check the path, its rights and the disk');
}
