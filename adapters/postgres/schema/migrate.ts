import { ConfigError } from '../../../errors.ts';
import { sqlState } from '../postgres-errors.ts';
import type { SqlConnection } from '../session/connect.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';

/** A migration that does not get its locks at once is tried again: what waits for a lock holds up whatever comes behind it. */
const LOCK_TIMEOUT_MS = 500;
const TRIES_MAX = 20;

export interface MigrationOptions {
  readonly schema: string;
  /** Whether an older schema is brought up to date; else it is refused. */
  readonly migrate: boolean;
  readonly migrations?: readonly Migration[];
}

/**
 * Brings the schema up to the version of this program, one step in one transaction, so that engines that run meanwhile go on. A newer schema
 * is accepted when it says that this version works with it.
 *
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL`
 */
export async function ensureSchema(connection: SqlConnection, options: MigrationOptions): Promise<void> {
  const { schema, migrate, migrations = MIGRATIONS } = options;
  const found = await versionOf(connection, schema);
  if (found.version > migrations.length && found.worksFrom > migrations.length) {
    throw schemaError(
      schema,
      `version ${migrations.length} of the schema, or one that works with it`,
      `version ${found.version}, which needs a program for version ${found.worksFrom} or newer`,
      'update Tenderline on this machine; nothing was changed',
    );
  }
  if (found.version >= migrations.length) return;
  if (!migrate) {
    throw schemaError(
      schema,
      `version ${migrations.length} of the schema`,
      found.version === 0 ? 'none' : `version ${found.version}`,
      'run migratePostgresJournal as the role that owns the schema',
    );
  }
  for (let tries = 1; ; tries += 1) {
    try {
      await migrateAlone(connection, schema, migrations);
      return;
    } catch (error) {
      if (sqlState(error) === '55P03' && tries < TRIES_MAX) continue;
      if (sqlState(error) !== '42501') throw error;
      throw schemaError(
        schema,
        'a role that may create it',
        'one that may not',
        'run migratePostgresJournal as the role that owns the schema',
      );
    }
  }
}

/** Two programs that start at the same time: one migrates, the other finds it done. */
async function migrateAlone(connection: SqlConnection, schema: string, migrations: readonly Migration[]) {
  const key = [`tenderline migration ${schema}`];
  // Before the transaction begins: what is seen in it is what the other one left.
  await connection.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', key);
  try {
    await migrateOnce(connection, schema, migrations);
  } catch (error) {
    await connection.query('ROLLBACK');
    throw error;
  } finally {
    await connection.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', key);
  }
}

async function migrateOnce(connection: SqlConnection, schema: string, migrations: readonly Migration[]): Promise<void> {
  await connection.query('BEGIN');
  await connection.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}; SET LOCAL statement_timeout = 0`);
  const { version } = await versionOf(connection, schema);
  if (version === 0) {
    await connection.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await connection.query(
      `CREATE TABLE ${schema}.schema_version (only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one), version integer NOT NULL, works_from integer NOT NULL)`,
    );
    await connection.query(`INSERT INTO ${schema}.schema_version (version, works_from) VALUES (0, 0)`);
  }
  for (const [index, { sql, worksFrom }] of migrations.entries()) {
    if (index < version) continue;
    await connection.query(sql(schema), [], true);
    await connection.query(`UPDATE ${schema}.schema_version SET version = $1, works_from = $2`, [index + 1, worksFrom]);
  }
  await connection.query('COMMIT');
}

async function versionOf(
  connection: SqlConnection,
  schema: string,
): Promise<{ readonly version: number; readonly worksFrom: number }> {
  // Only who may see the schema can tell whether it is there.
  const { rows } = await connection.query('SELECT to_regclass($1) IS NOT NULL AS found', [`${schema}.schema_version`]);
  if (rows[0]?.['found'] !== true) return { version: 0, worksFrom: 0 };
  const stored = await connection.query(`SELECT version, works_from FROM ${schema}.schema_version`);
  return { version: Number(stored.rows[0]?.['version']), worksFrom: Number(stored.rows[0]?.['works_from']) };
}

function schemaError(schema: string, expected: string, found: string, advice: string): ConfigError {
  return new ConfigError('ERR_CONFIG_JOURNAL', { path: `journal, schema ${schema}`, expected, found, advice });
}
