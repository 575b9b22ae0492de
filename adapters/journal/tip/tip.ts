import { hash as digest } from 'node:crypto';

/**
 * How far a journal has come: which record was stored last, and a running hash over all that ever were. It stands in the database,
 * stored with the records, and beside it in the tip file, where it survives what happens to the files of SQLite.
 */
export interface Tip {
  /** Of the last record that was stored; 0 before the first one. Also the number of records that ever were. */
  readonly position: number;
  /** Over the checksums of all records in the order of storage, forgotten ones too. */
  readonly hash: string;
}

export const EMPTY_TIP: Tip = { position: 0, hash: '' };

/** The tip after one more record. */
export function advance({ hash }: Tip, position: number, recordChecksum: string): Tip {
  return { position, hash: checksum(hash, recordChecksum) };
}

/** Recognises damage, not forgery: 128 bits in hexadecimal. */
export function checksum(...parts: readonly (string | number | null)[]): string {
  return digest('sha256', JSON.stringify(parts), 'hex').slice(0, 32);
}

// --- As bytes: two entries of one disk sector each. A write that is cut short destroys one, and leaves the other. ---

export const ENTRY_BYTES = 512;
export const ENTRIES = 2;
const MARK = 'tenderline tip 1';

export function encodeEntry({ position, hash }: Tip): Uint8Array {
  const line = `${MARK} ${position} ${hash}`;
  return Buffer.from(`${line} ${checksum(line)}\n`.padEnd(ENTRY_BYTES, '\0'), 'latin1');
}

/** `undefined` when it was not written whole. */
export function decodeEntry(bytes: Uint8Array): Tip | undefined {
  const text = Buffer.from(bytes).toString('latin1');
  const [, line = '', position, hash, sum] =
    /^(tenderline tip 1 (\d{1,15}) ([0-9a-f]*)) ([0-9a-f]{32})\n\0*$/.exec(text) ?? [];
  if (hash === undefined || sum !== checksum(line)) return undefined;
  return { position: Number(position), hash };
}
