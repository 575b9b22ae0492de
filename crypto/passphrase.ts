/** The special characters a passphrase may and must use (reference 2.1). */
const SPECIAL = '~!@#$%^&*()_+=}{][;:?.,><';
const LENGTH_MIN = 12;

/**
 * Why a passphrase cannot be the shared key of a terminal, or `undefined` when it can (reference 2.1).
 * The reason never holds the passphrase or a part of it.
 */
export function whyPassphraseFails(passphrase: string): string | undefined {
  if (passphrase.length < LENGTH_MIN) {
    return `expected at least ${LENGTH_MIN} characters, found ${passphrase.length}`;
  }
  if (!/[A-Z]/.test(passphrase)) return 'expected at least one letter A-Z, found none';
  if (!/[a-z]/.test(passphrase)) return 'expected at least one letter a-z, found none';
  if (!/[0-9]/.test(passphrase)) return 'expected at least one digit 0-9, found none';
  const special = Array.from(passphrase).filter((character) => SPECIAL.includes(character));
  if (special.length === 0) return `expected at least one of ${SPECIAL}, found none`;
  const strangers = Array.from(passphrase).filter(
    (character) => !/[A-Za-z0-9]/.test(character) && !SPECIAL.includes(character),
  );
  if (strangers.length > 0) {
    return `expected only letters, digits and ${SPECIAL}, found ${strangers.length} other character(s) (hyphen, quotes, slash, backslash, bar, space and letters with accents are not allowed)`;
  }
  return undefined;
}
