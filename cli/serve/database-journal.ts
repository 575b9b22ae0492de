import type { PostgresConnectionOptions, PostgresJournal } from '../../adapters/postgres/index.ts';
import type { PostgresProbe } from '../../adapters/postgres/probe.ts';
import { findSecret, type SecretSources } from '../settings/secrets.ts';
import type { GatewayEntry } from './gateway-entry.ts';

/** A journal on PostgreSQL that this server shares with others. */
export interface DatabaseJournal {
  /** Which terminals it takes when it starts; `undefined`: every one that is free. */
  readonly prefers: readonly string[] | undefined;
  /** Where the others say that this server is reached; without it they cannot say where to go. */
  readonly url: string | undefined;
  /**
   * Connects, with code that is loaded only here.
   *
   * @throws {ConfigError} `ERR_CONFIG_POSTGRES`, also when the package pg is not installed; `ERR_CONFIG_JOURNAL`
   * @throws {JournalError} `ERR_JOURNAL_ROLLED_BACK`
   */
  open(): Promise<PostgresJournal>;
  /** Looks at the database and changes nothing. @throws {ConfigError} as `open` */
  probe(): Promise<PostgresProbe>;
}

/** The journal of a connection string, as the member `gateway` of the configuration describes it. Nothing is connected yet. */
export function databaseJournal(
  connectionString: string,
  { url, takeOver, rememberIn }: GatewayEntry,
  secrets: SecretSources,
): DatabaseJournal {
  return {
    prefers: takeOver?.prefers,
    url,
    async open() {
      const { postgresJournal } = await import('../../adapters/postgres/index.ts');
      return postgresJournal({
        ...(await connectionOf(connectionString, secrets)),
        shared: true,
        ...(url !== undefined && { url }),
        ...(rememberIn !== undefined && { rememberIn }),
      });
    },
    async probe() {
      const { probePostgresJournal } = await import('../../adapters/postgres/probe.ts');
      return probePostgresJournal(await connectionOf(connectionString, secrets));
    },
  };
}

async function connectionOf(connectionString: string, secrets: SecretSources): Promise<PostgresConnectionOptions> {
  const password = await findSecret('journalPassword', secrets);
  if (password === undefined) return { connectionString };
  // Read anew at each connection: it may have been changed meanwhile.
  return { connectionString, password: async () => (await findSecret('journalPassword', secrets)) ?? password };
}
