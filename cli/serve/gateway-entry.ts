import { ConfigError, formatValue } from '../../errors.ts';
import type { Scope } from '../../gateway/index.ts';
import { address, isText, membersOf, path, requireMembers, text, type Kind } from './entry-members.ts';

/** The member `gateway` of a configuration file, checked; its paths can be opened from the working folder. */
export interface GatewayEntry {
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
  readonly tokenFile?: string;
  readonly tokens?: readonly TokenEntry[];
  /** PEM file of the certificate to listen with. */
  readonly certificate?: string;
  /** PEM file of its private key. */
  readonly key?: string;
  readonly allowedHosts?: readonly string[];
  readonly allowedOrigins?: readonly string[];
  /** Whether there is the page of the visualizer. */
  readonly visualizer?: boolean;
  /** How long what runs is given at the end. */
  readonly drainSeconds?: number;
  /** Where clients and the other servers of the journal reach this one. */
  readonly url?: string;
  /** The addresses of all servers of the journal: where the command line may go with its token. */
  readonly servers?: readonly string[];
  /** Which terminals it takes when it starts, by POIID, where several servers share the journal; default: every one that is free. */
  readonly takeOver?: { readonly prefers?: readonly string[] };
  /** The file that remembers how far the journal on PostgreSQL had come. */
  readonly rememberIn?: string;
}

export interface TokenEntry {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly tokenFile: string;
}

const texts: Kind = { expected: 'a list of texts', accepts: (value) => Array.isArray(value) && value.every(isText) };
const seconds: Kind = {
  expected: 'a number of seconds from 1 to 3600',
  accepts: (value) => typeof value === 'number' && value >= 1 && value <= 3600,
};
const port: Kind = {
  expected: 'a port from 0 to 65535',
  accepts: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
};
const yesOrNo: Kind = { expected: 'true or false', accepts: (value) => typeof value === 'boolean' };
const addresses: Kind = {
  expected: 'a list of addresses as https://till-1.shop:4460',
  accepts: (value) => Array.isArray(value) && value.every((one) => address.accepts(one)),
};
const object: Kind = {
  expected: 'an object',
  accepts: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};
const list: Kind = { expected: 'a list of { name, scopes, tokenFile }', accepts: Array.isArray };

const MEMBERS: Readonly<Record<keyof GatewayEntry, Kind>> = {
  host: text,
  port,
  socketPath: path,
  tokenFile: path,
  tokens: list,
  certificate: path,
  key: path,
  allowedHosts: texts,
  allowedOrigins: texts,
  visualizer: yesOrNo,
  drainSeconds: seconds,
  url: address,
  servers: addresses,
  takeOver: object,
  rememberIn: path,
};
const TAKE_OVER_MEMBERS: Readonly<Record<keyof NonNullable<GatewayEntry['takeOver']>, Kind>> = { prefers: texts };
const TOKEN_MEMBERS: Readonly<Record<keyof TokenEntry, Kind>> = { name: text, scopes: texts, tokenFile: path };

/**
 * Reads the member `gateway` of a configuration file. Tokens are never in it: they are in files of their own.
 *
 * @param file its path: its folder is what the paths in it are relative to
 * @throws {ConfigError} `ERR_CONFIG_FILE`, `ERR_CONFIG_UNKNOWN`
 */
export function parseGatewayEntry(given: unknown, file: string): GatewayEntry {
  if (given === undefined) return {};
  const where = `${file}, gateway`;
  const members = membersOf(given, MEMBERS, where, file);
  const { tokens, takeOver } = members as { readonly tokens?: readonly unknown[]; readonly takeOver?: unknown };
  return {
    ...members,
    ...(takeOver !== undefined && { takeOver: membersOf(takeOver, TAKE_OVER_MEMBERS, `${where}.takeOver`, file) }),
    ...(tokens && { tokens: tokens.map((token, index) => parseToken(token, `${where}.tokens[${index}]`, file)) }),
  };
}

/** The address of a server that is given as an option or a variable. @throws {ConfigError} `ERR_CONFIG_SETTING` */
export function parseAddress(given: string, where: string): string {
  if (address.accepts(given)) return new URL(given).origin;
  const mistake = { path: where, expected: address.expected, found: formatValue(given) };
  throw new ConfigError('ERR_CONFIG_SETTING', mistake);
}

/** The kind of a port that is given as an option. @throws {ConfigError} `ERR_CONFIG_SETTING` */
export function parsePort(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^\d{1,5}$/.test(given) && port.accepts(Number(given))) return Number(given);
  throw new ConfigError('ERR_CONFIG_SETTING', { path: '--port', expected: port.expected, found: formatValue(given) });
}

function parseToken(given: unknown, where: string, file: string): TokenEntry {
  const members = membersOf(given, TOKEN_MEMBERS, where, file);
  requireMembers(members, Object.keys(TOKEN_MEMBERS), where);
  return members as unknown as TokenEntry; // each member passed its check
}
