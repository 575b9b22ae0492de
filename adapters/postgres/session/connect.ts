import { Socket } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import type { Client, ClientConfig } from 'pg';
import { errorCode } from '../../../errors.ts';
import { connectionLost, unreachable } from '../postgres-errors.ts';
import { optionError, type ResolvedConnection } from '../postgres-options.ts';
import type { PostgresHost } from '../connection-string.ts';

export type SqlLine = Readonly<Record<string, unknown>>;

/** One session of the database. */
export interface SqlConnection {
  /**
   * One at a time. A server that says nothing for longer than a statement may take is gone: then the connection ends.
   *
   * @param isPatient for a statement that may take as long as it likes
   */
  query(text: string, values?: readonly unknown[], isPatient?: boolean): Promise<{ readonly rows: readonly SqlLine[] }>;
  /** When it has ended, however that came; at once when it has already. */
  onEnd(listener: () => void): void;
  /** What others notify on the channels that it listens to. */
  onNotice(listener: (payload: string) => void): void;
  /** Ends it at once, without a word to the server. */
  destroy(): void;
  /** Ends it after what was asked before. */
  close(): Promise<void>;
}

/** What a connection is for. What an engine reads decides what it sends: it is of the server that it writes to. A replica, which may lag behind, serves `any`. */
export type ConnectionUse = 'write' | 'read' | 'any';

/** How soon the server notices that this machine is gone without a word, in seconds. */
const KEEPALIVE = { idle: 5, interval: 2, count: 3 };

/**
 * Connects to the first host that serves this use.
 *
 * @throws {ConfigError} `ERR_CONFIG_POSTGRES` when the package pg is not there; `ERR_CONFIG_JOURNAL` when no host serves it
 */
export async function connect(options: ResolvedConnection, use: ConnectionUse): Promise<SqlConnection> {
  const { hosts } = options.server;
  let failure: unknown;
  for (const host of hosts) {
    try {
      return await connectTo(host, options, use);
    } catch (error) {
      failure = error;
    }
  }
  if (errorCode(failure)?.startsWith('ERR_CONFIG')) throw failure;
  throw unreachable(hosts.map(({ host, port }) => `${host}:${port}`).join(','), failure);
}

async function connectTo(host: PostgresHost, options: ResolvedConnection, use: ConnectionUse): Promise<SqlConnection> {
  const pg = await loadPg();
  const socket = new Socket();
  const client = new pg.Client(await clientConfig(host, options, socket));
  const connection = connectionOf(client, socket, options.statementTimeoutMs + options.connectTimeoutMs);
  try {
    await client.connect();
    // Before the settings: those of a reader would answer for the server.
    const { rows } = await connection.query(
      "SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on' AS is_replica, current_setting('server_encoding') AS encoding",
    );
    if (rows[0]?.['encoding'] !== 'UTF8') throw codeError('its encoding is not UTF8');
    if (use !== 'any' && rows[0]?.['is_replica'] !== false) throw codeError('it takes no writes');
    await connection.query(settings(options, use));
    return connection;
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

async function clientConfig(
  { host, port }: PostgresHost,
  { server, password, tls, connectTimeoutMs }: ResolvedConnection,
  socket: Socket,
): Promise<ClientConfig> {
  const secret = typeof password === 'function' ? await password() : (password ?? server.password);
  return {
    host,
    port,
    stream: () => socket,
    ...(server.user !== undefined && { user: server.user }),
    ...(server.database !== undefined && { database: server.database }),
    ...(secret !== undefined && { password: secret }),
    ssl: server.useTls
      ? {
          // For the handshake. The package prefers the host where that is a name, so the certificate is compared here.
          ...(tls.serverName !== undefined && { servername: tls.serverName }),
          checkServerIdentity: (_: string, certificate) => checkServerIdentity(tls.serverName ?? host, certificate),
          ...(tls.ca !== undefined && { ca: tls.ca }),
          ...(tls.cert !== undefined && { cert: tls.cert }),
          ...(tls.key !== undefined && { key: tls.key }),
        }
      : false,
    application_name: 'tenderline',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE.idle * 1000,
  };
}

/** A session that commits without waiting for the disk would acknowledge what a crash takes back. */
function settings({ statementTimeoutMs }: ResolvedConnection, use: ConnectionUse): string {
  const lines = [
    `SET statement_timeout = ${statementTimeoutMs}`,
    'SET jit = off',
    // A function that waited for a lock must see what was stored meanwhile: the fence above all.
    "SET default_transaction_isolation = 'read committed'",
    `SET lock_timeout = ${Math.ceil(statementTimeoutMs / 2)}`,
    'SET idle_in_transaction_session_timeout = 10000',
    `SET tcp_keepalives_idle = ${KEEPALIVE.idle}`,
    `SET tcp_keepalives_interval = ${KEEPALIVE.interval}`,
    `SET tcp_keepalives_count = ${KEEPALIVE.count}`,
  ];
  if (use === 'write') {
    lines.push(
      "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')",
    );
  } else {
    lines.push('SET default_transaction_read_only = on');
  }
  return lines.join(';');
}

function connectionOf(client: Client, socket: Socket, answerWithinMs: number): SqlConnection {
  let hasEnded = false;
  let last: Promise<unknown> = Promise.resolve();
  const listeners: (() => void)[] = [];
  const end = () => {
    if (hasEnded) return;
    hasEnded = true;
    for (const listener of listeners.splice(0)) listener();
  };
  const destroy = () => {
    socket.destroy();
    end();
  };
  /** What a statement timeout of the server does not end: it does not answer at all. */
  const answered = async <T>(answer: Promise<T>): Promise<T> => {
    const timer = setTimeout(destroy, answerWithinMs);
    return answer.finally(() => clearTimeout(timer));
  };
  client.on('error', end);
  client.on('end', end);
  socket.once('close', end);
  return {
    query(text, values = [], isPatient = false) {
      // The package is to give up its own queue.
      const answer = last.then(() => {
        if (hasEnded) throw connectionLost();
        // Without values it is the simple protocol, in which several statements may stand.
        const asked = values.length === 0 ? client.query(text) : client.query(text, [...values]);
        return isPatient ? asked : answered(asked);
      });
      last = answer.catch(() => {});
      return answer;
    },
    onEnd(listener) {
      if (hasEnded) listener();
      else listeners.push(listener);
    },
    onNotice: (listener) => void client.on('notification', ({ payload = '' }) => listener(payload)),
    destroy,
    async close() {
      await last;
      if (!hasEnded) await answered(client.end());
      end();
    },
  };
}

async function loadPg(): Promise<{ readonly Client: typeof Client }> {
  try {
    return (await import('pg')).default;
  } catch {
    throw optionError('the package pg', 'version 8', 'none', 'npm install pg');
  }
}

function codeError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** Works with a connection that is closed afterwards, whatever comes of it. @throws {ConfigError} as `connect` */
export async function connected<Result>(
  options: ResolvedConnection,
  use: ConnectionUse,
  work: (connection: SqlConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await connect(options, use);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
