import { ConfigError, formatValue } from '../errors.ts';
import { deriveKeyMaterial, type KeyMaterial } from './key-material.ts';
import { validatePassphrase } from './passphrase.ts';

/** A key shared with the terminals, as the caller gives it. */
export interface SharedKey {
  /** Non-empty text, as set for the terminal. */
  readonly keyIdentifier: string;
  /** Integer, 0 or more. */
  readonly keyVersion: number;
  /** At least 12 characters: A-Z, a-z, 0-9 and one special (reference 2.1). */
  readonly passphrase: string;
}

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
  /** The key that a SecurityTrailer names, or `undefined`. */
  find(keyIdentifier: string, keyVersion: number): RingKey | undefined;
}

/** @throws {ConfigError} `ERR_CONFIG_KEY`, `ERR_CONFIG_PASSPHRASE` */
export async function createKeyRing(keys: readonly SharedKey[]): Promise<KeyRing> {
  keys.forEach(checkKey);
  const ring = await Promise.all(
    keys.map(async ({ keyIdentifier, keyVersion, passphrase }): Promise<RingKey> => {
      return { keyIdentifier, keyVersion, material: await deriveKeyMaterial(passphrase) };
    }),
  );
  const [active] = ring;
  if (active === undefined) {
    throw new ConfigError('ERR_CONFIG_KEY', { path: 'sharedKeys', expected: 'at least one key', found: 'none' });
  }
  const byName = new Map(ring.map((key) => [nameOf(key), key]));
  if (byName.size !== ring.length) {
    throw new ConfigError('ERR_CONFIG_KEY', {
      path: 'sharedKeys',
      expected: 'each (keyIdentifier, keyVersion) once',
      found: 'one twice',
    });
  }
  return {
    active,
    find: (keyIdentifier, keyVersion) => byName.get(nameOf({ keyIdentifier, keyVersion })),
  };
}

function nameOf(key: { keyIdentifier: string; keyVersion: number }): string {
  return `${key.keyVersion} ${key.keyIdentifier}`;
}

function checkKey(key: SharedKey, index: number): void {
  const path = `sharedKeys[${index}]`;
  if (typeof key !== 'object' || key === null) {
    const expected = '{ keyIdentifier, keyVersion, passphrase }';
    throw new ConfigError('ERR_CONFIG_KEY', { path, expected, found: typeof key });
  }
  const { keyIdentifier, keyVersion, passphrase } = key;
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
  // Only its type may be reported: a secret of the wrong type is still a secret.
  const fault =
    typeof passphrase === 'string' ? validatePassphrase(passphrase) : { expected: 'a text', found: typeof passphrase };
  if (fault !== undefined) throw new ConfigError('ERR_CONFIG_PASSPHRASE', { path: `${path}.passphrase`, ...fault });
}
