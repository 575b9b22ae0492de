import { JournalError, type DamagedTransaction } from '../../../errors.ts';
import { parseTransactionId, type TransactionId } from '../../../protocol/ids.ts';
import type { HistoryPlace, HistoryQuery, JournalReader, StoredHistory } from '../../ports/journal.port.ts';
import { indexHint } from './index-hint.ts';
import { comparePlaces, isBehind } from './place.ts';

type ReadableJournal = Pick<JournalReader, 'read' | 'readOpen' | 'readHistory'>;

/** The transactions of a query, the newest first: from the index of the journal, or without one from all of its records. */
export function readHistory(journal: ReadableJournal, query: HistoryQuery): AsyncIterable<StoredHistory> {
  return journal.readHistory?.(query) ?? scanHistory(journal, query);
}

/** Looks at every record, keeps the places alone, and then reads the transactions one by one. */
async function* scanHistory(journal: ReadableJournal, query: HistoryQuery): AsyncGenerator<StoredHistory> {
  const { places, damaged } = await scan(journal, query);
  for (const place of places.toSorted(comparePlaces)) {
    const { transaction } = place;
    const records = [];
    try {
      for await (const record of journal.read(transaction)) records.push(record);
    } catch (error) {
      damaged.push(...damageIn(error));
      continue;
    }
    // Forgotten meanwhile.
    if (records.length > 0) yield { ...place, records: records.toSorted((a, b) => a.seq - b.seq) };
  }
  if (damaged.length === 0) return;
  const stillOpen = await openDamage(journal);
  // Where these would stand is not known: behind all others.
  const last = damaged.map((damage) => ({ ...placeOf(damage), damage })).toSorted(comparePlaces);
  for (const { damage, ...place } of last) {
    if (!isBehind(place, query.after)) continue;
    yield { ...place, records: [], damage, isClosed: !stillOpen.has(damage.transaction) };
  }
}

function placeOf({ transaction }: DamagedTransaction): HistoryPlace {
  return { createdAtMs: 0, transaction: parseTransactionId(transaction) };
}

async function scan(
  journal: ReadableJournal,
  query: HistoryQuery,
): Promise<{ places: HistoryPlace[]; damaged: DamagedTransaction[] }> {
  const seen = new Set<TransactionId>();
  const places: HistoryPlace[] = [];
  try {
    for await (const record of journal.read()) {
      const { transaction } = record;
      if (seen.has(transaction)) continue;
      seen.add(transaction);
      const { createdAtMs, reference } = indexHint(record);
      if (createdAtMs === null) continue;
      const poiid = record.type === 'opened' ? record.input.POIID : record.poiid;
      const isWanted =
        createdAtMs >= (query.fromMs ?? -Infinity) &&
        createdAtMs < (query.beforeMs ?? Infinity) &&
        isOrUnknown(query.poiid, poiid) &&
        isOrUnknown(query.reference, reference) &&
        isBehind({ createdAtMs, transaction }, query.after);
      if (isWanted) places.push({ createdAtMs, transaction });
    }
    return { places, damaged: [] };
  } catch (error) {
    return { places, damaged: damageIn(error) };
  }
}

function isOrUnknown(wanted: string | undefined, found = ''): boolean {
  return wanted === undefined || found === '' || wanted === found;
}

async function openDamage(journal: ReadableJournal): Promise<ReadonlySet<string>> {
  try {
    for await (const _ of journal.readOpen());
    return new Set();
  } catch (error) {
    return new Set(damageIn(error).map(({ transaction }) => transaction));
  }
}

/** @throws what is no damage that has a name */
function damageIn(error: unknown): DamagedTransaction[] {
  if (!(error instanceof JournalError) || error.code !== 'ERR_JOURNAL_CORRUPT') throw error;
  const { transaction, damaged, message } = error;
  if (damaged.length > 0) return [...damaged];
  if (transaction === undefined) throw error;
  return [{ transaction, nextSeq: 0, what: message }];
}
