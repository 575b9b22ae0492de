import { readFile } from 'node:fs/promises';
import { ConfigError, errorCode } from '../../errors.ts';
import type { SharedKey } from '../../index.ts';
import type { Env } from './flags.ts';
import { requiredSecret, type SecretSources } from './secrets.ts';
import { required } from './settings.ts';
import type { KeyEntry, TerminalEntry } from './terminal-entries.ts';

/** The key of every terminal that has none of its own. @throws {ConfigError} `ERR_CONFIG_MISSING`, `ERR_CONFIG_PASSPHRASE` */
export async function readSharedKey(sources: SecretSources): Promise<SharedKey> {
  const { allowLegacyPassphrase = false } = sources.settings;
  return {
    keyIdentifier: required(sources.settings, 'keyIdentifier'),
    keyVersion: required(sources.settings, 'keyVersion'),
    passphrase: await requiredSecret('passphrase', sources),
    allowLegacyPassphrase,
  };
}

/**
 * The keys of every terminal that has none of its own: those that the configuration file lists, else the single one of the settings.
 *
 * @throws {ConfigError} `ERR_CONFIG_MISSING`, `ERR_CONFIG_PASSPHRASE`
 */
export async function readSharedKeys(
  listed: readonly KeyEntry[] | undefined,
  sources: SecretSources,
): Promise<readonly SharedKey[]> {
  if (listed === undefined) return [await readSharedKey(sources)];
  return Promise.all(listed.map((key) => readKey(key, sources.env)));
}

/** Whether the terminal is one for `readSharedKey`. */
export function needsSharedKey({ sharedKeys, protection }: TerminalEntry): boolean {
  return sharedKeys === undefined && protection !== 'none';
}

/** The keys of one terminal, `undefined` when it has none of its own. @throws {ConfigError} `ERR_CONFIG_PASSPHRASE` */
export async function readOwnKeys({ sharedKeys }: TerminalEntry, env: Env): Promise<readonly SharedKey[] | undefined> {
  return sharedKeys && Promise.all(sharedKeys.map((key) => readKey(key, env)));
}

async function readKey(entry: KeyEntry, env: Env): Promise<SharedKey> {
  const { keyIdentifier, keyVersion, allowLegacyPassphrase = false } = entry;
  return { keyIdentifier, keyVersion, passphrase: await readPassphrase(entry, env), allowLegacyPassphrase };
}

/** No message quotes the path or the name of the variable: the passphrase itself may have been given in its place. */
async function readPassphrase({ where, passphraseFile, passphraseVariable }: KeyEntry, env: Env): Promise<string> {
  const wrong = (member: string, expected: string, found: string) =>
    new ConfigError('ERR_CONFIG_PASSPHRASE', { path: `${where}.${member}`, expected, found });
  if (passphraseFile === undefined) {
    const passphrase = env[passphraseVariable ?? ''];
    if (passphrase) return passphrase;
    throw wrong('passphraseVariable', 'the name of an environment variable that is set', 'one that is not');
  }
  try {
    return (await readFile(passphraseFile, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw wrong('passphraseFile', 'a readable file', errorCode(cause) ?? 'unknown');
  }
}
