import { closeSync, constants, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../../../errors.ts';
import { decodeEntry, encodeEntry, ENTRIES, ENTRY_BYTES, type Tip } from './tip.ts';

/** What stands in the tip file of a journal. */
export type StoredTip =
  /** No file, or an empty one. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'tip'; readonly tip: Tip; readonly entry: number };

export function tipPathOf(journalPath: string): string {
  return `${journalPath}-tip`;
}

export function readTip(journalPath: string): StoredTip {
  const bytes = readBytes(tipPathOf(journalPath));
  if (bytes === undefined || bytes.every((byte) => byte === 0)) return { kind: 'none' };
  let newest: StoredTip = { kind: 'unreadable' };
  for (let entry = 0; entry < ENTRIES; entry += 1) {
    const tip = decodeEntry(bytes.subarray(entry * ENTRY_BYTES, (entry + 1) * ENTRY_BYTES));
    if (tip === undefined) continue;
    if (newest.kind !== 'tip' || tip.position > newest.tip.position) newest = { kind: 'tip', tip, entry };
  }
  return newest;
}

/**
 * Keeps the tip file of an open journal. After a commit it is written without a sync: it outlives the process, which is enough,
 * because after a power failure an older tip is right as well. It is opened anew each time: a file that was removed comes back.
 */
export class TipFile {
  readonly #path: string;
  #nextEntry = 0;
  /** What could not be written yet. */
  #overdue: Tip | undefined;

  constructor(journalPath: string) {
    this.#path = tipPathOf(journalPath);
  }

  /** Makes this the one tip, whatever stood there, and waits for the disk. */
  reset(tip: Tip): void {
    const entry = encodeEntry(tip);
    write(this.#path, Buffer.concat([entry, entry]), 0, true);
    syncFolder(this.#path);
  }

  /** After a commit. It has happened, so this does not throw: what cannot be written is overdue. */
  advance(tip: Tip): void {
    try {
      this.#write(tip, false);
    } catch {
      this.#overdue = tip;
    }
  }

  /** Before a commit: no second one without a tip. Throws what the disk says. */
  catchUp(): void {
    if (this.#overdue !== undefined) this.#write(this.#overdue, false);
  }

  /** Writes this tip and waits for the disk. */
  sync(tip: Tip): void {
    this.#write(tip, true);
  }

  #write(tip: Tip, sync: boolean): void {
    write(this.#path, encodeEntry(tip), this.#nextEntry * ENTRY_BYTES, sync);
    this.#nextEntry = (this.#nextEntry + 1) % ENTRIES;
    this.#overdue = undefined;
  }
}

function write(path: string, bytes: Uint8Array, at: number, sync: boolean): void {
  const file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    if (writeSync(file, bytes, 0, bytes.length, at) !== bytes.length) throw new Error('the tip was not written whole');
    if (sync) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** So that a new file is found after a power failure. Not every system can do it, and those that cannot need not. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(dirname(path), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Windows.
  }
}

function readBytes(path: string): Uint8Array | undefined {
  try {
    const bytes = new Uint8Array(ENTRIES * ENTRY_BYTES);
    const file = openSync(path, 'r');
    try {
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
