import { readHistory } from '../../adapters/journal/history/scan-history.ts';
import type { JournalReader, JournalRecord } from '../../adapters/ports/journal.port.ts';
import type { DamagedTransaction } from '../../errors.ts';
import type { TransactionId } from '../../protocol/ids.ts';
import { omitUndefined } from '../../protocol/json.ts';
import { damageIn, isDamage, type Damage } from '../journal/damage.ts';
import { readRecords } from '../journal/stored-transactions.ts';
import { viewOf } from './stored-view.ts';

/** What a journal has, and what is wrong with it. */
export interface JournalCheck {
  /** Transactions that are in order, settled and open. */
  readonly settled: number;
  readonly open: number;
  /** Results that belong to no transaction, dismissed or not. */
  readonly orphans: number;
  /** Transactions whose records are not those that were written, or do not make up a transaction. */
  readonly damaged: readonly DamagedTransaction[];
  /** Transactions that are in order and that the index does not list: `history` misses them, or has them in a wrong place. */
  readonly unlisted: readonly TransactionId[];
}

/** Reads every record of a journal, and takes every transaction through its states. Nothing is changed. */
export async function checkJournal(journal: JournalReader): Promise<JournalCheck> {
  const damaged = new Map<string, DamagedTransaction>();
  const sound = new Map<TransactionId, 'settled' | 'open'>();
  let orphans = 0;
  for await (const [id, records] of groups(journal, damaged)) {
    if (records[0]?.type === 'orphan') orphans += 1;
    else {
      const found = stateOf(id, records);
      if (typeof found === 'string') sound.set(id, found);
      else damaged.set(id, found);
    }
  }
  const states = [...sound.values()];
  return {
    settled: states.filter((state) => state === 'settled').length,
    open: states.filter((state) => state === 'open').length,
    orphans,
    damaged: [...damaged.values()],
    unlisted: journal.readHistory === undefined ? [] : await unlisted(journal, new Set(sound.keys())),
  };
}

/** The records of each transaction up to its settlement, so that a long journal fits into memory. */
async function* groups(
  journal: JournalReader,
  damaged: Map<string, DamagedTransaction>,
): AsyncGenerator<readonly [TransactionId, readonly JournalRecord[]]> {
  const ended = new Set<TransactionId>();
  const open = new Map<TransactionId, JournalRecord[]>();
  try {
    for await (const record of journal.read()) {
      const { transaction, settles } = record;
      if (ended.has(transaction)) continue;
      const records = open.get(transaction) ?? [];
      records.push(record);
      open.set(transaction, records);
      if (settles !== true) continue;
      ended.add(transaction);
      open.delete(transaction);
      yield [transaction, records];
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    const named = error.damaged.length > 0 ? error.damaged : damageIn(error).map(toDamaged);
    for (const one of named) damaged.set(one.transaction, one);
  }
  yield* open;
}

function stateOf(id: TransactionId, records: readonly JournalRecord[]): 'settled' | 'open' | DamagedTransaction {
  const read = readRecords(
    id,
    records.toSorted((a, b) => a.seq - b.seq),
  );
  if ('error' in read) return toDamaged(read);
  const { state, settledAtMs } = viewOf(read);
  if ((state.state === 'settled') === (settledAtMs !== undefined))
    return state.state === 'settled' ? 'settled' : 'open';
  const [expected, found] = settledAtMs === undefined ? ['open', 'settle it'] : ['settled', 'leave it open'];
  const what = `transaction ${id}: expected it to be ${expected}, found records that ${found}`;
  return { transaction: id, poiid: read.input.POIID, nextSeq: records.length, what };
}

function toDamaged({ id: transaction, input, poiid = input?.POIID, nextSeq, error }: Damage): DamagedTransaction {
  return omitUndefined({ transaction, poiid, nextSeq, what: error.message });
}

async function unlisted(journal: JournalReader, missing: Set<TransactionId>): Promise<TransactionId[]> {
  for await (const { transaction, createdAtMs, records } of readHistory(journal, {})) {
    const [first] = records;
    if (first?.type !== 'opened' || first.input.createdAtMs === createdAtMs) missing.delete(transaction);
  }
  const found: TransactionId[] = [];
  for (const id of missing) {
    // Forgotten meanwhile.
    const { done } = await journal.read(id)[Symbol.asyncIterator]().next();
    if (done !== true) found.push(id);
  }
  return found;
}
