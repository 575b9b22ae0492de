import { ConfigError, formatValue } from '../../errors.ts';
// Not through protocol/index.ts: help and usage errors must not load the whole protocol.
import { DISPLAY_LOCALES, type DisplayLocale } from '../../protocol/display/display-messages.ts';
import { assertNoPassword } from './database.ts';
import type { Env } from './flags.ts';

/**
 * The settings. Each can be given as an option (`--root-certificate`), as an environment variable (`TENDERLINE_ROOT_CERTIFICATE`)
 * or in the configuration file (`rootCertificate`). The first of these wins.
 */
export const SETTINGS = {
  terminal: { kind: 'text', what: 'which terminal of the configuration file, by its name or POIID' },
  poiid: { kind: 'text', what: 'the terminal: <model>-<serial>' },
  host: { kind: 'text', what: 'its IP address or host name' },
  port: { kind: 'integer', what: 'its port (default 8443)' },
  environment: { kind: 'environment', what: 'test or live (default test)' },
  rootCertificate: {
    kind: 'path',
    what: 'PEM file of the fleet root (default: the installed one, see `tenderline certs`)',
  },
  keyIdentifier: { kind: 'text', what: 'identifier of the shared key' },
  keyVersion: { kind: 'integer', what: 'version of the shared key' },
  allowLegacyCertificate: { kind: 'boolean', what: 'accepts the legacy certificate, which does not name the terminal' },
  protection: {
    kind: 'protection',
    what: "'none' for a test terminal without a key: any device on the network can forge an approval (default nexo)",
  },
  passphraseFile: { kind: 'path', what: 'file that holds the passphrase of the shared key', secret: true },
  allowLegacyPassphrase: { kind: 'boolean', what: "accepts a passphrase that is older than today's rule for new keys" },
  saleId: { kind: 'text', what: 'name of this till (default TILL-01)' },
  journal: {
    kind: 'journal',
    what: "file that remembers transactions, or postgres://user@host/database (default 'memory': forgotten with this process)",
  },
  journalPasswordFile: { kind: 'path', what: 'file that holds the password of a journal on PostgreSQL', secret: true },
  id: { kind: 'text', what: 'name of the transaction: the same id is sent once, ever (default: a new one)' },
  responseTimeout: { kind: 'seconds', what: 'seconds to wait for the answer (default 150)' },
  statusInterval: { kind: 'seconds', what: 'seconds between status checks (default 5)' },
  listenHost: { kind: 'text', what: 'address to listen on for notifications of terminals (default 127.0.0.1)' },
  listenPort: { kind: 'integer', what: 'the port to listen on, as in the URL that the terminal is given' },
  listenUser: { kind: 'text', what: 'user name that terminals send with notifications' },
  listenPasswordFile: { kind: 'path', what: 'file that holds the password that terminals send', secret: true },
  listenCertificate: { kind: 'path', what: 'PEM file of the certificate to listen with: HTTPS (default: HTTP)' },
  listenKey: { kind: 'path', what: 'PEM file of its private key', secret: true },
  listenClearText: { kind: 'boolean', what: 'takes notifications in the clear too, which can be forged' },
  locale: { kind: 'locale', what: 'language of what terminals show: en, nl, de or fr (default en)' },
  logLevel: { kind: 'logLevel', what: 'logs to stderr (default silent)' },
} as const satisfies Record<string, SettingRow>;

interface SettingRow {
  readonly kind: keyof typeof KINDS;
  /** Description in the help. */
  readonly what: string;
  /** A secret may be given here by mistake, so messages never quote the value. */
  readonly secret?: true;
}

export type SettingName = keyof typeof SETTINGS;

/** The given settings, checked. Numbers are numbers; paths can be opened from the working folder. */
export type Settings = {
  readonly [Name in SettingName]?: ValueOf<(typeof SETTINGS)[Name]['kind']>;
};

type ValueOf<Kind> = Kind extends 'integer' | 'seconds'
  ? number
  : Kind extends 'boolean'
    ? boolean
    : Kind extends 'locale'
      ? DisplayLocale
      : Kind extends 'protection'
        ? (typeof PROTECTIONS)[number]
        : string;

export interface SettingSources {
  /** Options of the command line, by setting; other members are ignored. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** Environment variables; an empty one counts as not given. */
  readonly env: Env;
  /** Members of the configuration file, and what messages call it. */
  readonly file?: { readonly name: string; readonly members: Readonly<Record<string, unknown>> } | undefined;
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** The levels of pino. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const PROTECTIONS = ['nexo', 'none'] as const;

const oneOf = (names: readonly string[]) => ({
  expected: `one of ${names.join(', ')}`,
  accepts: (value: unknown) => names.some((name) => name === value),
});

const KINDS = {
  text: { expected: 'a text', accepts: isText },
  path: { expected: 'the path of a file', accepts: isText },
  journal: { expected: "a path, or 'memory'", accepts: isText },
  environment: { expected: "'test' or 'live'", accepts: (value: unknown) => value === 'test' || value === 'live' },
  locale: oneOf(DISPLAY_LOCALES),
  logLevel: oneOf(LOG_LEVELS),
  protection: oneOf(PROTECTIONS),
  boolean: { expected: 'true or false', accepts: (value: unknown) => typeof value === 'boolean' },
  integer: {
    expected: 'an integer from 0',
    accepts: (value: unknown) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0,
  },
  seconds: {
    expected: 'seconds, more than 0, decimals allowed',
    accepts: (value: unknown) => typeof value === 'number' && value >= 0.001 && Number.isFinite(value),
  },
} as const;

/** All setting names. */
export const SETTING_NAMES = Object.keys(SETTINGS).filter(isSetting);

export function isSetting(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

/** `rootCertificate` as an option: `--root-certificate`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `rootCertificate` as an environment variable: `TENDERLINE_ROOT_CERTIFICATE`. */
export function variableOf(name: string): string {
  return `TENDERLINE_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * Takes each setting from the first source that has it.
 *
 * @throws {ConfigError} `ERR_CONFIG_SETTING` when a value is not of the kind of its setting
 */
export function resolveSettings({ flags, env, file }: SettingSources): Settings {
  const found: Partial<Record<SettingName, unknown>> = {};
  for (const name of SETTING_NAMES) {
    const variable = variableOf(name);
    if (flags[name] !== undefined) found[name] = checkValue(name, parseText(name, flags[name]), flagOf(name));
    else if (env[variable]) found[name] = checkValue(name, parseText(name, env[variable]), variable);
    else if (file?.members[name] !== undefined) {
      found[name] = checkValue(name, file.members[name], `${name} in ${file.name}`);
    }
  }
  return found as Settings; // every member passed the check of its kind
}

/** Options and variables are text: reads the numbers and booleans among them, strictly. */
function parseText(name: SettingName, text: unknown): unknown {
  const { kind } = SETTINGS[name];
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const isNumber = kind === 'integer' || kind === 'seconds';
  return isNumber && typeof text === 'string' && /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** @param where what the message calls the value. @throws {ConfigError} `ERR_CONFIG_SETTING` */
export function checkValue(name: SettingName, value: unknown, where: string): unknown {
  const row: SettingRow = SETTINGS[name];
  const { expected, accepts } = KINDS[row.kind];
  if (row.kind === 'journal' && typeof value === 'string') assertNoPassword(value, where);
  if (accepts(value)) return value;
  const found = row.secret === true ? `a ${typeof value}` : formatValue(value);
  throw new ConfigError('ERR_CONFIG_SETTING', { path: where, expected, found });
}

/**
 * The value of a setting that a command requires.
 *
 * @throws {ConfigError} `ERR_CONFIG_MISSING` saying how to give it
 */
export function required<Name extends SettingName>(settings: Settings, name: Name): NonNullable<Settings[Name]> {
  const value = settings[name];
  if (value !== undefined) return value;
  throw new ConfigError('ERR_CONFIG_MISSING', {
    path: name,
    expected: SETTINGS[name].what,
    found: 'none',
    advice: `give ${flagOf(name)}, the variable ${variableOf(name)}, or "${name}" in the configuration file`,
  });
}
