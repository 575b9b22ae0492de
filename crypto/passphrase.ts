import type { Mistake } from '../errors.ts';

/** The special characters a passphrase may and must use (reference 2.1). */
const SPECIAL = '~!@#$%^&*()_+=}{][;:?.,><';
const LENGTH_MIN = 12;

/** What is wrong with a passphrase. Neither text contains the passphrase or a part of it. */
export type PassphraseFault = Pick<Mistake, 'expected' | 'found'>;

/** A rule for passphrases, and whether one keeps it. Neither text contains the passphrase or a part of it. */
export interface PassphraseRule {
  readonly rule: string;
  readonly ok: boolean;
  readonly found: string;
}

/** Every rule for the passphrase of a shared key (reference 2.1), and whether this one keeps it. */
export function checkPassphrase(passphrase: string): readonly PassphraseRule[] {
  const others = Array.from(passphrase).filter((character) => !/[A-Za-z0-9]/.test(character));
  const forbidden = others.filter((character) => !SPECIAL.includes(character));
  const countOf = (pattern: RegExp) => passphrase.match(pattern)?.length ?? 0;
  return [
    {
      rule: `at least ${LENGTH_MIN} characters`,
      ok: passphrase.length >= LENGTH_MIN,
      found: String(passphrase.length),
    },
    hasSome('at least one letter A-Z', countOf(/[A-Z]/g)),
    hasSome('at least one letter a-z', countOf(/[a-z]/g)),
    hasSome('at least one digit 0-9', countOf(/[0-9]/g)),
    hasSome(`at least one of ${SPECIAL}`, others.length - forbidden.length),
    {
      rule: `only letters, digits and ${SPECIAL}`,
      ok: forbidden.length === 0,
      found: `${forbidden.length} other character(s) (hyphen, quotes, slash, backslash, bar, space and letters with accents are not allowed)`,
    },
  ];
}

function hasSome(rule: string, count: number): PassphraseRule {
  return { rule, ok: count > 0, found: count > 0 ? 'some' : 'none' };
}

/**
 * Checks that a passphrase can be the shared key of a terminal (reference 2.1).
 *
 * @returns the first rule it breaks, `undefined` when it breaks none
 */
export function validatePassphrase(passphrase: string): PassphraseFault | undefined {
  const broken = checkPassphrase(passphrase).find(({ ok }) => !ok);
  return broken && { expected: broken.rule, found: broken.found };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const KINDS = [LETTERS, LETTERS.toLowerCase(), '0123456789', SPECIAL];
/** About 150 bits of chance; a person may have to type it once. */
const NEW_LENGTH = 24;

/**
 * A new passphrase of random characters that keeps every rule.
 *
 * @param randomBytes gives that many bytes that no person can foresee
 */
export function createPassphrase(randomBytes: (length: number) => Uint8Array): string {
  const all = KINDS.join('');
  // Bytes from here on would make some characters likelier than others.
  const limit = 256 - (256 % all.length);
  let passphrase = '';
  for (;;) {
    for (const byte of randomBytes(NEW_LENGTH)) if (byte < limit) passphrase += all.charAt(byte % all.length);
    if (passphrase.length < NEW_LENGTH) continue;
    passphrase = passphrase.slice(0, NEW_LENGTH);
    if (validatePassphrase(passphrase) === undefined) return passphrase;
    // Drawn anew as a whole: each that keeps the rules is as likely as any other.
    passphrase = '';
  }
}
