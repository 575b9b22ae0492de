import { JournalError, type DamagedTransaction } from '../../errors.ts';
import { closing, type Acceptance, type Accepted } from '../journal/store/record-acceptance.ts';
import type { Journal, JournalReader } from '../ports/journal.port.ts';
import { journalOver, type PostgresJournal } from './journal-over-sessions.ts';
import {
  resolveConnection,
  resolveOptions,
  type PostgresConnectionOptions,
  type PostgresJournalOptions,
  type ResolvedOptions,
} from './postgres-options.ts';
import { readingOf } from './reading/journal-reading.ts';
import { ReadConnection } from './reading/read-connection.ts';
import { ensureSchema } from './schema/migrate.ts';
import { connected } from './session/connect.ts';
import { EngineSessions } from './session/engine-sessions.ts';
import { KnownTip, readDatabaseTip } from './session/known-tip.ts';

/**
 * Opens a journal on PostgreSQL, through the package pg. It keeps the process alive until it is closed.
 *
 * Without `shared`, this engine owns the whole journal, as with a file. With it, several engines append to one journal, each for the
 * terminals that it has acquired: `ownership`.
 *
 * @throws {JournalInUseError} when another engine owns the journal, and is alive
 * @throws {ConfigError} `ERR_CONFIG_POSTGRES` for an option; `ERR_CONFIG_JOURNAL` when the database cannot be reached, takes no writes, or has a newer schema
 * @throws {JournalError} `ERR_JOURNAL_ROLLED_BACK` when it has less than was acknowledged; see `acceptPostgresJournal`
 */
export async function postgresJournal(options: PostgresJournalOptions): Promise<PostgresJournal> {
  const resolved = resolveOptions(options);
  const sessions = new EngineSessions(resolved);
  await sessions.open();
  return journalOver(resolved, sessions);
}

/**
 * Opens a journal for reading, at any time; also on a replica, which may lag behind.
 *
 * @throws {ConfigError} `ERR_CONFIG_POSTGRES`, `ERR_CONFIG_JOURNAL`
 */
export async function openPostgresJournalReader(options: PostgresConnectionOptions): Promise<JournalReader> {
  const resolved = resolveConnection(options);
  await connected(resolved, 'any', (connection) =>
    ensureSchema(connection, { schema: resolved.schema, migrate: false }),
  );
  return readingOf(new ReadConnection(resolved, 'any'), resolved.schema);
}

/**
 * Creates the schema, or brings it up to date, while engines run: as the role that owns it, where those of the engines may not.
 *
 * @throws {ConfigError} `ERR_CONFIG_POSTGRES`, `ERR_CONFIG_JOURNAL`
 */
export async function migratePostgresJournal(options: PostgresConnectionOptions): Promise<void> {
  const resolved = resolveConnection(options);
  await connected(resolved, 'write', (connection) =>
    ensureSchema(connection, { schema: resolved.schema, migrate: true }),
  );
}

/**
 * Takes the journal as it is, on the word of a person who found out at the acquirer what became of what is missing. It says so in the journal, and
 * closes what is damaged. No other engine runs meanwhile; each that has a `rememberIn` of its own accepts for itself.
 *
 * @throws {JournalInUseError} while an engine owns the journal; {ConfigError} as `postgresJournal`
 */
export async function acceptPostgresJournal(
  options: PostgresJournalOptions,
  acceptance: Acceptance,
): Promise<Accepted> {
  const resolved = resolveOptions({ ...options, shared: false });
  const tip = new KnownTip(resolved.rememberIn);
  const expected = tip.expected;
  await connected(resolved, 'write', async (connection) => {
    await ensureSchema(connection, resolved);
    tip.reset(await readDatabaseTip(connection, resolved.schema));
  });
  const sessions = new EngineSessions(resolved, tip);
  await sessions.open();
  const journal = journalOver(resolved, sessions);
  try {
    return await recordAcceptance(resolved, sessions, journal, acceptance, expected);
  } finally {
    await journal.close();
  }
}

async function recordAcceptance(
  { schema, statementTimeoutMs }: ResolvedOptions,
  sessions: EngineSessions,
  journal: Journal,
  acceptance: Acceptance,
  expected: number | undefined,
): Promise<Accepted> {
  const damaged = await openDamage(journal);
  const position = sessions.tip.position;
  const { id, connection } = await sessions.ready(statementTimeoutMs);
  const { by, reason, atMs } = acceptance;
  const names = JSON.stringify(damaged.map(({ transaction }) => transaction));
  await connection.query(`SELECT ${schema}.accept_journal($1, $2, $3, $4, $5, $6)`, [
    id,
    atMs,
    by,
    reason,
    expected ?? null,
    names,
  ]);
  for (const one of damaged) await journal.append([closing(one, acceptance)]);
  return { position, ...(expected !== undefined && { expectedPosition: expected }), damaged };
}

async function openDamage(journal: JournalReader): Promise<readonly DamagedTransaction[]> {
  try {
    for await (const _ of journal.readOpen());
    return [];
  } catch (error) {
    if (error instanceof JournalError && error.code === 'ERR_JOURNAL_CORRUPT') return error.damaged;
    throw error;
  }
}
