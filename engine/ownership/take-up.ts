import type { SharedJournal } from '../../adapters/ports/shared-journal.port.ts';
import type { POIID } from '../../protocol/ids.ts';
import { readOpen } from '../journal/stored-transactions.ts';
import type { Slices } from '../runtime/slices.ts';
import type { FollowedTransactions } from './followed-transactions.ts';
import type { StoredEntries } from './stored-entries.ts';

export interface TakeUpDependencies {
  readonly journal: Pick<SharedJournal, 'readOpen' | 'readOpenOf'>;
  readonly stored: StoredEntries;
  readonly followed: Pick<FollowedTransactions, 'lookAt'>;
  readonly slices: Slices;
}

/**
 * Takes up what is open of terminals that have just become this engine's: each is reported as unknown, as after a restart. What another engine
 * settled meanwhile is settled here.
 *
 * @returns makes them go on: before that nothing of them is stored or asked
 * @throws {JournalError} when that cannot be read: then nothing may be sent on these terminals
 */
export async function takeUp(
  poiids: ReadonlySet<POIID>,
  { journal, stored, followed, slices }: TakeUpDependencies,
): Promise<readonly (() => void)[]> {
  const [only] = poiids;
  const readOpenOf = journal.readOpenOf?.bind(journal);
  const isOne = poiids.size === 1 && only !== undefined && readOpenOf !== undefined;
  const open = await readOpen(isOne ? { readOpen: () => readOpenOf(only) } : journal);
  // One whose terminal is not known any more may be on any.
  for (const damage of open.damaged) {
    if (damage.poiid === undefined || poiids.has(damage.poiid)) stored.quarantine(damage);
  }
  const goOn: (() => void)[] = [];
  for (const transaction of open.transactions) {
    if (!poiids.has(transaction.input.POIID)) continue;
    await slices.turn();
    goOn.push(stored.resume(transaction));
  }
  for (const poiid of poiids) await followed.lookAt(poiid);
  return goOn;
}
