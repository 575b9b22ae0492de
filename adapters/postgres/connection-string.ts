import { ConfigError } from '../../errors.ts';

export interface PostgresHost {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
}

/** One database, on one server or on several that replicate it. */
export interface PostgresServer {
  readonly hosts: readonly PostgresHost[];
  readonly database: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly useTls: boolean;
}

const PORT = 5432;
const PARAMETERS = ['host', 'sslmode', 'target_session_attrs', 'application_name'];
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

/** Reads a connection string. The errors do not quote it: it may have a password. @throws {ConfigError} `ERR_CONFIG_POSTGRES` */
export function parseConnectionString(text: string): PostgresServer {
  const [, credentials, authority = '', path = '', search = ''] =
    /^postgres(?:ql)?:\/\/(?:([^@/]*)@)?([^/?@]*)(?:\/([^?@]*))?(?:\?(.*))?$/.exec(text) ?? unreadable();
  const parameters = new URLSearchParams(search);
  for (const name of parameters.keys()) {
    if (!PARAMETERS.includes(name)) throw mistake(`the parameters ${PARAMETERS.join(', ')}`, 'another one');
  }
  const attributes = parameters.get('target_session_attrs') ?? 'read-write';
  if (attributes !== 'read-write') throw mistake('target_session_attrs=read-write', 'another value');
  const folder = parameters.get('host');
  const hosts = folder === null ? authority.split(',').map(hostOf) : [{ ...hostOf(authority), host: folder }];
  const [user, password] = (credentials ?? '').split(/:(.*)/s).map(decoded);
  return {
    hosts,
    database: decoded(path) || undefined,
    user: user || undefined,
    password: password || undefined,
    useTls: usesTls(parameters.get('sslmode'), hosts),
  };
}

function hostOf(text: string): PostgresHost {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? unreadable();
  return { host: bracketed ?? (plain || 'localhost'), port: port === undefined ? PORT : Number(port) };
}

/** Anything between the two would accept a server that is not the one. */
function usesTls(mode: string | null, hosts: readonly PostgresHost[]): boolean {
  if (mode === 'verify-full') return true;
  if (mode === 'disable') return false;
  if (mode !== null) throw mistake('sslmode verify-full or disable', 'another one, which does not check who answers');
  return !hosts.every(({ host }) => host.startsWith('/') || LOOPBACK.test(host));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return unreadable();
  }
}

function unreadable(): never {
  throw mistake('postgres://user:password@host:port/database', 'something else');
}

function mistake(expected: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_POSTGRES', { path: 'connectionString', expected, found });
}
