import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ConfigError, errorCode } from '../../errors.ts';
import { readToken } from '../../gateway/access/token-file.ts';
import { DEFAULT_PORT, type GatewayOptions, type Tls, type TokenOption } from '../../gateway/index.ts';
import type { EngineOptions } from '../../index.ts';
import { readConfigFile, type ConfigMembers } from '../settings/config-file.ts';
import { readSettings } from '../settings/connection.ts';
import { inMs, readEngineConfig } from '../settings/engine-config.ts';
import { isDatabase } from '../settings/database.ts';
import type { ConnectionFlags, Env } from '../settings/flags.ts';
import type { Settings } from '../settings/settings.ts';
import { databaseJournal, type DatabaseJournal } from './database-journal.ts';
import { parseAddress, parseGatewayEntry, parsePort, type GatewayEntry } from './gateway-entry.ts';

export interface ServeFlags extends ConnectionFlags {
  readonly port?: string;
  readonly socket?: string;
  readonly tokenFile?: string;
  readonly visualize?: boolean;
  /** What is behind the gateway; default `engine`, one in this process. */
  readonly backend?: 'engine' | 'restate';
  /** Where clients and the other servers of the journal reach this one. */
  readonly url?: string;
}

/** What `serve` needs. */
export interface GatewayConfig {
  readonly settings: Settings;
  /** With every terminal of the configuration. */
  readonly engineOptions: EngineOptions;
  /** The configuration file, if there is one. */
  readonly file: string | undefined;
  /** The file of the journal, `memory`, or what opens one in a database. */
  readonly journal: string | DatabaseJournal;
  readonly gatewayOptions: GatewayOptions;
}

/** The variable that holds the token of the owner, in place of a file. */
export const TOKEN_VARIABLE = 'TENDERLINE_GATEWAY_TOKEN';

/** The variable that says where this server is reached: two servers can then have the same file. */
const URL_VARIABLE = 'TENDERLINE_GATEWAY_URL';

const DRAIN_MS = 30_000;

/**
 * Reads the configuration of a gateway: the settings and terminals that every command reads, and the member `gateway` of the file.
 *
 * @throws {ConfigError} `ERR_CONFIG_...`
 */
export async function readGatewayConfig(flags: ServeFlags, env: Env = process.env): Promise<GatewayConfig> {
  // Of `serve` these are the gateway's own: the port of a terminal is in the file.
  const { port: _port, socket: _socket, tokenFile: _file, visualize: _page, url, ...connectionFlags } = flags;
  const { settings, engineOptions } = await readEngineConfig(connectionFlags, env);
  const read = await readEntry(flags, settings, env);
  const { entry, journal, file } = read;
  const { closeTimeoutMs = DRAIN_MS } = engineOptions.limits ?? {};
  const drainMs = inMs(entry.drainSeconds) ?? closeTimeoutMs;
  return {
    settings,
    engineOptions: { ...engineOptions, limits: { ...engineOptions.limits, closeTimeoutMs: drainMs } },
    file,
    journal: isDatabase(journal)
      ? databaseJournal(journal, { ...entry, ...urlOf(entry, url, env) }, { flags, env, settings })
      : journal,
    gatewayOptions: await gatewayOptionsOf(read, flags, env),
  };
}

/** How the gateway itself is set up. @throws {ConfigError} `ERR_CONFIG_FILE`, `ERR_CONFIG_SETTING` */
export async function gatewayOptionsOf(
  { entry, journal, folder }: EntryRead,
  { port, socket, tokenFile, visualize }: ServeFlags,
  env: Env,
): Promise<GatewayOptions> {
  return {
    listen: placeOf(entry, parsePort(port), socket),
    tls: await readTls(entry),
    tokens: tokensOf(entry, env),
    tokenFile: env[TOKEN_VARIABLE] ? undefined : tokenFileOf(entry, tokenFile, journal, folder),
    allowedHosts: entry.allowedHosts,
    allowedOrigins: entry.allowedOrigins,
    visualizer: visualize ?? entry.visualizer,
  };
}

/**
 * The token of the owner of a gateway that `serve` runs by this configuration, for a command that calls it: the file that is named, the
 * variable, or the file of the configuration. None is ever made.
 *
 * @throws {ConfigError} `ERR_CONFIG_GATEWAY_TOKEN`
 */
export async function readOwnerToken(flags: ServeFlags, env: Env = process.env): Promise<string> {
  if (flags.tokenFile !== undefined) return readToken(flags.tokenFile);
  const given = env[TOKEN_VARIABLE];
  if (given) return given;
  const { entry, journal, folder } = await readEntry(flags, await readSettings(flags, env), env);
  return readToken(tokenFileOf(entry, undefined, journal, folder));
}

/** Where the servers of a journal are reached. */
export interface Servers {
  /** The one that runs by this configuration. */
  readonly url: string;
  /** The origins of the others that the configuration names. */
  readonly others: readonly string[];
}

/** @throws {ConfigError} `ERR_CONFIG_...`; `ERR_CONFIG_GATEWAY` when it has a socket and no address */
export async function readServers(flags: ServeFlags, env: Env = process.env): Promise<Servers> {
  const { entry } = await readEntry(flags, await readSettings(flags, env), env);
  const { url } = urlOf(entry, flags.url, env);
  const { host = '127.0.0.1', port = DEFAULT_PORT, certificate, socketPath, servers = [] } = entry;
  if (url === undefined && socketPath !== undefined) {
    const mistake = { path: 'gateway.url', expected: 'the address of the server', found: 'a socket alone' };
    throw new ConfigError('ERR_CONFIG_GATEWAY', mistake);
  }
  const name = host.includes(':') ? `[${host}]` : host;
  const own = url ?? `${certificate === undefined ? 'http' : 'https'}://${name}:${port}`;
  return { url: own, others: servers.map((one) => new URL(one).origin).filter((one) => one !== own) };
}

/** The member `gateway` of the configuration file, and where that is. */
export interface EntryRead {
  readonly entry: GatewayEntry;
  readonly folder: string;
  readonly file: string | undefined;
  /** Every member of the file. */
  readonly members: ConfigMembers;
  readonly journal: string;
}

/** @throws {ConfigError} `ERR_CONFIG_...` */
export async function readEntry(
  flags: ServeFlags,
  { journal }: Pick<Settings, 'journal'>,
  env: Env,
): Promise<EntryRead> {
  const file = await readConfigFile(flags.config ?? (env['TENDERLINE_CONFIG'] || undefined));
  const folder = file === undefined ? '.' : dirname(file.name);
  const entry = parseGatewayEntry(file?.members.gateway, file?.name ?? '');
  // A gateway without a file would forget at its end what its tills rely on.
  return {
    entry,
    folder,
    file: file?.name,
    members: file?.members ?? {},
    journal: journal ?? resolve(folder, 'tenderline.journal'),
  };
}

function placeOf({ host, port, socketPath }: GatewayEntry, portFlag: number | undefined, socketFlag?: string) {
  if (socketFlag !== undefined) return { socketPath: resolve(socketFlag) };
  if (socketPath !== undefined && portFlag === undefined) return { socketPath };
  const chosen = portFlag ?? port;
  return { ...(host !== undefined && { host }), ...(chosen !== undefined && { port: chosen }) };
}

function urlOf({ url }: GatewayEntry, flag: string | undefined, env: Env): { readonly url?: string } {
  const variable = env[URL_VARIABLE];
  if (flag !== undefined) return { url: parseAddress(flag, '--url') };
  if (variable) return { url: parseAddress(variable, URL_VARIABLE) };
  return url === undefined ? {} : { url: parseAddress(url, 'gateway.url') };
}

function tokensOf({ tokens = [] }: GatewayEntry, env: Env): readonly TokenOption[] {
  const token = env[TOKEN_VARIABLE];
  return token ? [{ name: 'owner', token, scopes: ['read', 'pay', 'operate'] }, ...tokens] : tokens;
}

/** Beside the journal, whose folder can be written; beside the configuration where there is no journal. */
function tokenFileOf({ tokenFile }: GatewayEntry, flag: string | undefined, journal: string, folder: string): string {
  if (flag !== undefined) return resolve(flag);
  const hasFile = journal !== 'memory' && !isDatabase(journal);
  return tokenFile ?? (hasFile ? `${resolve(journal)}.token` : resolve(join(folder, 'tenderline.token')));
}

async function readTls({ certificate, key }: GatewayEntry): Promise<Tls | undefined> {
  if (certificate === undefined && key === undefined) return undefined;
  return { cert: await readPem('certificate', certificate), key: await readPem('key', key) };
}

async function readPem(name: string, path: string | undefined): Promise<string> {
  const refuse = (found: string) =>
    new ConfigError('ERR_CONFIG_FILE', { path: `gateway.${name}`, expected: 'a readable PEM file', found });
  if (path === undefined) throw refuse('none');
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw refuse(errorCode(error) ?? 'unknown');
  }
}
