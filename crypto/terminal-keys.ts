import { InvariantError } from '../errors.ts';
import type { KeyRing, RingKey } from './key-ring.ts';

/** Finds the key that a SecurityTrailer names, among those of the terminal that the message names. A `KeyRing` is one for all terminals. */
export interface KeyFinder {
  find(keyIdentifier: string, keyVersion: number, poiid: string): RingKey | undefined;
}

/** The keys of several terminals: a terminal with keys of its own has those and no others. */
export interface TerminalKeys extends KeyFinder {
  /** Whether there are keys for terminals that have none of their own. */
  readonly hasShared: boolean;
  /** @throws {InvariantError} when neither the terminal nor the engine has keys, which the options do not allow */
  ringOf(poiid: string): KeyRing;
  /**
   * From now on.
   *
   * @param ring of a terminal, `undefined`: it has none of its own
   * @param poiid Default: the ring of every terminal that has none of its own
   */
  replace(ring: KeyRing | undefined, poiid?: string): void;
}

/**
 * The keys by which each terminal's messages are sealed and opened.
 *
 * @param shared the ring of every terminal that has none of its own
 * @param own by POIID
 */
export function terminalKeys(shared: KeyRing | undefined, own: ReadonlyMap<string, KeyRing>): TerminalKeys {
  let common = shared;
  const single = new Map(own);
  const find = (poiid: string) => single.get(poiid) ?? common;
  return {
    get hasShared() {
      return common !== undefined;
    },
    ringOf(poiid) {
      const ring = find(poiid);
      if (ring === undefined) throw new InvariantError(`there is no key for ${poiid}`);
      return ring;
    },
    find: (keyIdentifier, keyVersion, poiid) => find(poiid)?.find(keyIdentifier, keyVersion),
    replace(ring, poiid) {
      if (poiid === undefined) common = ring ?? common;
      else if (ring === undefined) single.delete(poiid);
      else single.set(poiid, ring);
    },
  };
}
