import type { JournalRecord } from '../../ports/journal.port.ts';

/**
 * What a record says for the index of transactions. The index only finds candidates: what is reported of a transaction is read from
 * its records.
 */
export interface IndexHint {
  /** Of a first record: where the transaction stands in the list, in epoch milliseconds; `null` of an orphan, which is none. */
  readonly createdAtMs: number | null;
  /** Empty when the record does not say: no reference is. */
  readonly reference: string;
  /** Of a record that settles: the kind of the outcome, where it is that of an answer; `null` when only the machine knows it. */
  readonly kind: string | null;
}

export function indexHint(record: JournalRecord): IndexHint {
  switch (record.type) {
    case 'opened':
      return { createdAtMs: record.input.createdAtMs, reference: record.input.reference, kind: null };
    case 'event':
      return { createdAtMs: record.atMs, reference: '', kind: settledKind(record) };
    case 'orphan':
      return { createdAtMs: null, reference: '', kind: null };
  }
}

/** Records of version 1 call the result otherwise: of them it is not known here. */
function settledKind({ settles, event }: Extract<JournalRecord, { type: 'event' }>): string | null {
  return settles === true && event.type === 'poi.answered' && 'result' in event ? event.result.kind : null;
}
