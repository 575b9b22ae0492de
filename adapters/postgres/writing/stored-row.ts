import type { Row } from '../../journal/records.ts';
import { recordChecksum } from '../../journal/store/transaction-entry.ts';
import { toRow } from '../../journal/records.ts';
import type { JournalRecord } from '../../ports/journal.port.ts';
import type { Amount } from '../../../protocol/money.ts';
import type { Charged } from '../../../protocol/outcome.ts';

/** A record on its way to the database: what a journal keeps of it, and what the views display of it. */
export interface PostgresRow extends Row {
  /** Of the record itself, whichever it is; `null` of an older record that does not name it. */
  readonly terminal: string | null;
  readonly displayed: Displayed;
}

interface Displayed {
  readonly category: string | null;
  readonly isRefund: boolean;
  readonly requested: Amount | undefined;
  /** Of a record that settles. */
  readonly charged: Charged | null;
  /** How much, where that is clear. */
  readonly taken: Amount | undefined;
}

/** @throws {JournalError} `ERR_JOURNAL_RECORD` */
export function toPostgresRow(record: JournalRecord): PostgresRow {
  const row = toRow(record);
  return { ...row, terminal: row.poiid ?? record.poiid ?? null, displayed: displayedOf(record) };
}

/** With short names: each is sent with every record. */
export function toWire(row: PostgresRow): object {
  const { transaction, seq, text, settledAtMs, opens, poiid, terminal, index, displayed } = row;
  return {
    t: transaction,
    s: seq,
    x: text,
    c: recordChecksum(row),
    e: settledAtMs,
    o: opens,
    p: poiid,
    w: terminal,
    at: index.createdAtMs,
    r: withoutNul(index.reference),
    k: index.kind,
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
