import { readStart } from '../private-file.ts';
import { damagedError, journalConfigError } from '../sqlite-errors.ts';
import { readTip } from '../tip/tip-file.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './sqlite-schema.ts';

/** What a SQLite file says of itself; both 0 for an empty one. */
export interface Identity {
  readonly applicationId: number;
  readonly version: number;
}

export interface FileHeader extends Identity {
  /** What was stored last may stand in the -wal file. */
  readonly writeAhead: boolean;
}

/** The header of a SQLite file, its first 100 bytes (https://sqlite.org/fileformat.html); `undefined` when the file is empty. */
export function readHeader(path: string): FileHeader | undefined {
  const bytes = readStart(path, 100);
  if (bytes.length === 0) return undefined;
  if (bytes.length < 100 || Buffer.from(bytes.subarray(0, 16)).toString('latin1') !== 'SQLite format 3\0') {
    // A tip stands beside a journal alone: another path would forget what is open in it.
    if (readTip(path).kind !== 'none') throw damagedError(path);
    throw journalConfigError(path, 'a journal', 'a file that is not SQLite', 'give another path');
  }
  const view = new DataView(bytes.buffer);
  return { applicationId: view.getUint32(68), version: view.getUint32(60), writeAhead: view.getUint8(18) === 2 };
}

export function checkIdentity(path: string, { applicationId, version }: Identity): void {
  if (applicationId !== APPLICATION_ID) {
    const found = `a SQLite file of another application (${applicationId})`;
    throw journalConfigError(path, 'a journal', found, 'give another path');
  }
  if (version > SCHEMA_VERSION) {
    const todo = 'it was written by a newer Tenderline: use that, or a newer one';
    throw journalConfigError(path, `version ${SCHEMA_VERSION} or lower`, `version ${version}`, todo);
  }
  // The two are written together.
  if (version === 0) throw damagedError(path);
}
