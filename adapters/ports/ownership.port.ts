import type { POIID } from '../../protocol/ids.ts';

/** Who owns a terminal, as all engines see it. */
export interface TerminalOwner {
  readonly owner: string;
  /** Where that engine answers; absent when it did not say. */
  readonly url?: string;
  /** The number of the takeover. Greater than that of each owner before. */
  readonly fence: number;
  /** Epoch milliseconds, by the clock of whoever keeps the list of owners. */
  readonly sinceMs: number;
  /** It is this engine. */
  readonly isSelf: boolean;
}

/**
 * Which terminals belong to this engine, where several engines share a journal: a terminal has one owner at a time, and only its owner
 * sends, asks and stores for it.
 *
 * Promises: `owns` answers at once, from memory, and is `false` from the moment at which this process knows that it may have lost the
 * terminal: a lost connection counts as a lost terminal. A terminal that was lost is not owned again without `acquire`.
 */
export interface Ownership {
  /**
   * Whether the earlier owner of a terminal that is acquired may still run: stopped, or cut off, and about to wake up. `false`
   * where its process is certainly dead.
   */
  readonly earlierOwnerMayWake: boolean;
  /** Asked right before the first byte of each request that moves money. One that throws counts as `false`. */
  owns(poiid: POIID): boolean;
  /**
   * The number of the takeover under which this engine owns the terminal, greater than that of each before; `undefined` when it does not.
   * A request that was decided under one number is not sent under another: in between the terminal was lost. Where it is absent, a
   * terminal that is owned was owned all the time.
   */
  fenceOf?(poiid: POIID): number | undefined;
  /** Makes this engine the owner. Resolves with whether it is, now or already; rejects when that cannot be found out. */
  acquire(poiid: POIID): Promise<boolean>;
  /** Gives the terminal up; one that is not owned is ignored. Afterwards another engine can acquire it. */
  release(poiid: POIID): Promise<void>;
  /**
   * Calls the listener for each terminal that is lost without `release`, after `owns` has become `false`.
   *
   * @returns ends it
   */
  onLost(listener: (poiid: POIID) => void): () => void;
  /**
   * The owner of a terminal that is alive, as far as that is known; `undefined` when there is none. Without this method a till is not
   * sent there.
   */
  ownerOf?(poiid: POIID): Promise<TerminalOwner | undefined>;
  /** Called when terminals may have changed their owners: a hint, which can be late or missing. Returns what ends it. */
  onChange?(listener: () => void): () => void;
}
