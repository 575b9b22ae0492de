import type { JournalReader, JournalRecord } from '../../adapters/ports/journal.port.ts';
import type { Head } from '../../machines/index.ts';
import { damageIn, isDamage } from '../journal/damage.ts';
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
    const groups = new Map<string, JournalRecord[]>();
    const settled = new Map<string, Head>();
    const damaged = new Set<string>();
    /** A damaged transaction does not hide the others, and is not passed over either. */
    const headOf = (records: readonly JournalRecord[]): Head | undefined => {
      try {
        const stored = storedFrom(records);
        if (stored === undefined) return undefined;
        const { state, input } = viewOf(stored);
        return headOfStored(state, input);
      } catch (error) {
        if (!isDamage(error)) throw error;
        for (const { id } of damageIn(error)) damaged.add(id);
        return undefined;
      }
    };
    try {
      for await (const record of journal.read()) {
        const { transaction } = record;
        // Records after the settlement change nothing.
        if (settled.has(transaction)) continue;
        const records = groups.get(transaction) ?? [];
        records.push(record);
        groups.set(transaction, records);
        if (record.settles !== true) continue;
        groups.delete(transaction);
        const head = known(folded.get(transaction), records) ?? headOf(records);
        if (head !== undefined) settled.set(transaction, head);
      }
    } catch (error) {
      // The journal gives what it can read, and then the damage that it found.
      if (!isDamage(error)) throw error;
      for (const { id } of damageIn(error)) damaged.add(id);
    }
    folded = settled;
    const open = [...groups.values()].map(headOf).filter((head) => head !== undefined);
    return { heads: [...settled.values(), ...open], damaged: [...damaged] };
  };
}

/** Another transaction of the same id, after the first was pruned, is not that one. */
function known(head: Head | undefined, [opened]: readonly JournalRecord[]): Head | undefined {
  return head !== undefined && opened?.type === 'opened' && opened.input.createdAtMs === head.at ? head : undefined;
}
