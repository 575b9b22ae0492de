import type { BootReading, Journal } from '../ports/journal.port.ts';
import { groupAppends } from '../journal/group-appends.ts';
import { assertMoment, journalClosed } from '../journal/records.ts';
import { SessionOwnership, type PostgresOwnership } from './ownership.ts';
import { isRefusal, postgresError } from './postgres-errors.ts';
import type { ResolvedOptions } from './postgres-options.ts';
import { readingOf, type PostgresReading } from './reading/journal-reading.ts';
import { ReadConnection } from './reading/read-connection.ts';
import type { EngineSessions } from './session/engine-sessions.ts';
import { AppendGroups } from './writing/append-groups.ts';
import { pruneCandidates } from './writing/prune.ts';
import { toPostgresRows, type PostgresRow } from './writing/stored-row.ts';

/** A journal on PostgreSQL, and which terminals belong to this engine. */
export interface PostgresJournal extends Journal, Pick<PostgresReading, 'readOpenOf' | 'readAfter'> {
  readonly ownership: PostgresOwnership;
  /** Where the last record stands that this engine knows of, its own or another's: for `readAfter`. */
  position(): number;
  /**
   * Called when there are new records, of this engine or another. A hint: it may come for nothing, and is repeated within `heartbeatMs` when it got
   * lost. Returns what ends it.
   */
  onRecords(listener: () => void): () => void;
}

const MOMENT_MAX = Number.MAX_SAFE_INTEGER;

/** The journal of an engine whose first session has begun. */
export function journalOver(options: ResolvedOptions, sessions: EngineSessions): PostgresJournal {
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
    ownership: new SessionOwnership(options, sessions, connection),
    position: () => sessions.tip.position,
    onRecords: (listener) =>
      sessions.listen((news) => {
        if (news === 'records') listener();
      }),
    async append(records) {
      assertOpen();
      const rows = toPostgresRows(records);
      if (rows.length > 0) await appends.add(rows);
    },
    async prune(settledBeforeMs, now) {
      assertMoment(settledBeforeMs);
      // Moments are whole numbers in the database.
      const before = Math.ceil(Math.min(Math.max(settledBeforeMs, -MOMENT_MAX), MOMENT_MAX));
      for (let total = 0; ;) {
        assertOpen();
        const forgotten = await forgetSome(options, sessions, connection, before, now);
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
