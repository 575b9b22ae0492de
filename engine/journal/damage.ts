import type { JournalRecord } from '../../adapters/ports/journal.port.ts';
import { JournalError, type DamagedTransaction } from '../../errors.ts';
import type { TransactionEvent, TransactionInput } from '../../machines/index.ts';
import { parsePOIID, parseTransactionId, type POIID, type TransactionId } from '../../protocol/ids.ts';

/**
 * A transaction whose records are damaged: it was there, and it is not known whether it charged. It is not the same as one that never
 * was: its terminal takes nothing new, and its id is not used again, before a person has checked.
 */
export interface Damage {
  readonly id: TransactionId;
  /** `ERR_JOURNAL_CORRUPT`, with the transaction and what is wrong with it. */
  readonly error: JournalError;
  /** The request, if the first record can be read. */
  readonly input?: TransactionInput;
  /** The terminal, if anything names it. */
  readonly poiid?: POIID;
  /** Behind every record that can be read. One that cannot be read may have that place. */
  readonly nextSeq: number;
  /** How a person has closed it since. */
  readonly closed?: Extract<TransactionEvent, { type: 'sale.override' }> | 'before';
}

/** @param readable what can be read of it, in the order of the journal */
export function damageOf(id: TransactionId, what: string, readable: readonly JournalRecord[]): Damage {
  const input = readable.flatMap((record) => (record.type === 'opened' ? [record.input] : [])).at(0);
  const poiid = input?.POIID ?? readable.find((record) => record.poiid !== undefined)?.poiid;
  const last = readable.at(-1);
  const closed =
    last?.settles === true && last.type === 'event' && last.event.type === 'sale.override' ? last.event : undefined;
  return {
    id,
    error: corrupt(id, `${what}${attemptsIn(readable)}`),
    nextSeq: Math.max(-1, ...readable.map(({ seq }) => seq)) + 1,
    ...(input !== undefined && { input }),
    ...(poiid !== undefined && { poiid }),
    ...(closed !== undefined && { closed }),
  };
}

/** The request may have left under each of several ServiceIDs: which of them a person has to ask about is not known any more. */
function attemptsIn(readable: readonly JournalRecord[]): string {
  const ids = readable.flatMap((record) => {
    if (record.type === 'opened') return [record.input.ServiceID];
    const isRejected = record.type === 'event' && record.event.type === 'poi.rejected';
    return isRejected && record.event.next !== undefined ? [record.event.next.ServiceID] : [];
  });
  return ids.length > 1 ? `; its attempts are ${ids.join(', ')}: ask about each` : '';
}

/** The damage that a journal found by itself. @throws {JournalError} the same when it has no name: then nothing may be sent */
export function damageIn(error: JournalError): Damage[] {
  const { transaction, damaged } = error;
  const found: readonly DamagedTransaction[] =
    damaged.length > 0 || transaction === undefined ? damaged : [{ transaction, nextSeq: 0, what: error.message }];
  if (found.length === 0) throw error;
  return found.map(({ transaction: id, poiid, nextSeq, what }) => {
    const terminal = parsedOr(error, () => (poiid === undefined ? undefined : parsePOIID(poiid)));
    const known = parsedOr(error, () => parseTransactionId(id));
    return { id: known, error: corrupt(known, what), nextSeq, ...(terminal !== undefined && { poiid: terminal }) };
  });
}

function parsedOr<T>(error: JournalError, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw error;
  }
}

export function corrupt(id: TransactionId, what: string): JournalError {
  const message = what.startsWith('transaction ') ? what : `transaction ${id}: ${what}`;
  return new JournalError('ERR_JOURNAL_CORRUPT', message, { transaction: id });
}

/** Whether the journal refused a record because the terminal is not this engine's any more: to try again does not help. */
export function isFenced(error: unknown): error is JournalError {
  return error instanceof JournalError && error.code === 'ERR_JOURNAL_FENCED';
}

/** As the journal would refuse whatever is stored for that terminal from now on. */
export function lostTerminal(poiid: POIID): JournalError {
  return new JournalError('ERR_JOURNAL_FENCED', `terminal ${poiid} does not belong to this engine any more`);
}

/** Whether an error of the journal states that what it has is not what was written: to try again does not help. */
export function isDamage(error: unknown): error is JournalError {
  return error instanceof JournalError && error.code === 'ERR_JOURNAL_CORRUPT';
}
