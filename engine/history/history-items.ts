import { readHistory } from '../../adapters/journal/history/scan-history.ts';
import { comparePlaces, isBehind } from '../../adapters/journal/history/place.ts';
import type { HistoryPlace, JournalReader, StoredHistory } from '../../adapters/ports/journal.port.ts';
import type { DamagedTransaction } from '../../errors.ts';
import type { TransactionInput } from '../../machines/index.ts';
import type { POIID, TransactionId } from '../../protocol/ids.ts';
import { omitUndefined, type JsonObject } from '../../protocol/json.ts';
import { corrupt, type Damage } from '../journal/damage.ts';
import { readRecords } from '../journal/stored-transactions.ts';
import { givesBack } from '../requests/transact-request.ts';
import type { TransactionType } from '../requests/transaction-requests.ts';
import { damagedStateOf } from '../transactions/damaged-transaction.ts';
import type { TransactionEntry } from '../transactions/transaction-entry.ts';
import type { TransactionState } from '../transactions/transaction-state.ts';
import { queryOf, type HistoryFilter } from './history-request.ts';
import { viewOf } from './stored-view.ts';

/** How many are read at a time where all are wanted. */
export const PAGE_SIZE = 100;

/**
 * Where a damaged transaction of memory stands: before all others, because a person must look at it. When it was requested is not known
 * there.
 */
export const UNPLACED_MS = Number.MAX_SAFE_INTEGER;

/** A transaction of the list, from the journal, from memory or from both. */
export interface HistoryItem extends HistoryPlace {
  readonly state: TransactionState;
  /** Absent where it is damaged. */
  readonly type?: TransactionType;
  /** It was to give money back: a refund, also one whose body the caller wrote. */
  readonly givesBack?: boolean;
  readonly settledAtMs?: number;
  /** Of a stored one that is not damaged. */
  readonly input?: TransactionInput;
  readonly damage?: DamagedTransaction;
}

/** The transactions in memory: their states are newer than those of the journal. */
export interface Memory {
  get(id: TransactionId): TransactionEntry | undefined;
  all(): readonly TransactionEntry[];
}

type Journal = Pick<JournalReader, 'read' | 'readOpen' | 'readHistory'>;

/** The transactions of a filter, the newest first. One that is both in memory and stored comes once. */
export async function* historyItems(
  journal: Journal,
  filter: HistoryFilter,
  { pageSize, memory }: { readonly pageSize: number; readonly memory?: Memory | undefined },
): AsyncGenerator<HistoryItem> {
  const given = new Set<TransactionId>();
  const waiting = itemsOf(memory, filter);
  for await (const stored of readHistory(journal, queryOf(filter, pageSize))) {
    for (const item of waiting.splice(0, countBefore(waiting, stored))) yield* once(withMemory(item, memory));
    const item = isUnplaced(memory?.get(stored.transaction)) ? undefined : storedItem(stored, filter);
    if (item !== undefined) yield* once(withMemory(item, memory));
  }
  for (const item of waiting) yield* once(withMemory(item, memory));

  function* once(item: HistoryItem): Generator<HistoryItem> {
    if (given.has(item.transaction)) return;
    given.add(item.transaction);
    if (hasState(item, filter)) yield item;
  }
}

function countBefore(items: readonly HistoryItem[], place: HistoryPlace): number {
  const index = items.findIndex((item) => comparePlaces(item, place) >= 0);
  return index === -1 ? items.length : index;
}

/** Its place in the journal may be lost too: it is listed from memory alone. */
function isUnplaced(entry: TransactionEntry | undefined): boolean {
  return entry?.isStarted === true && entry.createdAtMs === undefined;
}

/** Those in memory, by the time of their request. */
function itemsOf(memory: Memory | undefined, filter: HistoryFilter): HistoryItem[] {
  return (memory?.all() ?? [])
    .flatMap((entry) => {
      const { id: transaction, state, createdAtMs = UNPLACED_MS, accepted } = entry;
      const asked = accepted.request && requestFacts(accepted.request);
      const type = asked?.type;
      const item: HistoryItem = { createdAtMs, transaction, state, ...asked };
      return hasFacts({ createdAtMs, transaction, type, poiid: state.poiid, reference: state.reference }, filter)
        ? [item]
        : [];
    })
    .toSorted(comparePlaces);
}

/** The state in memory is the current one; one that waits for the look-up of its id is not known to be the same. */
function withMemory(item: HistoryItem, memory: Memory | undefined): HistoryItem {
  const entry = memory?.get(item.transaction);
  return entry?.isStarted === true ? { ...item, state: entry.state } : item;
}

/** `undefined` when the filter does not want it. */
function storedItem(stored: StoredHistory, filter: HistoryFilter): HistoryItem | undefined {
  const { createdAtMs, transaction, records } = stored;
  const place = { createdAtMs, transaction };
  const read = stored.damage === undefined ? readRecords(transaction, records) : damageOfItem(stored, stored.damage);
  if ('error' in read) {
    const { input, poiid = input?.POIID, nextSeq, error } = read;
    const facts = omitUndefined({ ...place, poiid, reference: input?.reference, type: undefined });
    const closed = read.closed ?? (records.some(({ settles }) => settles === true) ? 'before' : undefined);
    const damage = stored.damage ?? omitUndefined({ transaction, poiid, nextSeq, what: error.message });
    if (!hasFacts(facts, filter)) return undefined;
    return { ...place, state: damagedStateOf({ ...read, ...(closed !== undefined && { closed }) }), damage };
  }
  const { POIID: poiid, reference, request } = read.input;
  const asked = requestFacts(request);
  if (!hasFacts({ ...place, poiid, reference, type: asked.type }, filter)) return undefined;
  return { ...place, ...asked, ...viewOf(read) };
}

/** What a stored request says of what was asked for. */
export function requestFacts(request: JsonObject): { readonly type: TransactionType; readonly givesBack?: true } {
  const type = request['type'] as TransactionType; // as the plan had it, or the upgrade of the record
  const isRefund = type === 'transact' ? givesBack(request) : type === 'refund' || type === 'unreferencedRefund';
  return { type, ...(isRefund && { givesBack: true }) };
}

function damageOfItem(
  { transaction, isClosed = false }: StoredHistory,
  { poiid, nextSeq, what }: DamagedTransaction,
): Damage {
  return {
    id: transaction,
    error: corrupt(transaction, what),
    nextSeq,
    ...(poiid !== undefined && { poiid: poiid as POIID }),
    ...(isClosed && { closed: 'before' as const }),
  };
}

/** What is known of a transaction beside its state. */
export interface Facts extends HistoryPlace {
  readonly poiid?: string | undefined;
  readonly reference?: string | undefined;
  readonly type?: TransactionType | undefined;
}

/** Whether the time of a place is that of the request. Of one that is damaged, 0 stands for what is not known. */
export function isTimeKnown(createdAtMs: number, isDamaged: boolean): boolean {
  return createdAtMs !== UNPLACED_MS && !(isDamaged && createdAtMs === 0);
}

/** What is not known any more is not left out. */
export function hasFacts(facts: Facts, filter: HistoryFilter): boolean {
  const { createdAtMs, poiid, reference, type } = facts;
  const isInPeriod =
    !isTimeKnown(createdAtMs, type === undefined) ||
    (createdAtMs >= (filter.fromMs ?? -Infinity) && createdAtMs < (filter.beforeMs ?? Infinity));
  return (
    isInPeriod &&
    isOrUnknown(filter.poiid, poiid) &&
    isOrUnknown(filter.reference, reference) &&
    isOrUnknown(filter.type, type) &&
    isBehind(facts, filter.after)
  );
}

function isOrUnknown(wanted: string | undefined, found: string | undefined): boolean {
  return wanted === undefined || found === undefined || found === '' || wanted === found;
}

/** Whether it is in the state that is wanted, and ended so. */
export function hasState({ state: { state, outcome } }: Pick<HistoryItem, 'state'>, filter: HistoryFilter): boolean {
  if (filter.kind !== undefined && outcome?.kind !== filter.kind) return false;
  if (filter.state === undefined) return true;
  return filter.state === 'open' ? state !== 'settled' : state === filter.state;
}
