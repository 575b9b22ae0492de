import type { HistoryQuery } from '../../ports/journal.port.ts';

/** Finds the transactions of a query in the columns of the index. What a column does not know, it does not exclude. */
export function historyConditions(query: HistoryQuery): {
  readonly condition: string;
  readonly values: readonly unknown[];
} {
  const { fromMs, beforeMs, poiid, reference, settled, kind, after } = query;
  const values: unknown[] = [];
  const place = (value: unknown) => `$${values.push(value)}`;
  const conditions = ['created_at_ms IS NOT NULL'];
  if (fromMs !== undefined) conditions.push(`created_at_ms >= ${place(fromMs)}`);
  if (beforeMs !== undefined) conditions.push(`created_at_ms < ${place(beforeMs)}`);
  if (poiid !== undefined) conditions.push(`(poiid = ${place(poiid)} OR poiid IS NULL)`);
  if (reference !== undefined) conditions.push(`reference IN (${place(reference)}, '')`);
  if (settled === false) conditions.push('settled_at_ms IS NULL');
  if (kind !== undefined) conditions.push(`(kind = ${place(kind)} OR (kind IS NULL AND settled_at_ms IS NOT NULL))`);
  if (after !== undefined) {
    conditions.push(`(created_at_ms, transaction_id) < (${place(after.createdAtMs)}, ${place(after.transaction)})`);
  }
  return { condition: conditions.join(' AND '), values };
}
