import { failure } from '../../protocol/faults.ts';
import { isFenced, type Damage } from '../journal/damage.ts';
import { DamagedTransaction, type DamagedDependencies } from './damaged-transaction.ts';
import type { TransactionEntry } from './transaction-entry.ts';

/**
 * What becomes of a transaction that its process gives up. It stays unknown here, and keeps its terminal: one that is damaged until a person
 * closes it; one whose terminal went over to another engine is that engine's, which asks and stores.
 */
export function giveUp(deps: DamagedDependencies, entry: TransactionEntry, damage: Damage): void {
  const { error } = damage;
  if (isFenced(error)) deps.store.hold(entry, failure('ERR_JOURNAL_FENCED', error.message));
  else DamagedTransaction.begin(deps, entry, damage);
}
