import type { DamagedTransaction } from '../../../errors.ts';
import type { HistoryPlace, HistoryQuery } from '../../ports/journal.port.ts';
import type { SqliteDatabase, SqliteValue } from '../sqlite-driver.ts';

/** One page of the list, read from the index. */
export interface HistoryPage {
  readonly items: readonly HistoryLine[];
  /** Where the next page begins; `undefined` after the last one. */
  readonly next: HistoryPlace | undefined;
}

/** A query, and how many transactions a page of it has. */
export type PagedQuery = HistoryQuery & { readonly pageSize: number };

/** `StoredHistory`, with its records as they are stored. */
export interface HistoryLine extends HistoryPlace {
  readonly texts: readonly string[];
  readonly damage?: DamagedTransaction;
  readonly isClosed?: boolean;
}

/**
 * Finds the transactions of a query in the columns of the index, and reads each from its records. What a column does not know, it
 * does not exclude. Everything blocks.
 *
 * @param load reads one transaction
 */
export function readHistoryPage(
  database: SqliteDatabase,
  query: PagedQuery,
  load: (place: HistoryPlace) => HistoryLine,
): HistoryPage {
  const { pageSize: limit } = query;
  const { conditions, values } = conditionsOf(query);
  const found = database
    .prepare(
      `SELECT created_at_ms AS createdAtMs, transaction_id AS "transaction" FROM transactions
       WHERE ${conditions.join(' AND ')} ORDER BY created_at_ms DESC, transaction_id DESC LIMIT ?`,
    )
    .all(...values, limit) as HistoryPlace[]; // as selected
  return {
    items: found.map(load),
    next: found.length < limit ? undefined : found.at(-1),
  };
}

function conditionsOf(query: HistoryQuery): { conditions: string[]; values: SqliteValue[] } {
  const { fromMs, beforeMs, poiid, reference, settled, kind, after } = query;
  const given: readonly (readonly [string, ...(SqliteValue | undefined)[]])[] = [
    ['created_at_ms >= ?', fromMs],
    ['created_at_ms < ?', beforeMs],
    ['(poiid = ? OR poiid IS NULL)', poiid],
    [`reference IN (?, '')`, reference],
    ['(kind = ? OR (kind IS NULL AND settled_at_ms IS NOT NULL))', kind],
    ['(created_at_ms, transaction_id) < (?, ?)', after?.createdAtMs, after?.transaction],
  ];
  const used = given.filter(([, ...values]) => values.every((value) => value !== undefined));
  return {
    conditions: [
      'created_at_ms IS NOT NULL',
      ...(settled === false ? ['settled_at_ms IS NULL'] : []),
      ...used.map(([condition]) => condition),
    ],
    values: used.flatMap(([, ...values]) => values).filter((value) => value !== undefined),
  };
}
