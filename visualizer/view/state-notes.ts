import type { AnyStateNode } from 'xstate';
import { transactionMachine } from '../../machines/transaction.machine.ts';
import type { StateNote } from './overview.ts';

/** What each state of a transaction means, as the machine has it: the page has no machine. */
export function stateNotes(): Record<string, StateNote> {
  const notes: Record<string, StateNote> = {};
  const collect = (node: AnyStateNode, inherited: readonly string[]): void => {
    const tags = [...inherited, ...node.tags];
    const children = Object.values(node.states);
    const { note } = (node.meta ?? {}) as { note?: string };
    // A state that only holds others means what its first one does.
    const first = (children[0]?.meta ?? {}) as { note?: string };
    const text = note ?? first.note;
    if (node.path.length > 0 && text !== undefined) notes[node.path.join('.')] = { note: text, tags };
    for (const child of children) collect(child, tags);
  };
  collect(transactionMachine.root, []);
  return notes;
}
