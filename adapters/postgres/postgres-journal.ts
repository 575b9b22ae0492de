import type { BootReading, Journal, JournalReader } from '../ports/journal.port.ts';
import { groupAppends } from '../journal/group-appends.ts';
import { assertMoment, journalClosed } from '../journal/records.ts';
import { PostgresOwnership, type TerminalOwnership } from './ownership.ts';
import { isRefusal, postgresError } from './postgres-errors.ts';
import {
  resolveConnection,
  resolveOptions,
  type PostgresConnectionOptions,
  type PostgresJournalOptions,
  type ResolvedOptions,
} from './postgres-options.ts';
import { readingOf, type PostgresReading } from './reading/journal-reading.ts';
import { ReadConnection } from './reading/read-connection.ts';
import { ensureSchema } from './schema/migrate.ts';
import { connect } from './session/connect.ts';
import { EngineSessions } from './session/engine-sessions.ts';
import { AppendGroups } from './writing/append-groups.ts';
import { pruneCandidates } from './writing/prune.ts';
import { toPostgresRow, type PostgresRow } from './writing/stored-row.ts';

/** A journal on PostgreSQL, and which terminals belong to this engine. */
export interface PostgresJournal extends Journal, Pick<PostgresReading, 'readOpenOf' | 'readAfter'> {
  readonly ownership: TerminalOwnership;
  /** Where the last record stands that this engine knows of, its own or another's: for `readAfter`. */
  position(): number;
  /**
   * Called when there are new records, of this engine or another. A hint: it may come for nothing, and is repeated within `heartbeatMs` when it got
   * lost. Returns what ends it.
   */
  onRecords(listener: () => void): () => void;
}

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
  const connection = await connect(resolved, 'any');
  try {
    await ensureSchema(connection, { schema: resolved.schema, migrate: false });
  } finally {
    await connection.close();
  }
  return readingOf(new ReadConnection(resolved, 'any'), resolved.schema);
}

/**
 * Creates the schema, or brings it up to date, while engines run: as the role that owns it, where those of the engines may not.
 *
 * @throws {ConfigError} `ERR_CONFIG_POSTGRES`, `ERR_CONFIG_JOURNAL`
 */
export async function migratePostgresJournal(options: PostgresConnectionOptions): Promise<void> {
  const resolved = resolveConnection(options);
  const connection = await connect(resolved, 'write');
  try {
    await ensureSchema(connection, { schema: resolved.schema, migrate: true });
  } finally {
    await connection.close();
  }
}

function journalOver(options: ResolvedOptions, sessions: EngineSessions): PostgresJournal {
  const connection = new ReadConnection(options, 'read');
  const reading = readingOf(connection, options.schema);
  const groups = new AppendGroups(options, sessions);
  const appends = groupAppends<PostgresRow>((group) => groups.store(group));
  let closing: Promise<void> | undefined;
  const assertOpen = () => {
    if (closing !== undefined) throw journalClosed();
  };

  const close = async () => {
    // A database that does not answer must not keep the till from ending.
    let timer: unknown;
    const late = new Promise<void>((resolve) => (timer = options.clock.setTimeout(resolve, options.trustMs)));
    await Promise.race([appends.idle(), late]);
    options.clock.clearTimeout(timer);
    await sessions.close();
    await appends.idle();
    await reading.close();
  };

  return {
    ...reading,
    ownership: new PostgresOwnership(options, sessions, connection),
    position: () => sessions.tip.position,
    onRecords: (listener) =>
      sessions.listen((news) => {
        if (news === 'records') listener();
      }),
    async append(records) {
      assertOpen();
      const rows = records.map(toPostgresRow);
      if (rows.length > 0) await appends.add(rows);
    },
    async prune(settledBeforeMs, now) {
      assertMoment(settledBeforeMs);
      for (let total = 0; ;) {
        assertOpen();
        const forgotten = await forgetSome(options, sessions, connection, settledBeforeMs, now);
        if (forgotten === 0) return total;
        total += forgotten;
      }
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

async function forgetSome(
  { schema, statementTimeoutMs }: ResolvedOptions,
  sessions: EngineSessions,
  reading: ReadConnection,
  settledBeforeMs: number,
  now: BootReading | undefined,
): Promise<number> {
  const candidates = await pruneCandidates(reading, schema, settledBeforeMs, now);
  if (candidates === undefined) return 0;
  const session = await sessions.ready(statementTimeoutMs);
  try {
    const { rows } = await session.connection.query(`SELECT ${schema}.forget($1, $2, $3, $4)::float8 AS gone`, [
      session.id,
      candidates.ids,
      settledBeforeMs,
      candidates.keptFrom,
    ]);
    return Number(rows[0]?.['gone']);
  } catch (error) {
    if (!isRefusal(error)) sessions.lose(session);
    throw postgresError(error);
  }
}
