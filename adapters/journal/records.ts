import { InputError, formatValue, JournalError, type DamagedTransaction } from '../../errors.ts';
import type { JournalRecord } from '../ports/journal.port.ts';
import { indexHint, type IndexHint } from './history/index-hint.ts';
import { isRecord } from './record-shape.ts';

/** A record as it is stored: its text, and the members by which a journal keeps it in order. */
export interface Row {
  readonly transaction: string;
  readonly seq: number;
  /** When this record settles its transaction, in epoch milliseconds; else `null`. */
  readonly settledAtMs: number | null;
  /** It opens its transaction: one that is known already cannot be opened. */
  readonly opens: boolean;
  /** The terminal, of a record that opens; else `null`. */
  readonly poiid: string | null;
  readonly text: string;
  /** By what it is found in a list of the past. */
  readonly index: IndexHint;
}

/** @throws {JournalError} `ERR_JOURNAL_RECORD` */
export function toRow(record: JournalRecord): Row {
  const { transaction, seq, atMs } = record;
  if (!Number.isSafeInteger(seq) || seq < 0) throw unfit(record, 'seq is not a whole number from 0');
  if (!Number.isSafeInteger(atMs)) throw unfit(record, 'atMs is not a whole number');
  const text = toText(record);
  if (fromText(text) === undefined) throw unfit(record, 'it lacks what its type needs');
  return { transaction, seq, settledAtMs: settledAtOf(record), ...openedBy(record), text, index: indexHint(record) };
}

/** When the record settles its transaction, in epoch milliseconds; else `null`. */
export function settledAtOf({ settles, atMs }: JournalRecord): number | null {
  return settles === true ? atMs : null;
}

function openedBy(record: JournalRecord): Pick<Row, 'opens' | 'poiid'> {
  return record.type === 'opened' ? { opens: true, poiid: record.input.POIID } : { opens: false, poiid: null };
}

/** `undefined` when it is not a record of a version that is known. */
export function fromText(text: string): JournalRecord | undefined {
  const value = parsed(text);
  // We wrote it, from a JournalRecord: what is looked for is damage.
  return isRecord(value) ? value : undefined;
}

/** The record that closes a transaction on the word of a person, whatever the others say. */
export function isOverride(record: JournalRecord): boolean {
  return record.type === 'event' && record.event.type === 'sale.override' && record.settles === true;
}

/** The damage of a journal as an error: it names the first transaction, and has all of them. */
export function corrupt(damaged: readonly DamagedTransaction[]): JournalError {
  const [first, ...more] = damaged;
  const others = more.length === 0 ? '' : ` (and ${more.length} more transaction(s) are damaged)`;
  const message = `transaction ${first?.transaction}: ${first?.what}${others}`;
  return new JournalError('ERR_JOURNAL_CORRUPT', message, {
    ...(first && { transaction: first.transaction }),
    damaged,
  });
}

function toText(record: JournalRecord): string {
  try {
    return JSON.stringify(record);
  } catch {
    // The message of JSON.stringify can name parts of the record: it is not passed on.
    throw unfit(record, 'it is not plain JSON');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of JSON.parse quotes the text: it is not passed on.
    return undefined;
  }
}

function unfit({ transaction, type }: JournalRecord, why: string): JournalError {
  const message = `a record (${type}) of transaction ${transaction} cannot be kept: ${why}`;
  return new JournalError('ERR_JOURNAL_RECORD', message, { transaction });
}

export function conflict(transaction: string, seq: number): JournalError {
  const message = `transaction ${transaction} has a record ${seq} already`;
  return new JournalError('ERR_JOURNAL_CONFLICT', message, { transaction });
}

/** @throws {InputError} `ERR_INPUT_PRUNE` when it is not a finite number */
export function assertMoment(settledBeforeMs: number): void {
  if (Number.isFinite(settledBeforeMs)) return;
  const expected = 'a time in epoch milliseconds';
  throw new InputError('ERR_INPUT_PRUNE', { path: 'settledBeforeMs', expected, found: formatValue(settledBeforeMs) });
}

export function journalClosed(): JournalError {
  return new JournalError('ERR_JOURNAL_CLOSED', 'the journal is closed');
}
