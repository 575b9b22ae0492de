/** The shared key that a request was sealed with: never its passphrase. */
export interface KeyName {
  readonly keyIdentifier: string;
  readonly keyVersion: number;
}

const UPDATE = 'then let the terminal update its configuration (a key arrives within hours by itself)';
const COMPARE_ALL = `compare identifier, version and passphrase with the key of the store, merchant and company too: the lowest level wins; ${UPDATE}`;

/** What a crypto error says, by its number (reference 1.5). Those that are missing are not documented. */
const NUMBERS: Readonly<Record<string, (key: KeyName) => readonly [reason: string, remedy: string]>> = {
  1: () => ['the terminal could not read the protected message (crypto error 1)', 'report this: it is a bug'],
  2: ({ keyIdentifier, keyVersion }) => [
    `wrong version: the terminal has no version ${keyVersion} of the key ${JSON.stringify(keyIdentifier)} (crypto error 2)`,
    `compare the version on both sides, ${UPDATE}`,
  ],
  3: (key) => [
    `the terminal does not take the header of the message (crypto error 3): identifier, version or passphrase of ${nameOf(key)} differ`,
    COMPARE_ALL,
  ],
  9: (key) => [
    `wrong passphrase or identifier: the terminal cannot open what ${nameOf(key)} seals (crypto error 9)`,
    COMPARE_ALL,
  ],
};

/** @param message what the terminal said */
export function explainCryptoError(message: string, key: KeyName): readonly [reason: string, remedy: string] {
  const number = /crypto error \((\d+)\)/i.exec(message)?.[1];
  const known = number === undefined ? undefined : NUMBERS[number]?.(key);
  const numbered = number === undefined ? 'without a number' : `${number}, which is not documented`;
  return (
    known ?? [
      `the terminal cannot open what ${nameOf(key)} seals (crypto error ${numbered}): identifier, version or passphrase differ`,
      COMPARE_ALL,
    ]
  );
}

export function nameOf({ keyIdentifier, keyVersion }: KeyName): string {
  return `the key ${JSON.stringify(keyIdentifier)}, version ${keyVersion}`;
}
