import type { Amount } from '../../protocol/money.ts';
import type { Outcome, Settlement } from '../../protocol/outcome.ts';
import type { TransactionType } from '../requests/transaction-requests.ts';
import type { HistoryItem } from './history-items.ts';

/** How many transactions of one terminal, currency, type and kind there were, and how much they come to. */
export interface TotalsRow {
  readonly poiid: string;
  /** Absent where a transaction has no amount. */
  readonly currency?: string;
  readonly type: TransactionType;
  /** How they ended. */
  readonly kind: Settlement['kind'];
  readonly count: number;
  /**
   * Integer minor units. Of money that was taken: what was authorised, with tip and fees. Of a refund that was accepted: what was to be
   * given back. Of what moved nothing: 0.
   */
  readonly value: number;
}

/** Transactions of which it is not known whether money moved. */
export interface UnresolvedRow {
  readonly poiid: string;
  readonly currency?: string;
  readonly type?: TransactionType;
  readonly count: number;
  /** What was asked for, in integer minor units. */
  readonly value: number;
}

/** The totals of a period. Each transaction is in one of the three. */
export interface Totals {
  /** Settled, with an amount that is known. */
  readonly rows: readonly TotalsRow[];
  /**
   * Settled, and money moved or may have, but a person must see how much: the terminal's amounts are unclear or missing, or an operator
   * closed it. `value` is what was asked for; it is in no other sum.
   */
  readonly unclear: readonly TotalsRow[];
  /** Not settled, or damaged, or closed by an operator who did not find it out. In no other sum. */
  readonly unresolved: readonly UnresolvedRow[];
}

/** Adds transactions up. */
export async function totalsOf(items: AsyncIterable<HistoryItem>): Promise<Totals> {
  const rows = new Sums<TotalsRow>();
  const unclear = new Sums<TotalsRow>();
  const unresolved = new Sums<UnresolvedRow>();
  for await (const { state, type, givesBack = false } of items) {
    const { poiid, outcome, amount } = state;
    if (outcome === undefined || outcome.charged === 'unknown' || type === undefined) {
      unresolved.add({ poiid, ...(type && { type }) }, amount);
      continue;
    }
    const moved = movedBy(outcome, givesBack);
    const { kind } = outcome;
    if (moved === 'unclear') unclear.add({ poiid, type, kind }, outcome.amounts.requested ?? amount);
    else rows.add({ poiid, type, kind }, moved);
  }
  return { rows: rows.list(), unclear: unclear.list(), unresolved: unresolved.list() };
}

/** The amount that an outcome moved; of one that moved nothing, 0 of the requested currency, if there is one. */
function movedBy({ kind, charged, amounts }: Outcome, givesBack: boolean): Amount | undefined | 'unclear' {
  const { requested, authorized, unclear } = amounts;
  if (kind === 'overridden') return charged === 'no' ? nothing(requested) : 'unclear';
  if (charged === 'yes') return unclear === undefined && authorized !== undefined ? authorized : 'unclear';
  if (kind !== 'accepted' || !givesBack) return nothing(requested);
  return unclear === undefined && requested !== undefined ? requested : 'unclear';
}

function nothing(requested: Amount | undefined): Amount | undefined {
  return requested && { currency: requested.currency, value: 0 };
}

interface Row {
  readonly poiid: string;
  readonly currency?: string;
  readonly count: number;
  readonly value: number;
}

/** Rows that are added up by everything but their numbers. */
class Sums<R extends Row> {
  readonly #rows = new Map<string, R>();

  add(names: Omit<R, 'currency' | 'count' | 'value'>, amount: Amount | undefined): void {
    const group = { ...names, ...(amount && { currency: amount.currency }) };
    const key = JSON.stringify(Object.entries(group).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const { count = 0, value = 0 }: Partial<Row> = this.#rows.get(key) ?? {};
    const row = { ...group, count: count + 1, value: value + (amount?.value ?? 0) };
    this.#rows.set(key, row as unknown as R); // the names and the numbers of one
  }

  /** In the order of their names, so that the same transactions give the same list. */
  list(): readonly R[] {
    return [...this.#rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }
}
