import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deriveKeyMaterial,
  open,
  seal,
  validatePassphrase,
  type KeyMaterial,
  type Sealed,
} from '../../crypto/index.ts';
import { OpenError } from '../../errors.ts';
import { keyMaterial, nonce, passphrase } from '../arbitraries/keys.ts';
import { refusalOf } from '../support/refusal.ts';

const plaintext = fc.uint8Array({ maxLength: 300 });
const MEMBERS = ['NexoBlob', 'Nonce', 'Hmac'] as const;
const everythingOf = (error: Error) => ({
  ...Object.fromEntries(Object.entries(error)),
  text: String(error),
  cause: error.cause,
});
/** Whatever was wrong, only this may be reported. */
const REFUSED = everythingOf(new OpenError());

const refusal = (key: KeyMaterial, sealed: Sealed) => everythingOf(refusalOf(() => open(key, sealed), OpenError));

/** Anything sealed, with one member damaged. */
function spoiled<Damage>(damage: fc.Arbitrary<Damage>, spoil: (member: string, damage: Damage) => string) {
  return fc
    .tuple(keyMaterial, plaintext, nonce, fc.constantFrom(...MEMBERS), damage)
    .map(([key, bytes, random, member, how]) => {
      const sealed = seal(key, bytes, random);
      return { key, intact: sealed[member], sealed: { ...sealed, [member]: spoil(sealed[member], how) }, member };
    })
    .filter(({ intact, sealed, member }) => sealed[member] !== intact);
}

function windowOn(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.alloc(3, 1), bytes, Buffer.alloc(5, 2)]).subarray(3, 3 + bytes.length);
}

describe('opening what was sealed', () => {
  test('gives the bytes back, for any bytes and any key', () => {
    fc.assert(
      fc.property(keyMaterial, plaintext, nonce, (key, bytes, random) => {
        const before = Uint8Array.from(bytes);
        expect(Buffer.from(open(key, seal(key, bytes, random)))).toEqual(Buffer.from(before));
        expect(bytes).toEqual(before);
      }),
    );
  });

  test('gives the bytes back, for any passphrase that keeps the rule', async () => {
    await fc.assert(
      fc.asyncProperty(passphrase, plaintext, nonce, async (secret, bytes, random) => {
        expect(validatePassphrase(secret)).toBeUndefined();
        const [here, there] = await Promise.all([deriveKeyMaterial(secret), deriveKeyMaterial(secret)]);
        expect(Buffer.from(open(there, seal(here, bytes, random)))).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 20 },
    );
  });

  test('works on a window of a larger buffer, as on its own', () => {
    fc.assert(
      fc.property(keyMaterial, plaintext, nonce, (key, bytes, random) => {
        expect(seal(key, windowOn(bytes), windowOn(random))).toEqual(seal(key, bytes, random));
      }),
    );
  });

  test('is refused with the same error for any flipped bit of blob, nonce or HMAC', () => {
    const flipped = (member: string, at: number) => {
      const decoded = Buffer.from(member, 'base64');
      const bit = at % (decoded.length * 8);
      decoded[bit >> 3] = (decoded[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return decoded.toString('base64');
    };
    fc.assert(
      fc.property(spoiled(fc.nat(), flipped), ({ key, sealed }) => {
        expect(refusal(key, sealed)).toEqual(REFUSED);
      }),
      { numRuns: 1000 },
    );
  });

  test('is refused with the same error under another key', () => {
    fc.assert(
      fc.property(keyMaterial, keyMaterial, plaintext, nonce, (key, other, bytes, random) => {
        fc.pre(!key.hmacKey.equals(other.hmacKey));
        expect(refusal(other, seal(key, bytes, random))).toEqual(REFUSED);
      }),
      // Enough for a padding that comes out right by chance, 1 in 256: then the signature must refuse.
      { numRuns: 2000 },
    );
  });

  test('is refused with the same error when a member is longer or shorter', () => {
    const resized = (member: string, length: number) => {
      const decoded = Buffer.from(member, 'base64');
      const bytes = Buffer.alloc(length);
      decoded.copy(bytes);
      return bytes.toString('base64');
    };
    fc.assert(
      fc.property(spoiled(fc.nat(80), resized), ({ key, sealed }) => {
        expect(refusal(key, sealed)).toEqual(REFUSED);
      }),
    );
  });

  test('is refused with the same error when a member is not exactly base64', () => {
    const damage = fc.constantFrom<(text: string) => string>(
      (text) => text.slice(1),
      (text) => text.slice(0, -1),
      (text) => `${text}=`,
      (text) => `${text}\n`,
      (text) => ` ${text}`,
      (text) => `${text.slice(0, 4)}\n${text.slice(4)}`,
      (text) => `${text.slice(0, 4)}*${text.slice(5)}`,
      (text) => `-${text.slice(1)}`,
      (text) => text.repeat(2),
      () => '',
      () => '====',
    );
    // Two blobs in a row may be exact base64 and are then refused by their padding or signature.
    fc.assert(
      fc.property(
        spoiled(damage, (member, how) => how(member)),
        ({ key, sealed }) => {
          expect(refusal(key, sealed)).toEqual(REFUSED);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('is refused with the same error for any text in any member', () => {
    const anyText = spoiled(fc.string({ unit: 'binary' }), (_, text) => text);
    fc.assert(
      fc.property(anyText, ({ key, sealed }) => {
        expect(refusal(key, sealed)).toEqual(REFUSED);
      }),
    );
  });
});

describe('sealing', () => {
  test('refuses a nonce of another length', () => {
    const key = fc.sample(keyMaterial, 1)[0];
    if (key === undefined) throw new Error('no key');
    for (const length of [0, 15, 17, 32]) {
      expect(() => seal(key, new Uint8Array(1), new Uint8Array(length))).toThrow(
        new RangeError(`nonce: expected 16 bytes, found ${length}`),
      );
    }
  });

  test('gives another blob for another nonce, and the same signature', () => {
    fc.assert(
      fc.property(keyMaterial, plaintext, nonce, nonce, (key, bytes, one, two) => {
        fc.pre(Buffer.compare(one, two) !== 0);
        const [first, second] = [seal(key, bytes, one), seal(key, bytes, two)];
        expect(first.NexoBlob).not.toBe(second.NexoBlob);
        expect(first.Hmac).toBe(second.Hmac);
      }),
    );
  });
});
