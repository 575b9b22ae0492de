/** Names a key that is shared with terminals, as the SecurityTrailer of a message does (reference 2.3). It is no secret. */
export interface KeyName {
  readonly keyIdentifier: string;
  readonly keyVersion: number;
}

export function isSameKey(one: KeyName, other: KeyName): boolean {
  return one.keyIdentifier === other.keyIdentifier && one.keyVersion === other.keyVersion;
}

/** The name alone: of a key of the ring, without what it derives. */
export function nameOfKey({ keyIdentifier, keyVersion }: KeyName): KeyName {
  return { keyIdentifier, keyVersion };
}
