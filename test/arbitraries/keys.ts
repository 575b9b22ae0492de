import * as fc from 'fast-check';
import { KeyMaterial } from '../../crypto/index.ts';

const SPECIAL = '~!@#$%^&*()_+=}{][;:?.,><';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

const oneOf = (characters: string) => fc.constantFrom(...Array.from(characters));
const anyOf = oneOf(LETTERS + LETTERS.toUpperCase() + DIGITS + SPECIAL);

/** Key material without its slow derivation. */
export const keyMaterial = fc.uint8Array({ minLength: 80, maxLength: 80 }).map((bytes) => new KeyMaterial(bytes));

/** A passphrase that keeps every rule (reference 2.1). */
export const passphrase = fc
  .tuple(
    oneOf(LETTERS),
    oneOf(LETTERS.toUpperCase()),
    oneOf(DIGITS),
    oneOf(SPECIAL),
    fc.array(anyOf, { minLength: 8, maxLength: 40 }),
  )
  .chain(([a, b, c, d, rest]) => fc.shuffledSubarray([a, b, c, d, ...rest], { minLength: rest.length + 4 }))
  .map((characters) => characters.join(''));

export const nonce = fc.uint8Array({ minLength: 16, maxLength: 16 });
