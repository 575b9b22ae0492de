import { assertSchemaName } from '../postgres-options.ts';

/** Names of roles that exist. Each may log in, or be a group. */
export interface PostgresRoles {
  /** Default: `tenderline`. */
  readonly schema?: string;
  /** Of engines: reads, appends and takes terminals; changes no table but through the functions of the schema. */
  readonly app: string;
  /** Of accountants and support: the views, and nothing else. */
  readonly readOnly?: string;
}

/**
 * The SQL that gives each role what it needs and nothing more, to be run by the role that owns the schema, once after the first
 * migration and after each newer one.
 *
 * @throws {ConfigError} `ERR_CONFIG_POSTGRES`
 */
export function postgresRolesSql({ schema = 'tenderline', app, readOnly }: PostgresRoles): string {
  assertSchemaName(schema);
  const grants = [
    `GRANT USAGE ON SCHEMA ${schema} TO ${quoted(app)}`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${quoted(app)}`,
    `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} TO ${quoted(app)}`,
  ];
  const views = ['unknown_now', 'totals_by_terminal_and_day', 'owners_now'].map((name) => `${schema}.${name}`);
  if (readOnly !== undefined) {
    grants.push(
      `GRANT USAGE ON SCHEMA ${schema} TO ${quoted(readOnly)}`,
      `GRANT SELECT ON ${views.join(', ')} TO ${quoted(readOnly)}`,
    );
  }
  return `${grants.join(';\n')};\n`;
}

function quoted(role: string): string {
  return `"${role.replaceAll('"', '""')}"`;
}
