import { describe, expect, it } from 'vitest';
import { journalError, sqliteResult } from '../../../../adapters/journal/sqlite-errors.ts';

const ofBetterSqlite3 = (code: string) => Object.assign(new Error('from SQLite'), { code });
const ofNode = (errcode: number) => Object.assign(new Error('from SQLite'), { code: 'ERR_SQLITE_ERROR', errcode });

describe('what SQLite reports', () => {
  it.each([
    ['SQLITE_FULL', 13, 'ERR_JOURNAL_FULL'],
    ['SQLITE_READONLY', 8, 'ERR_JOURNAL_READ_ONLY'],
    ['SQLITE_READONLY_DBMOVED', 1032, 'ERR_JOURNAL_READ_ONLY'],
    ['SQLITE_BUSY', 5, 'ERR_JOURNAL_BUSY'],
    ['SQLITE_BUSY_SNAPSHOT', 517, 'ERR_JOURNAL_BUSY'],
    ['SQLITE_CORRUPT', 11, 'ERR_JOURNAL_CORRUPT'],
    ['SQLITE_NOTADB', 26, 'ERR_JOURNAL_CORRUPT'],
    ['SQLITE_IOERR_WRITE', 778, 'ERR_JOURNAL_IO'],
    ['SQLITE_IOERR_FSYNC', 1034, 'ERR_JOURNAL_IO'],
    ['SQLITE_CANTOPEN', 14, 'ERR_JOURNAL_IO'],
    ['SQLITE_NOMEM', 7, 'ERR_JOURNAL_IO'],
  ])('as %s or %i becomes %s, whichever package says it', (name, errcode, code) => {
    expect(journalError(ofBetterSqlite3(name)).code).toBe(code);
    expect(journalError(ofNode(errcode)).code).toBe(code);
  });

  it('is distinguished from other errors, of which nothing is passed on', () => {
    const other = new TypeError('cannot bind "a body"');
    expect(sqliteResult(other)).toBeUndefined();
    expect(journalError(other)).toMatchObject({ code: 'ERR_JOURNAL_IO' });
    expect(journalError(other).cause).toBeUndefined();
    expect(journalError(other).message).not.toContain('a body');
  });
});
