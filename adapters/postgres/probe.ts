import { resolveConnection, type PostgresConnectionOptions } from './postgres-options.ts';
import { connected, type SqlConnection } from './session/connect.ts';
import { SILENT_SINCE } from './session/live-session.ts';

/** What a database says of itself, and of the engines of a journal in it. */
export interface PostgresProbe {
  /** As 150004. */
  readonly serverVersion: number;
  /** Settings that would lose what was acknowledged, each as `name=value`. */
  readonly unsafeSettings: readonly string[];
  /** Whether a commit waits for a replica. */
  readonly isReplicated: boolean;
  /** The role of the engine may do everything. */
  readonly isSuperuser: boolean;
  /** By how much the clock of this machine is ahead of the database's, in milliseconds; and by how much that can be wrong. */
  readonly clock: { readonly aheadMs: number; readonly uncertainMs: number };
  /** `undefined` where no journal was made yet. */
  readonly journal:
    { readonly version: number; readonly unknownCount: number; readonly engines: readonly EngineProbe[] } | undefined;
}

/** An engine that is alive, as far as the database knows. */
export interface EngineProbe {
  readonly owner: string;
  readonly url: string | undefined;
  readonly terminals: readonly string[];
}

const SAMPLES = 3;
const UNSAFE: Readonly<Record<string, readonly string[]>> = {
  fsync: ['off'],
  full_page_writes: ['off'],
  synchronous_commit: ['off', 'local'],
};

/**
 * Looks at the database of a journal. Changes nothing.
 *
 * @throws {ConfigError} `ERR_CONFIG_POSTGRES`, `ERR_CONFIG_JOURNAL` when it cannot be reached, or takes no writes
 */
export async function probePostgresJournal(options: PostgresConnectionOptions): Promise<PostgresProbe> {
  const resolved = resolveConnection(options);
  // As an engine connects: a replica would answer for itself.
  return connected(resolved, 'read', async (connection) => ({
    ...(await readServer(connection)),
    clock: await readClock(connection),
    journal: await readJournal(connection, resolved.schema),
  }));
}

async function readServer(connection: SqlConnection) {
  const names = Object.keys(UNSAFE);
  const { rows } = await connection.query(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('synchronous_standby_names') <> '' AS replicated,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super, ${names.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`,
  );
  const [line = {}] = rows;
  return {
    serverVersion: Number(line['version']),
    isReplicated: line['replicated'] === true,
    isSuperuser: line['super'] === true,
    unsafeSettings: names.flatMap((name) =>
      UNSAFE[name]?.includes(String(line[name])) === true ? [`${name}=${String(line[name])}`] : [],
    ),
  };
}

/** The sample that took the shortest time says most. */
async function readClock(connection: SqlConnection): Promise<PostgresProbe['clock']> {
  const samples: { readonly aheadMs: number; readonly uncertainMs: number }[] = [];
  for (let count = 0; count < SAMPLES; count += 1) {
    const before = Date.now();
    const { rows } = await connection.query('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now');
    const after = Date.now();
    samples.push({ aheadMs: (before + after) / 2 - Number(rows[0]?.['now']), uncertainMs: (after - before) / 2 });
  }
  return samples.reduce((best, one) => (one.uncertainMs < best.uncertainMs ? one : best));
}

async function readJournal(connection: SqlConnection, schema: string): Promise<PostgresProbe['journal']> {
  const { rows: found } = await connection.query('SELECT to_regclass($1) IS NOT NULL AS found', [
    `${schema}.schema_version`,
  ]);
  if (found[0]?.['found'] !== true) return undefined;
  const { rows } = await connection.query(
    `SELECT version, (SELECT count(*)::int FROM ${schema}.unknown_now) AS unknown FROM ${schema}.schema_version`,
  );
  const { rows: engines } = await connection.query(
    `SELECT e.owner, e.url, coalesce((SELECT json_agg(o.poiid) FROM ${schema}.terminal_owner o WHERE o.session = e.session), '[]') AS terminals
     FROM ${schema}.engine_session e WHERE e.seen_at > ${SILENT_SINCE}`,
  );
  return {
    version: Number(rows[0]?.['version']),
    unknownCount: Number(rows[0]?.['unknown']),
    engines: engines.map(({ owner, url, terminals }) => ({
      owner: String(owner),
      url: typeof url === 'string' ? url : undefined,
      terminals: Array.isArray(terminals) ? terminals.map(String) : [],
    })),
  };
}
