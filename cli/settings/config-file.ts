import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConfigError, formatValue } from '../../errors.ts';
import { isSecret, misplacedSecret } from './secrets.ts';
import { isSetting, SETTING_NAMES, SETTINGS } from './settings.ts';

export interface ConfigFile {
  /** How messages name it. */
  readonly name: string;
  /** Its members. Paths are resolved against the folder of the file; nothing else is checked yet. */
  readonly members: Readonly<Record<string, unknown>>;
}

const DEFAULT_NAME = 'tenderline.config.json';

/**
 * Reads the configuration file: the one that was named, else `tenderline.config.json` of the working folder if it is there.
 *
 * @throws {ConfigError} `ERR_CONFIG_FILE`, `ERR_CONFIG_UNKNOWN`, `ERR_CONFIG_PASSPHRASE`, `ERR_CONFIG_LISTENER`. No message quotes the file: somebody
 *   may have put a secret there.
 */
export async function readConfigFile(named: string | undefined): Promise<ConfigFile | undefined> {
  const name = named ?? DEFAULT_NAME;
  const text = await readText(name, named !== undefined);
  return text === undefined ? undefined : { name, members: parseConfig(text, name) };
}

/** The members of a configuration, for the folder that its file stands in. */
export function parseConfig(text: string, name: string): Readonly<Record<string, unknown>> {
  const parsed = parseJson(text.replace(/^\uFEFF/, ''), name);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ConfigError('ERR_CONFIG_FILE', `${name}: expected a JSON object, found ${kindOf(parsed)}`);
  }
  return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, member(key, value, name)]));
}

async function readText(name: string, mustExist: boolean): Promise<string | undefined> {
  try {
    return await readFile(name, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    if (code === 'ENOENT' && !mustExist) return undefined;
    throw new ConfigError(
      'ERR_CONFIG_FILE',
      `configuration file: expected to read ${formatValue(name)}, found ${code}`,
      {
        cause,
      },
    );
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError('ERR_CONFIG_FILE', `${name}: expected JSON, found text that is none`);
  }
}

function member(key: string, value: unknown, name: string): unknown {
  if (isSecret(key)) throw misplacedSecret(key, name);
  if (!isSetting(key)) {
    const known = SETTING_NAMES.join(', ');
    throw new ConfigError('ERR_CONFIG_UNKNOWN', `${name}: expected only ${known}; found ${formatValue(key)}`);
  }
  const { kind } = SETTINGS[key];
  const isPath = kind === 'path' || (kind === 'journal' && value !== 'memory');
  return isPath && typeof value === 'string' && value !== '' ? resolve(dirname(name), value) : value;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'an array' : value === null ? 'null' : `a ${typeof value}`;
}
