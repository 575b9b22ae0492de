import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, formatValue } from '../../errors.ts';
import { toConfigError, journalConfigError } from './sqlite-errors.ts';

/**
 * The one path of a journal file, whatever path it was given by: two paths for one file would be two locks.
 *
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL` when the folder does not exist, or the path is not a file
 */
export async function realJournalPath(path: string): Promise<string> {
  try {
    const real = await unlinked(path);
    // better-sqlite3 leaves it out, and would open another file than node:sqlite and the lock.
    if (real.trim() !== real) {
      const found = `${formatValue(real)}, which ends with white space`;
      throw journalConfigError(real, 'the path of a file', found, 'give a path that does not');
    }
    const stats = await stat(real).catch(() => undefined);
    if (stats === undefined) return real;
    if (!stats.isFile()) throw journalConfigError(real, 'a file', 'something else', 'give another path');
    if (stats.nlink > 1) {
      throw journalConfigError(
        real,
        'a file with one name',
        `one with ${stats.nlink} (hard links)`,
        'remove the other names',
      );
    }
    return real;
  } catch (error) {
    throw toConfigError(path, error);
  }
}

async function unlinked(path: string): Promise<string> {
  const linked = await lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  try {
    if (linked) return await realpath(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT')
      throw journalConfigError(path, 'a link to a file', 'a link to none', 'give another path');
    throw error;
  }
  const folder = dirname(path);
  try {
    return join(await realpath(folder), basename(path));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw journalConfigError(path, `a folder ${folder}`, 'none', 'create it');
    throw error;
  }
}
