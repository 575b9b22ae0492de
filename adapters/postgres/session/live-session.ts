import { randomUUID } from 'node:crypto';
import type { POIID } from '../../../protocol/ids.ts';
import type { ResolvedOptions } from '../postgres-options.ts';
import type { SqlConnection } from './connect.ts';
import { readClocks, Trust } from './trust.ts';

/** A session of this engine that the database knows: from its beginning to its loss, which is final. */
export interface LiveSession {
  readonly id: string;
  /** Greater than that of each session before it. */
  readonly number: number;
  readonly connection: SqlConnection;
  readonly trust: Trust;
  /** The terminals that it owns, each with its fence. */
  readonly fences: Map<POIID, number>;
}

/** How often another engine is asked for its lock after its session was ended. */
const TRIES_MAX = 50;

/**
 * Registers a session. `undefined` when another engine has the journal and is alive.
 *
 * @param lost sessions of this engine that are lost: they are ended in the database, so that nothing on its way is stored any more
 */
export async function beginSession(
  connection: SqlConnection,
  options: ResolvedOptions,
  lost: readonly string[],
): Promise<LiveSession | undefined> {
  const { schema, owner, url, shared, trustMs, clock } = options;
  const id = randomUUID();
  for (const session of lost) await endServerProcess(connection, schema, session, false);
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    const askedAt = readClocks(clock);
    const { rows } = await connection.query(
      `SELECT ${schema}.begin_session($1, $2, $3, $4, $5,
         (SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()))::float8 AS number`,
      [id, owner, url ?? null, !shared, trustMs],
    );
    const number = rows[0]?.['number'];
    if (typeof number === 'number') {
      for (const session of lost) await connection.query(`SELECT ${schema}.end_session($1)`, [session]);
      await connection.query(`LISTEN ${schema}`);
      return { id, number, connection, trust: new Trust(clock, trustMs, askedAt), fences: new Map() };
    }
    const ended = await endSilentSessions(connection, schema);
    if (ended === 0 && lost.length === 0) return undefined;
    await new Promise<void>((resolve) => void clock.setTimeout(resolve, 20));
  }
  return undefined;
}

/** Ends the process of a session in the server, and so its locks. */
export async function endServerProcess(
  connection: SqlConnection,
  schema: string,
  session: string,
  onlyIfSilent: boolean,
): Promise<number> {
  return endProcesses(connection, schema, `e.session = $1 ${onlyIfSilent ? `AND ${IS_SILENT}` : ''}`, [session]);
}

/** Ends those of all engines that have believed in themselves for the last time, with half of that as a margin for clocks that go unlike. */
function endSilentSessions(connection: SqlConnection, schema: string): Promise<number> {
  return endProcesses(connection, schema, `e.session <> $1 AND ${IS_SILENT}`, ['00000000-0000-0000-0000-000000000000']);
}

/** Of `engine_session e`: who was not seen since then was silent for longer than it may believe in itself, with a margin. */
export const SILENT_SINCE = "clock_timestamp() - e.trust_ms * interval '1.5 milliseconds'";
const IS_SILENT = `e.seen_at < ${SILENT_SINCE}`;

async function endProcesses(
  connection: SqlConnection,
  schema: string,
  condition: string,
  values: readonly unknown[],
): Promise<number> {
  const { rows } = await connection.query(
    `SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a
     JOIN ${schema}.engine_session e ON e.pid = a.pid AND e.backend_start = a.backend_start
     WHERE a.pid <> pg_backend_pid() AND ${condition}`,
    values,
  );
  return rows.length;
}
