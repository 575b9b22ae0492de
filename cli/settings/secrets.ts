import { readFile } from 'node:fs/promises';
import { ConfigError, errorCode } from '../../errors.ts';
import type { Env } from './flags.ts';
import { flagOf, variableOf, type Settings } from './settings.ts';

interface SecretRow {
  readonly what: string;
  readonly code: `ERR_CONFIG_${string}`;
}

/** The secrets. Each comes from its environment variable or from a file, and from nowhere else. */
const SECRETS = {
  passphrase: { what: 'the one of the shared key', code: 'ERR_CONFIG_PASSPHRASE' },
  journalPassword: { what: 'the one of the journal on PostgreSQL', code: 'ERR_CONFIG_JOURNAL' },
  listenPassword: { what: 'the one that terminals send with listenUser', code: 'ERR_CONFIG_LISTENER' },
} as const satisfies Record<string, SecretRow>;

export type SecretName = keyof typeof SECRETS;

export const SECRET_NAMES = Object.keys(SECRETS).filter(isSecret);

export function isSecret(name: string): name is SecretName {
  return Object.hasOwn(SECRETS, name);
}

/** The setting that names the file with a secret. */
export function fileSettingOf<Name extends SecretName>(name: Name): `${Name}File` {
  return `${name}File`;
}

/** Where a secret may come from. */
export interface SecretSources {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Env;
  readonly settings: Settings;
}

/**
 * Reads a secret. A file given as an option wins over the variable, and the variable over a file that the other sources name. No
 * message quotes what was found.
 *
 * @throws {ConfigError} with the code of the secret, when its file cannot be read
 */
export async function findSecret(
  name: SecretName,
  { flags, env, settings }: SecretSources,
): Promise<string | undefined> {
  const setting = fileSettingOf(name);
  const fromEnv = env[variableOf(name)];
  if (flags[setting] === undefined && fromEnv) return fromEnv;
  const path = settings[setting];
  if (path === undefined) return undefined;
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    // Without the path, and without the cause, which quotes it: the secret itself may have been given in its place.
    const found = errorCode(cause) ?? 'unknown';
    throw new ConfigError(SECRETS[name].code, { path: setting, expected: 'a readable file', found });
  }
}

/** Reads a secret that must be given. @throws {ConfigError} with the code of the secret, saying how to give it */
export async function requiredSecret(name: SecretName, sources: SecretSources): Promise<string> {
  const secret = await findSecret(name, sources);
  if (secret !== undefined) return secret;
  const { what, code } = SECRETS[name];
  throw new ConfigError(code, { path: name, expected: what, found: 'none', advice: howToGive(name) });
}

/** The error about a secret in a configuration file. @param where in it, if not at the top */
export function misplacedSecret(name: SecretName, file: string, where?: string): ConfigError {
  const { code } = SECRETS[name];
  const variable = where === undefined ? `give the variable ${variableOf(name)}` : `a variable with ${name}Variable`;
  return new ConfigError(
    code,
    `${where ?? file}: ${name} does not belong in the configuration file; put it in a file of its own and name that with ` +
      `${fileSettingOf(name)}, or ${variable}`,
  );
}

function howToGive(name: SecretName): string {
  const setting = fileSettingOf(name);
  return (
    `give the variable ${variableOf(name)}, or name a file that holds it: ${flagOf(setting)}, ${variableOf(setting)}, ` +
    `or "${setting}" in the configuration file`
  );
}
