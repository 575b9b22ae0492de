import { handlers, object, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk';
import { comparePlaces, hasFacts } from 'tenderline/runtime';
import { HISTORY, type HistoryEntry, type HistoryHandlers } from '../contracts.ts';
import { PRIVATE } from '../worker/settings.ts';

/**
 * What a till has begun. Its key is the till. The list has no states: what became of a transaction, that one says. It is kept by the hour, so
 * that no call reads or writes more than an hour at a time.
 */
export const historyObject = object({
  name: HISTORY.name,
  options: { ...PRIVATE, enableLazyState: true },
  handlers: {
    add: async (ctx: ObjectContext, entry) => {
      const hour = hourOf(entry.createdAtMs);
      const before = (await ctx.get<readonly HistoryEntry[]>(hour)) ?? [];
      if (!before.some(({ transaction }) => transaction === entry.transaction)) ctx.set(hour, [...before, entry]);
    },

    page: handlers.object.shared(async (ctx: ObjectSharedContext, { filter, size }) => {
      const { fromMs, beforeMs, after } = filter;
      const first = fromMs === undefined ? '' : hourOf(fromMs);
      const last = [beforeMs, after?.createdAtMs]
        .flatMap((atMs) => (atMs === undefined ? [] : [hourOf(atMs)]))
        .toSorted()[0];
      const hours = (await ctx.stateKeys()).filter((hour) => hour >= first && (last === undefined || hour <= last));
      const page: HistoryEntry[] = [];
      for (const hour of hours.toSorted().toReversed()) {
        const entries = (await ctx.get<readonly HistoryEntry[]>(hour)) ?? [];
        page.push(...entries.filter((entry) => hasFacts(entry, filter)).toSorted(comparePlaces));
        if (page.length >= size) break;
      }
      return page.slice(0, size);
    }),
  } satisfies HistoryHandlers,
});

/** The last time whose year has four digits. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

/** `2026-11-27T09`: they sort as the times do. */
function hourOf(atMs: number): string {
  return new Date(Math.min(Math.max(0, atMs), LAST_MS)).toISOString().slice(0, 13);
}
