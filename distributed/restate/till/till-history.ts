/** The lists of a till: read in pages, and filtered and added up here, with the rules of the engine. */
import type { HistoryPage, HistoryRequest, Period, Totals } from 'tenderline';
import {
  hasState,
  historyTransaction,
  parseHistoryRequest,
  parsePeriodRequest,
  takePage,
  totalsOf,
  type HistoryFilter,
  type HistoryItem,
  type HistoryPlace,
} from 'tenderline/runtime';
import { call, type TillConnectionOptions } from './call.ts';

/** How many are read at a time where all are wanted. */
const PAGE_SIZE = 100;

/** What a worker gives: the entries of a page, and where it ends. */
interface ItemsPage {
  readonly items: readonly HistoryItem[];
  /** Absent on the last page. */
  readonly last?: HistoryPlace;
}

/** The lists of one till. */
export class TillHistory {
  readonly #connection: TillConnectionOptions;
  readonly #closed: AbortSignal;

  constructor(connection: TillConnectionOptions, closed: AbortSignal) {
    this.#connection = connection;
    this.#closed = closed;
  }

  async page(request: HistoryRequest = {}): Promise<HistoryPage> {
    const { filter, limit } = parseHistoryRequest(request);
    const { items, ...rest } = await takePage(this.#items(filter, Math.min(limit + 1, PAGE_SIZE)), limit);
    return { transactions: items.map(historyTransaction), ...rest };
  }

  async totals(period: Period = {}): Promise<Totals> {
    return await totalsOf(this.#items(parsePeriodRequest(period), PAGE_SIZE));
  }

  async *#items(wanted: HistoryFilter, size: number): AsyncGenerator<HistoryItem> {
    for (let filter = wanted; ;) {
      const page = await call<ItemsPage>(this.#connection, 'items', { filter, size }, this.#closed);
      for (const item of page.items) if (hasState(item, wanted)) yield item;
      if (page.last === undefined) return;
      filter = { ...wanted, after: page.last };
    }
  }
}
