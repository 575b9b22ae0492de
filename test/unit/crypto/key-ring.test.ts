import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createKeyRing, legacyFault, type SharedKey } from '../../../crypto/index.ts';
import { ConfigError } from '../../../errors.ts';

const OLD: SharedKey = { keyIdentifier: 'lane', keyVersion: 1, passphrase: 'Lane7_Blue!Kettle' };
const NEW: SharedKey = { keyIdentifier: 'lane', keyVersion: 2, passphrase: 'Lane8_Blue!Kettle' };

async function refusal(keys: unknown): Promise<ConfigError> {
  // What a program without types can pass.
  const attempt: Promise<unknown> = Reflect.apply(createKeyRing, undefined, [keys]);
  const error = await attempt.catch((reason: unknown) => reason);
  if (!(error instanceof ConfigError)) throw new Error(`expected a ConfigError, found ${inspect(error)}`);
  return error;
}

describe('a key ring', () => {
  test('seals with the first key and finds all by identifier and version', async () => {
    const ring = await createKeyRing([NEW, OLD]);
    expect(ring.active).toBe(ring.find('lane', 2));
    expect(ring.find('lane', 1)?.keyVersion).toBe(1);
    expect(ring.find('lane', 1)?.material.hmacKey.equals(ring.active.material.hmacKey)).toBe(false);
  });

  test('finds nothing for another version or identifier', async () => {
    const ring = await createKeyRing([OLD]);
    expect(ring.find('lane', 2)).toBeUndefined();
    expect(ring.find('Lane', 1)).toBeUndefined();
    expect(ring.find('1 lane', 1)).toBeUndefined();
    expect(ring.find('', 1)).toBeUndefined();
  });

  test('takes a version 0 and an identifier with spaces', async () => {
    const ring = await createKeyRing([{ ...OLD, keyIdentifier: '1 key', keyVersion: 0 }]);
    expect(ring.find('1 key', 0)).toBe(ring.active);
    expect(ring.find('key', 1)).toBeUndefined();
  });

  test.each([
    ['no key', [], 'ERR_CONFIG_KEY', 'at least one'],
    ['the same name twice', [OLD, { ...NEW, keyVersion: 1 }], 'ERR_CONFIG_KEY', 'twice'],
    ['an empty identifier', [{ ...OLD, keyIdentifier: '' }], 'ERR_CONFIG_KEY', 'sharedKeys[0].keyIdentifier'],
    [
      'a missing identifier',
      [OLD, { ...NEW, keyIdentifier: undefined }],
      'ERR_CONFIG_KEY',
      'sharedKeys[1].keyIdentifier',
    ],
    ['a version as text', [{ ...OLD, keyVersion: '1' }], 'ERR_CONFIG_KEY', 'sharedKeys[0].keyVersion'],
    ['a version below 0', [{ ...OLD, keyVersion: -1 }], 'ERR_CONFIG_KEY', 'found -1'],
    ['a version with decimals', [{ ...OLD, keyVersion: 1.5 }], 'ERR_CONFIG_KEY', 'found 1.5'],
    ['a weak passphrase', [{ ...OLD, passphrase: 'short' }], 'ERR_CONFIG_PASSPHRASE', 'found 5'],
    ['a passphrase of another type', [{ ...OLD, passphrase: 123456789 }], 'ERR_CONFIG_PASSPHRASE', 'found number'],
    [
      'an empty passphrase',
      [{ ...OLD, passphrase: '', allowLegacyPassphrase: true }],
      'ERR_CONFIG_PASSPHRASE',
      'empty',
    ],
    ['a misspelt member', [{ ...OLD, keyVersoin: 1 }], 'ERR_CONFIG_KEY', 'did you mean keyVersion?'],
    ['a flag as text', [{ ...OLD, allowLegacyPassphrase: 'yes' }], 'ERR_CONFIG_KEY', 'allowLegacyPassphrase'],
    ['a key that is none', [OLD, null], 'ERR_CONFIG_KEY', 'sharedKeys[1]: expected { keyIdentifier'],
    ['a key as text', ['lane'], 'ERR_CONFIG_KEY', 'sharedKeys[0]: expected { keyIdentifier'],
  ])('refuses %s', async (_, keys, code, text) => {
    const error = await refusal(keys);
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
  });

  test.each(['OnlyLettersInIt', 'p@ssword12345', 'shopkey1'])(
    'takes the passphrase of an old terminal, %j, by an explicit option only, which the refusal names',
    async (passphrase) => {
      const old = { ...OLD, passphrase };
      expect((await refusal([old])).advice).toContain('allowLegacyPassphrase');
      const ring = await createKeyRing([{ ...old, allowLegacyPassphrase: true }]);
      expect(ring.active.keyVersion).toBe(1);
      expect(legacyFault({ ...old, allowLegacyPassphrase: true })).toBeDefined();
    },
  );

  test('has nothing to warn of where the passphrase keeps the rule, or the option is not given', () => {
    expect(legacyFault({ ...OLD, allowLegacyPassphrase: true })).toBeUndefined();
    expect(legacyFault({ ...OLD, passphrase: 'shopkey1' })).toBeUndefined();
  });

  test('no error holds the passphrase', async () => {
    for (const passphrase of ['Secret1-Hyphen', 'secretsecret1!', 'Sec!1', 987654321012]) {
      const error = await refusal([{ ...OLD, passphrase }]);
      expect(inspect(error, { depth: null, showHidden: true }) + error.message).not.toContain(String(passphrase));
    }
  });

  test('shows no secret, however it is printed', async () => {
    const ring = await createKeyRing([OLD, NEW]);
    const printed = [inspect(ring, { depth: null, showHidden: true }), JSON.stringify(ring)].join('\n');
    for (const { passphrase } of [OLD, NEW]) expect(printed).not.toContain(passphrase);
    const { material } = ring.active;
    for (const secret of [material.hmacKey, material.cipherKey]) {
      expect(printed).not.toContain(secret.export().toString('hex'));
      expect(printed).not.toContain(secret.export().toString('base64'));
    }
    const shown = (keyVersion: number) => ({ keyIdentifier: 'lane', keyVersion, material: '[secret]' });
    expect(JSON.parse(JSON.stringify(ring))).toEqual({ active: shown(1), all: [shown(1), shown(2)] });
  });
});
