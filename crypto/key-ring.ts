import { ConfigError, findUnknown, formatValue } from '../errors.ts';
import { deriveKeyMaterial, type KeyMaterial } from './key-material.ts';
import { validatePassphrase, type PassphraseFault } from './passphrase.ts';

/** A key shared with the terminals, as the caller gives it. */
export interface SharedKey {
  /** Non-empty text, as set for the terminal. */
  readonly keyIdentifier: string;
  /** Integer, 0 or more. */
  readonly keyVersion: number;
  /** At least 12 characters: A-Z, a-z, 0-9 and one special (reference 2.1). */
  readonly passphrase: string;
  /**
   * Accepts a passphrase that breaks that rule, because the terminal has had it since before the rule: any text that is not empty.
   * Change it when you can. Default `false`.
   */
  readonly allowLegacyPassphrase?: boolean | undefined;
}

const MEMBERS = [
  'keyIdentifier',
  'keyVersion',
  'passphrase',
  'allowLegacyPassphrase',
] as const satisfies (keyof SharedKey)[];

/** A key that is ready for use. */
export interface RingKey {
  readonly keyIdentifier: string;
  readonly keyVersion: number;
  readonly material: KeyMaterial;
}

/** The keys of an engine: one seals, all of them open. */
export interface KeyRing {
  /** Seals what we send: the first key given. */
  readonly active: RingKey;
  /** Every key in the order given, the active one first. Default: the active one alone. */
  readonly all?: readonly RingKey[] | undefined;
  /** The key that a SecurityTrailer names, or `undefined`. */
  find(keyIdentifier: string, keyVersion: number): RingKey | undefined;
}

/**
 * @param path of the keys, for errors. Default `sharedKeys`
 * @throws {ConfigError} `ERR_CONFIG_KEY`, `ERR_CONFIG_PASSPHRASE`
 */
export async function createKeyRing(keys: readonly SharedKey[], path = 'sharedKeys'): Promise<KeyRing> {
  keys.forEach((key, index) => checkKey(key, `${path}[${index}]`));
  const ring = await Promise.all(
    keys.map(async ({ keyIdentifier, keyVersion, passphrase }): Promise<RingKey> => {
      return { keyIdentifier, keyVersion, material: await deriveKeyMaterial(passphrase) };
    }),
  );
  const [active] = ring;
  if (active === undefined) {
    throw new ConfigError('ERR_CONFIG_KEY', { path, expected: 'at least one key', found: 'none' });
  }
  const byName = new Map(ring.map((key) => [nameOf(key), key]));
  if (byName.size !== ring.length) {
    throw new ConfigError('ERR_CONFIG_KEY', {
      path,
      expected: 'each (keyIdentifier, keyVersion) once',
      found: 'one twice',
    });
  }
  return {
    active,
    all: ring,
    find: (keyIdentifier, keyVersion) => byName.get(nameOf({ keyIdentifier, keyVersion })),
  };
}

function nameOf(key: { keyIdentifier: string; keyVersion: number }): string {
  return `${key.keyVersion} ${key.keyIdentifier}`;
}

function checkKey(key: SharedKey, path: string): void {
  if (typeof key !== 'object' || key === null) {
    const expected = '{ keyIdentifier, keyVersion, passphrase }';
    throw new ConfigError('ERR_CONFIG_KEY', { path, expected, found: typeof key });
  }
  const unknown = findUnknown(key, MEMBERS);
  if (unknown !== undefined) {
    throw new ConfigError('ERR_CONFIG_KEY', { path, expected: `only ${MEMBERS.join(', ')}`, found: unknown });
  }
  const { keyIdentifier, keyVersion, allowLegacyPassphrase } = key;
  if (typeof keyIdentifier !== 'string' || keyIdentifier === '') {
    throw new ConfigError('ERR_CONFIG_KEY', {
      path: `${path}.keyIdentifier`,
      expected: 'a non-empty text',
      found: formatValue(keyIdentifier),
    });
  }
  if (!Number.isSafeInteger(keyVersion) || keyVersion < 0) {
    throw new ConfigError('ERR_CONFIG_KEY', {
      path: `${path}.keyVersion`,
      expected: 'an integer from 0',
      found: formatValue(keyVersion),
    });
  }
  if (allowLegacyPassphrase !== undefined && typeof allowLegacyPassphrase !== 'boolean') {
    const mistake = { expected: 'a boolean', found: formatValue(allowLegacyPassphrase) };
    throw new ConfigError('ERR_CONFIG_KEY', { path: `${path}.allowLegacyPassphrase`, ...mistake });
  }
  checkPassphrase(key, path);
}

function checkPassphrase({ passphrase, allowLegacyPassphrase = false }: SharedKey, path: string): void {
  const wrong = ({ expected, found }: PassphraseFault, advice?: string) =>
    new ConfigError('ERR_CONFIG_PASSPHRASE', {
      path: `${path}.passphrase`,
      expected,
      found,
      ...(advice !== undefined && { advice }),
    });
  // Only its type may be reported: a secret of the wrong type is still a secret.
  if (typeof passphrase !== 'string') throw wrong({ expected: 'a text', found: typeof passphrase });
  if (passphrase === '') throw wrong({ expected: 'a text', found: 'an empty one' });
  const fault = allowLegacyPassphrase ? undefined : validatePassphrase(passphrase);
  if (fault !== undefined) throw wrong(fault, LEGACY_ADVICE);
}

/** The rule is for new keys: a terminal may have had its key for longer (reference 2.1). */
const LEGACY_ADVICE = 'if the terminal has had this key since before the rule, set allowLegacyPassphrase for it';

/** The rule that a passphrase breaks although it is accepted: for a warning, which never quotes it. */
export function legacyFault({ passphrase, allowLegacyPassphrase }: SharedKey): PassphraseFault | undefined {
  return allowLegacyPassphrase === true ? validatePassphrase(passphrase) : undefined;
}
