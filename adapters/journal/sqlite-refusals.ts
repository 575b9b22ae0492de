import { ConfigError, formatValue } from '../../errors.ts';
import { sqliteResult } from './sqlite-failures.ts';

export function damaged(path: string): ConfigError {
  const todo = 'keep the file and its -wal as they are, restore a backup, and settle with the acquirer what is missing';
  return refusal(path, 'a sound journal', 'a damaged one', todo);
}

export function refusal(path: string, expected: string, found: string, todo: string): ConfigError {
  return new ConfigError('ERR_CONFIG_JOURNAL', `journal ${path}: expected ${expected}, found ${found}; ${todo}`);
}

/** Whatever goes wrong while a journal is opened is a matter of configuration. */
export function refusing<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw asRefusal(path, error);
  }
}

export function asRefusal(path: string, error: unknown): ConfigError {
  if (error instanceof ConfigError) return error;
  const result = sqliteResult(error);
  if (result === 'CORRUPT' || result === 'NOTADB') return damaged(path);
  const found = result ?? (error instanceof Error && 'code' in error ? formatValue(error.code) : 'something else');
  return refusal(path, 'a file that this user can open', found, 'check the path, its rights and the disk');
}
