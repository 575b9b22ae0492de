import { dirname, resolve } from 'node:path';
import { ConfigError, findUnknown, formatValue } from '../../errors.ts';
import { isSecret, misplacedSecret } from './secrets.ts';
import { checkValue, isSetting, type SettingName, type Settings } from './settings.ts';

/** The settings that describe one terminal: those of an entry, or of a configuration for a single terminal. */
export const TERMINAL_SETTINGS = ['poiid', 'host', 'port', 'allowLegacyCertificate', 'protection'] as const;

/** A terminal of the configuration file, checked. */
export interface TerminalEntry extends Pick<Settings, 'port' | 'allowLegacyCertificate' | 'protection'> {
  /** What `--terminal` calls it, beside its POIID. */
  readonly name?: string;
  readonly poiid: string;
  readonly host: string;
  /** Its own keys, in place of the one of the settings. */
  readonly sharedKeys?: readonly KeyEntry[];
}

/** A key of one terminal. Its passphrase comes from a file or a variable. */
export interface KeyEntry extends Pick<Settings, 'allowLegacyPassphrase'> {
  /** What messages call it, for example `shop.json, terminals[0].sharedKeys[0]`. */
  readonly where: string;
  readonly keyIdentifier: string;
  readonly keyVersion: number;
  readonly passphraseFile?: string;
  /** The name of an environment variable. */
  readonly passphraseVariable?: string;
}

const TERMINAL_MEMBERS = ['name', ...TERMINAL_SETTINGS, 'sharedKeys'];
const KEY_MEMBERS = ['keyIdentifier', 'keyVersion', 'passphraseFile', 'passphraseVariable', 'allowLegacyPassphrase'];

/**
 * Reads the list of terminals of a configuration file.
 *
 * @param file its path: its folder is what the paths in it are relative to
 * @throws {ConfigError} `ERR_CONFIG_FILE`, `ERR_CONFIG_UNKNOWN`, `ERR_CONFIG_SETTING`, `ERR_CONFIG_PASSPHRASE`; none quotes a secret
 */
export function parseTerminals(given: unknown, file: string): readonly TerminalEntry[] {
  const where = `${file}, terminals`;
  const terminals = listOf(given, where, 'terminals: [{ "poiid", "host" }]').map((entry, index) =>
    parseTerminal(entry, `${where}[${index}]`, file),
  );
  const names = terminals.flatMap(({ name, poiid }) =>
    name === undefined || name === poiid ? [poiid] : [name, poiid],
  );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw wrong(where, 'each name and POIID once', `${formatValue(twice)} twice`);
  return terminals;
}

function parseTerminal(given: unknown, where: string, file: string): TerminalEntry {
  const members = membersOf(given, TERMINAL_MEMBERS, where, file);
  const { name, sharedKeys } = members;
  if (name !== undefined && (typeof name !== 'string' || name === '')) {
    throw wrong(`${where}.name`, 'a text', formatValue(name));
  }
  require(members, ['poiid', 'host'], where);
  if (sharedKeys !== undefined && members['protection'] === 'none') {
    throw wrong(`${where}.protection`, "'nexo', because the terminal has sharedKeys", "'none'");
  }
  const keys = sharedKeys === undefined ? undefined : parseKeys(sharedKeys, `${where}.sharedKeys`, file);
  return { ...members, ...(keys && { sharedKeys: keys }) } as unknown as TerminalEntry; // each member passed its check
}

/** A list of keys: of one terminal, or of all. @throws {ConfigError} as `parseTerminals` */
export function parseKeys(given: unknown, where: string, file: string): readonly KeyEntry[] {
  return listOf(given, where, 'a list of keys').map((entry, index) => parseKey(entry, `${where}[${index}]`, file));
}

function parseKey(given: unknown, where: string, file: string): KeyEntry {
  const members = membersOf(given, KEY_MEMBERS, where, file);
  require(members, ['keyIdentifier', 'keyVersion'], where);
  const { passphraseFile, passphraseVariable } = members;
  if ((passphraseFile === undefined) === (passphraseVariable === undefined)) {
    const found = passphraseFile === undefined ? 'none' : 'both';
    throw wrong(where, 'one of passphraseFile and passphraseVariable', found);
  }
  // Never quoted: the passphrase itself may have been given in its place.
  const isName = typeof passphraseVariable === 'string' && /^[A-Za-z_]\w*$/.test(passphraseVariable);
  if (passphraseVariable !== undefined && !isName) {
    throw wrong(`${where}.passphraseVariable`, 'the name of an environment variable', `a ${typeof passphraseVariable}`);
  }
  const path = typeof passphraseFile === 'string' && { passphraseFile: resolve(dirname(file), passphraseFile) };
  return { ...members, ...path, where } as unknown as KeyEntry; // each member passed its check
}

/** The members of an object, all of them known; those that are settings are of the kind of the setting. */
function membersOf(given: unknown, known: readonly string[], where: string, file: string): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw wrong(where, `an object with ${known.join(', ')}`, formatKind(given));
  }
  const secret = Object.keys(given).find(isSecret);
  if (secret !== undefined) throw misplacedSecret(secret, file, where);
  const unknown = findUnknown(given, known);
  if (unknown !== undefined) {
    throw new ConfigError('ERR_CONFIG_UNKNOWN', { path: where, expected: `only ${known.join(', ')}`, found: unknown });
  }
  for (const [name, value] of Object.entries(given)) if (isSetting(name)) checkValue(name, value, `${where}.${name}`);
  return { ...given };
}

function require(members: object, names: readonly SettingName[], where: string): void {
  const missing = names.find((name) => !Object.hasOwn(members, name));
  if (missing !== undefined) throw wrong(`${where}.${missing}`, 'a value', 'none');
}

function listOf(given: unknown, where: string, expected: string): readonly unknown[] {
  if (Array.isArray(given) && given.length > 0) return given;
  throw wrong(where, `${expected}, one or more`, Array.isArray(given) ? 'an empty list' : formatKind(given));
}

/** What a value is, without the value: it may stand beside a secret. */
function formatKind(value: unknown): string {
  return Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`;
}

function wrong(path: string, expected: string, found: string): ConfigError {
  return new ConfigError('ERR_CONFIG_FILE', { path, expected, found });
}
