import { ConfigError, formatValue } from '../errors.ts';
import { deriveKeyMaterial, type KeyMaterial } from './key-material.ts';
import { whyPassphraseFails } from './passphrase.ts';

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

/** The keys of an engine: one that seals, all that open. */
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
    throw new ConfigError('ERR_CONFIG_KEY', 'sharedKeys: expected at least one key, found none');
  }
  const byName = new Map(ring.map((key) => [nameOf(key), key]));
  if (byName.size !== ring.length) {
    throw new ConfigError(
      'ERR_CONFIG_KEY',
      'sharedKeys: expected each (keyIdentifier, keyVersion) once, found one twice',
    );
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
  const where = `sharedKeys[${index}]`;
  if (typeof key !== 'object' || key === null) {
    throw new ConfigError(
      'ERR_CONFIG_KEY',
      `${where}: expected { keyIdentifier, keyVersion, passphrase }, found ${typeof key}`,
    );
  }
  if (typeof key.keyIdentifier !== 'string' || key.keyIdentifier === '') {
    const found = formatValue(key.keyIdentifier);
    throw new ConfigError('ERR_CONFIG_KEY', `${where}.keyIdentifier: expected a non-empty text, found ${found}`);
  }
  if (!Number.isSafeInteger(key.keyVersion) || key.keyVersion < 0) {
    const found = formatValue(key.keyVersion);
    throw new ConfigError('ERR_CONFIG_KEY', `${where}.keyVersion: expected an integer from 0, found ${found}`);
  }
  if (typeof key.passphrase !== 'string') {
    // Its type is all that may be said of it: a secret of the wrong type is still a secret.
    const found = typeof key.passphrase;
    throw new ConfigError('ERR_CONFIG_PASSPHRASE', `${where}.passphrase: expected a text, found ${found}`);
  }
  const reason = whyPassphraseFails(key.passphrase);
  if (reason !== undefined) throw new ConfigError('ERR_CONFIG_PASSPHRASE', `${where}.passphrase: ${reason}`);
}
