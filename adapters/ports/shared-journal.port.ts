import type { POIID } from '../../protocol/ids.ts';
import type { Journal, JournalRecord } from './journal.port.ts';

/** A record, and where it stands in the order of storage. */
export interface PlacedRecord {
  readonly position: number;
  readonly record: JournalRecord;
}

/**
 * A journal that several engines append to, each for the terminals that it owns. What is here makes a takeover quick; without it the engine
 * reads more, and learns of what the others store when it looks (`limits.takeOverCheckMs`).
 */
export interface SharedJournal extends Journal {
  /** As `readOpen`, of one terminal. What is damaged and may be of this terminal is thrown. */
  readOpenOf?(poiid: POIID): AsyncIterable<JournalRecord>;
  /** Where the last record stands that this engine knows of, its own or another's: for `readAfter`. */
  position?(): number;
  /** All records behind a position, in the order of storage. What is damaged is left out, and thrown when the rest has been read. */
  readAfter?(position: number): AsyncIterable<PlacedRecord>;
  /** Called when there are new records, of this engine or another: a hint, which can be late, missing or for nothing. Returns what ends it. */
  onRecords?(listener: () => void): () => void;
}
