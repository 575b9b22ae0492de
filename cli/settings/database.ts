import { ConfigError } from '../../errors.ts';

/** Whether a journal is on PostgreSQL. */
export function isDatabase(journal: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(journal);
}

/**
 * Refuses a connection string with a password: it would stand in a file that others read, or in a list of processes. Never quotes it.
 *
 * @param where what the message calls the setting
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL`
 */
export function assertNoPassword(journal: string, where: string): void {
  const [, credentials = ''] = /^[a-z]+:\/\/([^?]*)@/i.exec(journal) ?? [];
  if (!isDatabase(journal) || (!credentials.includes(':') && !/[?&]password=/i.test(journal))) return;
  throw new ConfigError('ERR_CONFIG_JOURNAL', {
    path: where,
    expected: 'postgres://user@host/database, without a password',
    found: 'one with a password',
    advice:
      'give it as the variable TENDERLINE_JOURNAL_PASSWORD, or name a file that holds it with journalPasswordFile',
  });
}

/** The error of a command that reads files alone, for a journal in a database. */
export function fileOnly(): ConfigError {
  return new ConfigError('ERR_CONFIG_JOURNAL', {
    path: 'journal',
    expected: 'the path of a file',
    found: 'a database: this command works with a file',
    advice: 'ask the server that has the terminal, over HTTP: docs/more-than-one-machine.md',
  });
}
