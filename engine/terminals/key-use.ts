import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { KeyRing } from '../../crypto/index.ts';
import type { MessageCategory } from '../../protocol/header.ts';
import { isSameKey, nameOfKey, type KeyName } from '../../protocol/key-name.ts';

/** The key that a terminal uses, as its last verified answer proves it. */
export interface TerminalKeyInUse extends KeyName {
  /** Whether it is the first of the terminal's keys: the one to be used. `false`: the terminal still has an old one. */
  readonly isActive: boolean;
  /** When the last answer proved it: epoch milliseconds. */
  readonly provenAtMs: number;
}

/**
 * Which key of its ring a terminal uses. A terminal has one key at a time, and learns a new one when it fetches its configuration
 * (reference 2.1): until then the old one is used for it. Kept in memory: a start begins with the active key.
 */
export class KeyUse {
  readonly #ring: () => KeyRing;
  readonly #clock: Pick<Clock, 'now'>;
  #proven: { readonly key: KeyName; readonly atMs: number } | undefined;
  /** Since the last proof. */
  #rejected: readonly KeyName[] = [];

  /** @param ring the terminal's keys as they are now */
  constructor(ring: () => KeyRing, clock: Pick<Clock, 'now'>) {
    this.#ring = ring;
    this.#clock = clock;
  }

  /** `undefined` until an answer proves it, and from a rejection of that key on. */
  get inUse(): TerminalKeyInUse | undefined {
    if (this.#proven === undefined) return undefined;
    const { key, atMs } = this.#proven;
    return { ...key, isActive: isSameKey(key, this.#ring().active), provenAtMs: atMs };
  }

  /** Whether the terminal last proved a key that is not in its ring any more. */
  get isDropped(): boolean {
    const key = this.#proven?.key;
    return key !== undefined && this.#ring().find(key.keyIdentifier, key.keyVersion) === undefined;
  }

  /**
   * The key of a first attempt: the one that the terminal uses, while that is not known the first that it did not reject. A Diagnosis, which
   * moves no money, tries the active one: so it is noticed that the terminal takes it.
   */
  first(category: MessageCategory): KeyName {
    const ring = this.#ring();
    if (category === 'Diagnosis') return nameOfKey(ring.active);
    const key = this.#proven?.key;
    if (key !== undefined && ring.find(key.keyIdentifier, key.keyVersion) !== undefined) return key;
    return this.after(this.#rejected) ?? nameOfKey(ring.active);
  }

  /** The next key to try, in the order of the ring; `undefined` when all were rejected. */
  after(rejected: readonly KeyName[]): KeyName | undefined {
    const { active, all = [active] } = this.#ring();
    const next = all.find((key) => !rejected.some((tried) => isSameKey(tried, key)));
    return next && nameOfKey(next);
  }

  /** A verified answer was sealed with it. */
  proved(key: KeyName): void {
    this.#proven = { key: nameOfKey(key), atMs: this.#clock.now() };
    this.#rejected = [];
  }

  /** The terminal could not open a request that was sealed with it. */
  rejected(key: KeyName): void {
    if (this.#proven !== undefined && isSameKey(this.#proven.key, key)) this.#proven = undefined;
    if (this.#proven !== undefined) return;
    const rejected = [...this.#rejected, nameOfKey(key)];
    // Once all were rejected, the terminal may learn any of them.
    this.#rejected = this.after(rejected) === undefined ? [] : rejected;
  }
}
