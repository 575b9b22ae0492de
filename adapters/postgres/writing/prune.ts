import type { BootReading } from '../../ports/journal.port.ts';
import { assertClocksAgree, CLOCK_TOLERANCE_MS, KEPT_SETTLED, orderContradicts } from '../../journal/prune-rules.ts';
import { soundRecord } from '../../journal/store/check-transaction.ts';
import type { ReadConnection } from '../reading/read-connection.ts';

/** How many transactions are forgotten in one statement: appends wait for so long. */
const PRUNE_TRANSACTIONS = 100;
/** Every transaction has few records, so its first one is not far from the end. */
const LOOK_BACK_RECORDS = 1000;

/** What may be forgotten next. */
export interface PruneCandidates {
  readonly ids: readonly string[];
  readonly keptFrom: number;
}

/**
 * The next transactions that may be forgotten, by the rules of all journals; what is damaged is none of them.
 *
 * @throws {JournalError} `ERR_JOURNAL_CLOCK`
 */
export async function pruneCandidates(
  reading: ReadConnection,
  schema: string,
  settledBeforeMs: number,
  now: BootReading | undefined,
): Promise<PruneCandidates | undefined> {
  assertClocksAgree(now, await newestOpened(reading, schema));
  const settled = `FROM ${schema}.transactions t WHERE settled_at_ms IS NOT NULL`;
  const one = async (text: string, ...values: readonly unknown[]) => (await reading.query(text, values))[0];
  const kept = await one(
    `SELECT last_position::float8 AS position ${settled} ORDER BY last_position DESC LIMIT 1 OFFSET ${KEPT_SETTLED - 1}`,
  );
  const keptFrom = kept?.['position'];
  if (typeof keptFrom !== 'number') return undefined;
  const last = await one(
    `SELECT max(last_position)::float8 AS position ${settled} AND settled_at_ms < $1 AND last_position < $2`,
    settledBeforeMs,
    keptFrom,
  );
  if (typeof last?.['position'] !== 'number') return undefined;
  const younger = await one(
    `SELECT transaction_id AS id ${settled} AND settled_at_ms >= $1 AND last_position < $2 ORDER BY last_position LIMIT 1`,
    settledBeforeMs + CLOCK_TOLERANCE_MS,
    last['position'],
  );
  if (younger !== undefined) throw orderContradicts(String(younger['id']));
  const ids = await reading.query(
    `SELECT transaction_id AS id ${settled} AND settled_at_ms < $1 AND last_position < $2
     AND checksum = ${schema}.entry_checksum(transaction_id, settled_at_ms, records, last_position, poiid)
     AND records = (SELECT count(*) FROM ${schema}.records r WHERE r.transaction_id = t.transaction_id)
     ORDER BY last_position LIMIT ${PRUNE_TRANSACTIONS}`,
    [settledBeforeMs, keptFrom],
  );
  return ids.length === 0 ? undefined : { ids: ids.map(({ id }) => String(id)), keptFrom };
}

async function newestOpened(reading: ReadConnection, schema: string) {
  const lines = (await reading.query(
    `SELECT transaction_id AS "transaction", seq::float8 AS seq, record AS text, checksum
     FROM ${schema}.records ORDER BY position DESC LIMIT ${LOOK_BACK_RECORDS}`,
  )) as unknown as readonly { transaction: string; seq: number; text: string; checksum: string }[]; // as selected
  for (const line of lines) {
    const record = soundRecord(line.transaction, line);
    if (record?.type === 'opened') return record;
  }
  return undefined;
}
