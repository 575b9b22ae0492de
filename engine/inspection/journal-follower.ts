import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { JournalReader } from '../../adapters/ports/journal.port.ts';
import type { Head, Inspected, TerminalHead } from '../../machines/index.ts';
import { parseTransactionId } from '../../protocol/ids.ts';
import { historyItems, type HistoryItem } from '../history/history-items.ts';
import { viewOf, type StoredTransactionView } from '../history/stored-view.ts';
import { isDamage } from '../journal/damage.ts';
import { readOpen, readTransaction } from '../journal/stored-transactions.ts';
import { headOfStored } from './heads.ts';

/** How long after a look the next one begins: the disk belongs to the till. */
const LOOK_EVERY_MS = 1000;
/** How many of the newest are looked at, and more only when all of those are new. */
const NEWEST = 50;

interface Looked {
  /** By id: what was open, and how many records it had. */
  readonly open: ReadonlyMap<string, number>;
  /** The newest that were settled. */
  readonly settled: ReadonlySet<string>;
}

/** Says what a till stores meanwhile: it looks at what is open and at what is newest, again and again, and reads nothing else. */
export function followJournal(
  journal: JournalReader,
  clock: Clock,
  terminalsOf: (heads: readonly Head[]) => TerminalHead[],
): NonNullable<Inspected['follow']> {
  return (onChanges, onThere = () => {}) => {
    let [isOver, isThere] = [false, true];
    let before: Looked | undefined;
    const tell = (isNow: boolean) => {
      if (isNow !== isThere && !isOver) onThere(isNow);
      isThere = isNow;
    };
    const look = async () => {
      try {
        const { looked, heads, open } = await lookAt(journal, before);
        before = looked;
        tell(true);
        const changed = new Set(heads.map(({ poi }) => poi));
        const terminals = terminalsOf([...open, ...heads.filter(({ id }) => !before?.open.has(id))]).filter(({ poi }) =>
          changed.has(poi),
        );
        if (heads.length > 0 && !isOver) onChanges({ heads, terminals, events: heads.length, missed: 0 });
      } catch {
        // It is moved, locked or damaged: what was known last is not news, and this goes on trying.
        tell(false);
      }
      if (!isOver) timer = clock.setTimeout(() => void look(), LOOK_EVERY_MS);
    };
    let timer = clock.setTimeout(() => void look(), 0);
    return () => {
      isOver = true;
      clock.clearTimeout(timer);
    };
  };
}

/** What is there, and the heads of what is not as it was. The first time: all that is open, and the newest. */
async function lookAt(journal: JournalReader, before: Looked | undefined) {
  const stored = (await readOpen(journal)).transactions;
  const open = new Map<string, number>(stored.map(({ input, records }) => [input.id, records.length]));
  const newest = (await newestSettled(journal, before)).filter(({ state }) => !open.has(state.id));
  const settled = new Set<string>(newest.map(({ state }) => state.id));
  const gone = [...(before?.open.keys() ?? [])].filter((id) => !open.has(id) && !settled.has(id));
  const ended = await Promise.all(gone.map((id) => readSettled(journal, id)));
  const heads = [
    ...stored.filter(({ input, records }) => before?.open.get(input.id) !== records.length).map(viewOf),
    ...newest.filter(({ state }) => before?.settled.has(state.id) !== true),
    ...ended.filter((one) => one !== undefined),
  ].map(({ state, input }) => headOfStored(state, input));
  const looked: Looked = { open, settled };
  return { looked, heads, open: stored.map(viewOf).map(({ state, input }) => headOfStored(state, input)) };
}

type SettledItem = HistoryItem & Required<Pick<HistoryItem, 'input'>>;

/** The newest ones, those that are settled of them: a page, and further ones until there is one that was there before. */
async function newestSettled(journal: JournalReader, before: Looked | undefined): Promise<SettledItem[]> {
  const newest: SettledItem[] = [];
  let [count, isReached] = [0, before === undefined];
  for await (const item of historyItems(journal, {}, { pageSize: NEWEST })) {
    count += 1;
    const { id } = item.state;
    isReached ||= before?.settled.has(id) === true || before?.open.has(id) === true;
    if (item.settledAtMs !== undefined && item.input !== undefined) newest.push({ ...item, input: item.input });
    if (count >= NEWEST && isReached) break;
  }
  return newest;
}

/** One that was open. `undefined` when it is damaged by now, or pruned. */
async function readSettled(journal: JournalReader, id: string): Promise<StoredTransactionView | undefined> {
  const stored = await readTransaction(journal, parseTransactionId(id)).catch(unlessDamaged);
  return stored && viewOf(stored);
}

function unlessDamaged(error: unknown): undefined {
  if (!isDamage(error)) throw error;
}
