import type { JournalReader, JournalRecord } from '../../adapters/ports/journal.port.ts';
import type { JournalError } from '../../errors.ts';
import type { Head } from '../../machines/index.ts';
import { damageIn, isDamage } from '../journal/damage.ts';
import { recordsByTransaction } from '../journal/records-by-transaction.ts';
import { storedFrom } from '../journal/stored-transactions.ts';
import { viewOf } from '../history/stored-view.ts';
import { headOfStored } from './heads.ts';

/** All transactions of a journal in short, and the ids of those that cannot be read. */
export interface StoredHeads {
  readonly heads: readonly Head[];
  readonly damaged: readonly string[];
}

/**
 * Reads all transactions of a journal, and folds those that are settled once: what is settled stays as it is, and to fold it takes longer
 * than to read it. A page reads the list whenever it has connected.
 *
 * @returns reads them, as often as it is called
 */
export function storedHeads(journal: Pick<JournalReader, 'read'>): () => Promise<StoredHeads> {
  let folded: ReadonlyMap<string, Head> = new Map();
  return async () => {
    const open: Head[] = [];
    const settled = new Map<string, Head>();
    const damaged = new Set<string>();
    const onDamage = (error: JournalError) => {
      for (const { id } of damageIn(error)) damaged.add(id);
    };
    /** A damaged transaction does not hide the others, and is not passed over either. */
    const headOf = (records: readonly JournalRecord[]): Head | undefined => {
      try {
        const stored = storedFrom(records);
        if (stored === undefined) return undefined;
        const { state, input } = viewOf(stored);
        return headOfStored(state, input);
      } catch (error) {
        if (!isDamage(error)) throw error;
        onDamage(error);
        return undefined;
      }
    };
    for await (const { records, isSettled } of recordsByTransaction(journal.read(), onDamage)) {
      const id = records[0]?.transaction ?? '';
      const head = (isSettled ? known(folded.get(id), records) : undefined) ?? headOf(records);
      if (head === undefined) continue;
      if (isSettled) settled.set(id, head);
      else open.push(head);
    }
    folded = settled;
    return { heads: [...settled.values(), ...open], damaged: [...damaged] };
  };
}

/** Another transaction of the same id, after the first was pruned, is not that one. */
function known(head: Head | undefined, [opened]: readonly JournalRecord[]): Head | undefined {
  return head !== undefined && opened?.type === 'opened' && opened.input.createdAtMs === head.at ? head : undefined;
}
