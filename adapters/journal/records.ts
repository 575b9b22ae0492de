import { JournalError } from '../../errors.ts';
import { isObject } from '../../protocol/json.ts';
import type { JournalRecord } from '../ports/journal.port.ts';

/** A record as it is stored: its text, and the members by which a journal keeps it in order. */
export interface Row {
  readonly transaction: string;
  readonly seq: number;
  /** When this record settles its transaction, in epoch milliseconds; else `null`. */
  readonly settledAtMs: number | null;
  readonly text: string;
}

/** @throws {JournalError} `ERR_JOURNAL_RECORD` */
export function toRow(record: JournalRecord): Row {
  const { transaction, seq, atMs, settles } = record;
  if (!Number.isSafeInteger(seq) || seq < 0) throw unfit(record, 'seq is not a whole number from 0');
  if (!Number.isSafeInteger(atMs)) throw unfit(record, 'atMs is not a whole number');
  return { transaction, seq, settledAtMs: settles === true ? atMs : null, text: toText(record) };
}

/** @throws {JournalError} `ERR_JOURNAL_CORRUPT` */
export function fromText(text: string): JournalRecord {
  const value = parsed(text);
  // We wrote it, from a JournalRecord: the version states whether this code knows its shape.
  if (isObject(value) && (value.version === 1 || value.version === 2)) return value as JournalRecord;
  throw new JournalError('ERR_JOURNAL_CORRUPT', 'expected a record of version 1 or 2, found something else');
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

export function journalClosed(): JournalError {
  return new JournalError('ERR_JOURNAL_CLOSED', 'the journal is closed');
}
