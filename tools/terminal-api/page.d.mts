/** The page docs/terminal-api.md, before it is formatted. */
export function terminalApiPage(parts: {
  /** The exports of the door `protocol`. */
  readonly protocol: object;
  /** Adyen's classes by their names. */
  readonly models: object;
  readonly categories: readonly string[];
  /** Those categories that go through `transact`. */
  readonly transactions: readonly string[];
}): string;
