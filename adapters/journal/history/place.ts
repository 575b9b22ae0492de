import type { HistoryPlace } from '../../ports/journal.port.ts';

/** The order of the list: the newest first. Ids are of ASCII characters, so that SQLite orders them in the same way. */
export function comparePlaces(a: HistoryPlace, b: HistoryPlace): number {
  if (a.createdAtMs !== b.createdAtMs) return b.createdAtMs - a.createdAtMs;
  if (a.transaction === b.transaction) return 0;
  return a.transaction < b.transaction ? 1 : -1;
}

export function isBehind(place: HistoryPlace, after: HistoryPlace | undefined): boolean {
  return after === undefined || comparePlaces(place, after) > 0;
}
