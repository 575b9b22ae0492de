/** The lists of a till: ids from its history, and of each what its transaction says now. */
import type { Context } from '@restatedev/restate-sdk';
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
} from 'tenderline/runtime';
import { HISTORY, TRANSACTION, type Mistaken } from '../contracts.ts';
import { orMistake } from './mistaken.ts';

/** How many are read at a time where all are wanted. */
const READ_AT_ONCE = 50;

export async function historyOf(ctx: Context, till: string, request: HistoryRequest): Promise<HistoryPage | Mistaken> {
  const parsed = orMistake(() => parseHistoryRequest(request));
  if ('mistake' in parsed) return parsed;
  const { filter, limit } = parsed;
  const { items, ...rest } = await takePage(itemsOf(ctx, till, filter, limit + 1), limit);
  return { transactions: items.map(historyTransaction), ...rest };
}

export async function totalsOfTill(ctx: Context, till: string, period: Period): Promise<Totals | Mistaken> {
  const filter = orMistake(() => parsePeriodRequest(period));
  return 'mistake' in filter ? filter : await totalsOf(itemsOf(ctx, till, filter, READ_AT_ONCE));
}

async function* itemsOf(ctx: Context, till: string, wanted: HistoryFilter, size: number): AsyncGenerator<HistoryItem> {
  for (let filter = wanted; ;) {
    const entries = await ctx.objectClient(HISTORY, till).page({ filter, size });
    const items = await Promise.all(
      entries.map(({ transaction }) => ctx.objectClient(TRANSACTION, transaction).listed({ till })),
    );
    for (const item of items) if (item !== null && hasState(item, wanted)) yield item;
    const after = entries.at(-1);
    if (after === undefined || entries.length < size) return;
    filter = { ...wanted, after };
  }
}
