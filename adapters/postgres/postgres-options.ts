import { hostname } from 'node:os';
import { ConfigError, formatValue } from '../../errors.ts';
import type { Clock } from '../ports/clock.port.ts';
import { systemClock } from '../system-clock.ts';
import { parseConnectionString, type PostgresServer } from './connection-string.ts';

/** How the server proves who it is, and this machine to the server. Each is the text in PEM. */
export interface PostgresTls {
  /** Whom to trust. Default: the authorities that Node.js knows. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name in the certificate, where it is not the host. */
  readonly serverName?: string;
}

/** Where the database is, and how it is reached. */
export interface PostgresConnectionOptions {
  /**
   * `postgres://user:password@host:port/database`. Several hosts, with commas between them, are the servers of one replicated database: the
   * one that takes writes is used. `?host=/folder` is a Unix socket. `?sslmode=disable` turns TLS off; without it TLS is used, and
   * the certificate is checked, everywhere but on loopback.
   */
  readonly connectionString: string;
  /** In place of the one in the string; a function is asked at each connection. */
  readonly password?: string | (() => string | Promise<string>);
  readonly tls?: PostgresTls;
  /** The PostgreSQL schema of the journal. Default: `tenderline`. */
  readonly schema?: string;
  /** For one statement, in milliseconds. Default: 3000. */
  readonly statementTimeoutMs?: number;
  /** For a connection to each host, in milliseconds. Default: 5000. */
  readonly connectTimeoutMs?: number;
}

/** How a journal on PostgreSQL is opened. */
export interface PostgresJournalOptions extends PostgresConnectionOptions {
  /** Several engines share the journal, and each owns the terminals that it acquires. Default: false, this engine owns all of it. */
  readonly shared?: boolean;
  /** The name of this engine for the others. Default: host name and process id. */
  readonly owner?: string;
  /** Where this engine answers, for the others. */
  readonly url?: string;
  /** Whether an older schema is brought up to date. Default: true; false where the role of the engine may not. */
  readonly migrate?: boolean;
  /**
   * A local file, without its ending `-tip`, that remembers how far the journal had come: so that at the next start a database that was put back
   * is recognised. Default: none, and it is recognised only while the process lives.
   */
  readonly rememberIn?: string;
  /** How often the session is confirmed, in milliseconds. Default: 500. */
  readonly heartbeatMs?: number;
  /** Without a confirmation for so long, in milliseconds, this engine owns nothing any more. Default: 4000. */
  readonly trustMs?: number;
  /** @internal */
  readonly clock?: Clock;
}

export interface ResolvedConnection {
  readonly server: PostgresServer;
  readonly password: PostgresConnectionOptions['password'];
  readonly tls: PostgresTls;
  readonly schema: string;
  readonly statementTimeoutMs: number;
  readonly connectTimeoutMs: number;
}

export interface ResolvedOptions extends ResolvedConnection {
  readonly shared: boolean;
  readonly owner: string;
  readonly url: string | undefined;
  readonly migrate: boolean;
  readonly rememberIn: string | undefined;
  readonly heartbeatMs: number;
  readonly trustMs: number;
  readonly clock: Clock;
}

/** @throws {ConfigError} `ERR_CONFIG_POSTGRES` */
export function resolveConnection(options: PostgresConnectionOptions): ResolvedConnection {
  const schema = options.schema ?? 'tenderline';
  assertSchemaName(schema);
  return {
    server: parseConnectionString(options.connectionString),
    password: options.password,
    tls: options.tls ?? {},
    schema,
    statementTimeoutMs: positive('statementTimeoutMs', options.statementTimeoutMs ?? 3000),
    connectTimeoutMs: positive('connectTimeoutMs', options.connectTimeoutMs ?? 5000),
  };
}

/** @throws {ConfigError} `ERR_CONFIG_POSTGRES` */
export function resolveOptions(options: PostgresJournalOptions): ResolvedOptions {
  const connection = resolveConnection(options);
  const heartbeatMs = positive('heartbeatMs', options.heartbeatMs ?? 500);
  const trustMs = positive('trustMs', options.trustMs ?? 4000);
  if (trustMs < 2 * heartbeatMs) {
    throw optionError('trustMs', 'at least twice heartbeatMs', String(trustMs));
  }
  if (trustMs <= connection.statementTimeoutMs) {
    throw optionError(
      'trustMs',
      'more than statementTimeoutMs, or a slow statement loses the terminals',
      String(trustMs),
    );
  }
  return {
    ...connection,
    shared: options.shared ?? false,
    owner: options.owner ?? `${hostname()}:${process.pid}`,
    url: options.url,
    migrate: options.migrate ?? true,
    rememberIn: options.rememberIn,
    heartbeatMs,
    trustMs,
    clock: options.clock ?? systemClock,
  };
}

/** It stands in SQL as it is. @throws {ConfigError} `ERR_CONFIG_POSTGRES` */
export function assertSchemaName(schema: string): void {
  if (/^[a-z_][a-z0-9_]{0,39}$/.test(schema)) return;
  throw optionError('schema', 'lower-case letters, digits and _, at most 40', formatValue(schema));
}

function positive(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0 && value < 2 ** 31) return value;
  throw optionError(name, 'a whole number of milliseconds', formatValue(value));
}

export function optionError(path: string, expected: string, found: string, advice?: string): ConfigError {
  return new ConfigError('ERR_CONFIG_POSTGRES', { path, expected, found, ...(advice !== undefined && { advice }) });
}
