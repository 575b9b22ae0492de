import { ConfigError, errorCode, JournalError, type JournalErrorCode } from '../../errors.ts';

/** What a SQLSTATE means for the caller (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const MEANINGS: Readonly<Record<string, readonly [JournalErrorCode, string]>> = {
  '53100': ['ERR_JOURNAL_FULL', 'there is no room left on the disk of the database'],
  '53200': ['ERR_JOURNAL_FULL', 'the database has no memory left'],
  '25006': ['ERR_JOURNAL_READ_ONLY', 'the database takes no writes: it is a replica, or was made read-only'],
  '42501': ['ERR_JOURNAL_READ_ONLY', 'the role of this engine may not do that'],
  '53300': ['ERR_JOURNAL_BUSY', 'the database has no connection left'],
  '57014': ['ERR_JOURNAL_BUSY', 'the database did not answer within statementTimeoutMs'],
  '55P03': ['ERR_JOURNAL_BUSY', 'another session holds a table of the journal'],
  '40P01': ['ERR_JOURNAL_BUSY', 'other sessions hold tables of the journal'],
  '40001': ['ERR_JOURNAL_BUSY', 'other sessions change tables of the journal'],
  XX001: ['ERR_JOURNAL_CORRUPT', 'the database found its data damaged'],
  XX002: ['ERR_JOURNAL_CORRUPT', 'the database found an index damaged'],
  // Of the functions of the schema.
  TL001: ['ERR_JOURNAL_FENCED', 'the session of this engine was ended by another one'],
};

/** The SQLSTATE of an error of the server; `undefined` of any other. */
export function sqlState(error: unknown): string | undefined {
  const code = errorCode(error);
  return error instanceof Error && 'severity' in error && /^[0-9A-Z]{5}$/.test(code ?? '') ? code : undefined;
}

/** With these a session may have ended; where that is not known, the statement may have been carried out. */
const MAY_END_SESSION = /^(08|25P0[34]|57P|58|XX)/;

/**
 * Whether the server itself said that the statement failed, so that nothing of it is stored. Anything else, also that the server ends the session,
 * leaves open whether it is. The severity is a word of the server's language, and says nothing where that is not English.
 */
export function isRefusal(error: unknown): boolean {
  const state = sqlState(error);
  if (state === undefined || !(error instanceof Error && 'severity' in error)) return false;
  const { severity } = error;
  return severity === 'ERROR' || (severity !== 'FATAL' && severity !== 'PANIC' && !MAY_END_SESSION.test(state));
}

/** The meaning of a failure for the caller. The message of the server is not passed on: it may quote a record. */
export function postgresError(error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  const state = sqlState(error);
  // Class 22: a text that the database cannot keep.
  if (state?.startsWith('22')) {
    return new JournalError(
      'ERR_JOURNAL_RECORD',
      `the journal: the database cannot keep a text of the record (${state})`,
    );
  }
  const [code, meaning] = MEANINGS[state ?? ''] ?? ['ERR_JOURNAL_IO', 'the database failed'];
  return new JournalError(code, `the journal: ${meaning} (${state ?? errorCode(error) ?? 'the connection'})`);
}

export function connectionLost(): JournalError {
  return new JournalError('ERR_JOURNAL_IO', 'the journal: the connection to the database is lost; it is tried again');
}

export function fenced(transaction: string, poiid: string): JournalError {
  const message = `transaction ${transaction}: terminal ${poiid} does not belong to this engine, or not any more; acquire it, and read what another engine stored`;
  return new JournalError('ERR_JOURNAL_FENCED', message, { transaction });
}

/** The database has less than was acknowledged, or something else. */
export function databaseRolledBack(expected: string, found: string): JournalError {
  const advice =
    'nothing is sent: it was put back, or failed over to a replica that had not everything; bring back the database that has it, or find out at the acquirer what became of what is missing, and then accept that with acceptPostgresJournal';
  return new JournalError('ERR_JOURNAL_ROLLED_BACK', `the journal: expected ${expected}, found ${found}; ${advice}`);
}

/** Of what goes wrong while a journal is opened. Names the host, never the password. */
export function unreachable(hosts: string, error: unknown): ConfigError {
  const state = sqlState(error);
  const found = state ?? errorCode(error) ?? 'no answer';
  const [expected, advice] =
    state?.startsWith('28') === true
      ? ['that the database lets this role in', 'check user, password and pg_hba.conf']
      : ['a database that takes writes', 'check host, port, certificate and whether the server runs'];
  return new ConfigError('ERR_CONFIG_JOURNAL', { path: `journal on ${hosts}`, expected, found, advice });
}
