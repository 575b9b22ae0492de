import { chmodSync, closeSync, openSync, readFileSync, readSync, statSync, truncateSync } from 'node:fs';
import { errorCode } from '../../errors.ts';

/**
 * Files that SQLite has open must not be opened and closed by other code of the same process: on POSIX that would take SQLite's
 * locks away. The functions here open only files that did not exist, or that no other code can have open.
 */
const OWNER_ONLY = 0o600;

/** Creates an empty file that only this user can read; one that exists is left as it is, and not opened. */
export function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', OWNER_ONLY));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** Makes the file, if it exists, unreadable for other users. */
export function makePrivate(path: string): void {
  try {
    chmodSync(path, OWNER_ONLY);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** `undefined` when there is no such file. */
export function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size;
}

/** The first bytes of a file, as many as there are. No code of this process may have it open. */
export function readStart(path: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, length, 0));
  } finally {
    closeSync(file);
  }
}

/** Empties a file that holds nothing but zeros. No code of this process may have it open. @returns whether it did */
export function emptyIfZero(path: string): boolean {
  if (readFileSync(path).some((byte) => byte !== 0)) return false;
  truncateSync(path);
  return true;
}

/** Identifies a file whatever its name; `undefined` when there is none. */
export function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}
