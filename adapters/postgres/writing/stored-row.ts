import { conflict, toRow, type Row } from '../../journal/records.ts';
import { recordChecksum } from '../../journal/store/transaction-entry.ts';
import type { JournalRecord } from '../../ports/journal.port.ts';
import type { Amount } from '../../../protocol/money.ts';
import type { Charged } from '../../../protocol/outcome.ts';

/** A record on its way to the database. */
export interface PostgresRow extends Pick<Row, 'transaction' | 'seq' | 'text'> {
  /** What is sent of it. */
  readonly wire: object;
}

/** What the views have of a record. */
interface Displayed {
  readonly category: string | null;
  readonly isRefund: boolean;
  readonly requested: Amount | undefined;
  /** Of a record that settles. */
  readonly charged: Charged | null;
  /** How much, where that is clear. */
  readonly taken: Amount | undefined;
}

/**
 * The rows of one append.
 *
 * @throws {JournalError} `ERR_JOURNAL_RECORD`; `ERR_JOURNAL_CONFLICT` when a record stands in it twice
 */
export function toPostgresRows(records: readonly JournalRecord[]): readonly PostgresRow[] {
  const transactions = new Set<string>();
  const places = new Set<string>();
  return records.map((record) => {
    const row = toRow(record);
    const { transaction, seq, text } = row;
    const place = `${transaction} ${seq}`;
    if (places.has(place)) throw conflict(transaction, seq);
    const isFirst = !transactions.has(transaction);
    places.add(place);
    transactions.add(transaction);
    return { transaction, seq, text, wire: wireOf(row, record, isFirst) };
  });
}

/** With short names: they are sent with every record. */
function wireOf(row: Row, record: JournalRecord, isFirst: boolean): object {
  const displayed = displayedOf(record);
  return {
    t: row.transaction,
    s: row.seq,
    x: row.text,
    c: recordChecksum(row),
    e: row.settledAtMs,
    // What opens a transaction must be the first that is known of it.
    o: row.opens && isFirst,
    p: row.poiid,
    // The terminal, whichever record it is; an older one may not name it.
    w: row.poiid ?? record.poiid ?? null,
    at: row.index.createdAtMs,
    r: withoutNul(row.index.reference),
    k: row.index.kind,
    g: displayed.category,
    f: displayed.isRefund,
    u: displayed.requested?.currency ?? null,
    q: displayed.requested?.value ?? null,
    h: displayed.charged,
    v: displayed.taken?.currency ?? null,
    m: displayed.taken?.value ?? null,
  };
}

function displayedOf(record: JournalRecord): Displayed {
  const nothing = { category: null, isRefund: false, requested: undefined, charged: null, taken: undefined };
  if (record.type === 'opened') {
    const { category, refund, amount } = record.input;
    return { ...nothing, category, isRefund: refund === true, requested: amount };
  }
  if (record.type !== 'event' || record.settles !== true) return nothing;
  const { event } = record;
  if ('result' in event) {
    const { charged, amounts } = event.result;
    const isClear = charged === 'yes' && amounts.unclear === undefined;
    return { ...nothing, charged, taken: isClear ? amounts.authorized : undefined };
  }
  if (event.type === 'sale.override') return { ...nothing, charged: event.charged };
  return { ...nothing, charged: PROVES_NOTHING_TAKEN.has(event.type) ? 'no' : null };
}

/** What ends a transaction without a result of the terminal: it never had the request. */
const PROVES_NOTHING_TAKEN: ReadonlySet<string> = new Set([
  'intent.stored',
  'host.restarted',
  'link.notSent',
  'poi.rejected',
  'poi.notFound',
]);

/** PostgreSQL keeps neither NUL nor half a pair of UTF-16 in a text: a reference that has them is found by the rest of it. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '');
}
