import type { Mistake } from '../errors.ts';

/** The special characters a passphrase may and must use (reference 2.1). */
const SPECIAL = '~!@#$%^&*()_+=}{][;:?.,><';
const LENGTH_MIN = 12;

/** What is wrong with a passphrase. Neither text contains the passphrase or a part of it. */
export type PassphraseFault = Pick<Mistake, 'expected' | 'found'>;

/**
 * Checks that a passphrase can be the shared key of a terminal (reference 2.1).
 *
 * @returns the first rule it breaks, `undefined` when it breaks none
 */
export function validatePassphrase(passphrase: string): PassphraseFault | undefined {
  if (passphrase.length < LENGTH_MIN) {
    return { expected: `at least ${LENGTH_MIN} characters`, found: String(passphrase.length) };
  }
  if (!/[A-Z]/.test(passphrase)) return { expected: 'at least one letter A-Z', found: 'none' };
  if (!/[a-z]/.test(passphrase)) return { expected: 'at least one letter a-z', found: 'none' };
  if (!/[0-9]/.test(passphrase)) return { expected: 'at least one digit 0-9', found: 'none' };
  const others = Array.from(passphrase).filter((character) => !/[A-Za-z0-9]/.test(character));
  const forbidden = others.filter((character) => !SPECIAL.includes(character));
  if (others.length === forbidden.length) return { expected: `at least one of ${SPECIAL}`, found: 'none' };
  if (forbidden.length === 0) return undefined;
  return {
    expected: `only letters, digits and ${SPECIAL}`,
    found: `${forbidden.length} other character(s) (hyphen, quotes, slash, backslash, bar, space and letters with accents are not allowed)`,
  };
}
