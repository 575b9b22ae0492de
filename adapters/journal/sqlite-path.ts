import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSystemError } from './private-file.ts';
import { asRefusal, refusal } from './sqlite-refusals.ts';

/**
 * The one name of a journal file, whatever it was called by: two names for one file would be two locks.
 *
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL` when there is no such folder, or something else than a file
 */
export async function realJournalPath(path: string): Promise<string> {
  try {
    const real = await unlinked(path);
    const stats = await stat(real).catch(() => undefined);
    if (stats === undefined) return real;
    if (!stats.isFile()) throw refusal(real, 'a file', 'something else', 'give another path');
    if (stats.nlink > 1) {
      throw refusal(real, 'a file with one name', `one with ${stats.nlink} (hard links)`, 'remove the other names');
    }
    return real;
  } catch (error) {
    throw asRefusal(path, error);
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
    if (isSystemError(error, 'ENOENT')) throw refusal(path, 'a link to a file', 'a link to none', 'give another path');
    throw error;
  }
  const folder = dirname(path);
  try {
    return join(await realpath(folder), basename(path));
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) throw refusal(path, `a folder ${folder}`, 'none', 'create it');
    throw error;
  }
}
