import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigError, errorCode, formatUnknown, formatValue } from '../../errors.ts';
import type { EngineLimits } from '../../index.ts';
import { isDatabase } from './database.ts';
import { isSecret, misplacedSecret } from './secrets.ts';
import { isSetting, SETTING_NAMES, SETTINGS } from './settings.ts';
import { parseKeys, parseTerminals, TERMINAL_SETTINGS, type KeyEntry, type TerminalEntry } from './terminal-entries.ts';

/** The members of a configuration: settings, and the terminals where it lists several. */
export type ConfigMembers = Readonly<Record<string, unknown>> & {
  readonly terminals?: readonly TerminalEntry[];
  /** The keys of every terminal that has none of its own, in place of the single one of the settings: the first is active. */
  readonly sharedKeys?: readonly KeyEntry[];
  /** Limits of the engine, in its names; their values are for the engine to check. */
  readonly limits?: Partial<EngineLimits>;
  /** What `serve` alone reads: see `cli/serve/gateway-entry.ts`. */
  readonly gateway?: unknown;
  /** What `serve --backend restate` alone reads: see `cli/serve/cluster/restate-entry.ts`. */
  readonly restate?: unknown;
};

export interface ConfigFile {
  /** What messages call it: its path. */
  readonly name: string;
  /** Its members. Paths are resolved against the folder of the file; of the settings nothing else is checked yet. */
  readonly members: ConfigMembers;
}

/** Settings that a limit says as well, in milliseconds. */
const SETTING_OF_LIMIT = [
  ['responseTimeout', 'responseTimeoutMs'],
  ['statusInterval', 'statusIntervalMs'],
] as const;

const DEFAULT_NAME = 'tenderline.config.json';

/**
 * Reads the configuration file: the given one, else `tenderline.config.json` of the working folder if it exists.
 *
 * @throws {ConfigError} `ERR_CONFIG_FILE`, `ERR_CONFIG_UNKNOWN`, `ERR_CONFIG_PASSPHRASE`, `ERR_CONFIG_LISTENER`,
 *   `ERR_CONFIG_LIMIT`. No message quotes
 *   the contents of the file, because they may include a secret.
 */
export async function readConfigFile(given: string | undefined): Promise<ConfigFile | undefined> {
  const name = given ?? DEFAULT_NAME;
  const text = await readText(name, given !== undefined);
  return text === undefined ? undefined : { name, members: parseConfig(text, name) };
}

/**
 * The members of a configuration.
 *
 * @param name path of the file: its folder is what the paths in it are relative to
 */
export function parseConfig(text: string, name: string): ConfigMembers {
  const parsed = parseJson(text.replace(/^\uFEFF/, ''), name);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ConfigError('ERR_CONFIG_FILE', { path: name, expected: 'a JSON object', found: typeName(parsed) });
  }
  const members = Object.entries(parsed).map(([key, value]) => [key, readMember(key, value, name)] as const);
  for (const [setting, limit] of SETTING_OF_LIMIT) refuseBoth(parsed, setting, limit, name);
  const { terminals } = parsed as { readonly terminals?: unknown };
  if (terminals === undefined) return Object.fromEntries(members);
  const twice = members.find(([key]) => TERMINAL_SETTINGS.some((setting) => setting === key));
  if (twice !== undefined) {
    const mistake = { path: name, expected: `either terminals or ${twice[0]}`, found: 'both' };
    throw new ConfigError('ERR_CONFIG_FILE', { ...mistake, advice: `give each terminal its ${twice[0]} in the list` });
  }
  return { ...Object.fromEntries(members), terminals: parseTerminals(terminals, name) };
}

async function readText(name: string, mustExist: boolean): Promise<string | undefined> {
  try {
    return await readFile(name, 'utf8');
  } catch (cause) {
    const found = errorCode(cause) ?? 'unknown';
    if (found === 'ENOENT' && !mustExist) return undefined;
    const mistake = { path: 'configuration file', expected: `to read ${formatValue(name)}`, found };
    throw new ConfigError('ERR_CONFIG_FILE', mistake, { cause });
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Of the error the place alone: its words quote the contents.
    const [place] = (error instanceof Error && / at position \d+/.exec(error.message)) || [''];
    throw new ConfigError('ERR_CONFIG_FILE', { path: name, expected: 'JSON', found: `text that is none${place}` });
  }
}

function readMember(key: string, value: unknown, name: string): unknown {
  if (isSecret(key)) throw misplacedSecret(key, name);
  if (key === 'terminals' || key === 'gateway' || key === 'restate') return value; // read as a whole
  if (key === 'limits') return readLimits(value, name);
  if (key === 'sharedKeys') return parseKeys(value, `${name}, sharedKeys`, name);
  if (!isSetting(key)) {
    const known = [...SETTING_NAMES, 'terminals', 'sharedKeys', 'limits', 'gateway', 'restate'];
    const mistake = { path: name, expected: `only ${known.join(', ')}`, found: formatUnknown(key, known) };
    throw new ConfigError('ERR_CONFIG_UNKNOWN', mistake);
  }
  const { kind } = SETTINGS[key];
  if (typeof value !== 'string' || value === '') return value;
  const isPath = kind === 'path' || (kind === 'journal' && value !== 'memory' && !isDatabase(value));
  return isPath ? resolve(dirname(name), value) : value;
}

function readLimits(value: unknown, name: string): unknown {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  const mistake = { path: `${name}, limits`, expected: 'an object with limits of the engine', found: typeName(value) };
  throw new ConfigError('ERR_CONFIG_LIMIT', { ...mistake, advice: 'docs/options.md has their names' });
}

/** Two ways to say one thing: neither wins by chance. */
function refuseBoth(members: object, setting: string, limit: string, name: string): void {
  const { limits } = members as { readonly limits?: object };
  if (limits === undefined || !Object.hasOwn(members, setting) || !Object.hasOwn(limits, limit)) return;
  const mistake = { path: name, expected: `either ${setting} (seconds) or limits.${limit}`, found: 'both' };
  throw new ConfigError('ERR_CONFIG_LIMIT', { ...mistake, advice: `leave out "${setting}"` });
}

function typeName(value: unknown): string {
  return Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`;
}
