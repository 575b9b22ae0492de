import type { Outcome, Unresolved } from '../../index.ts';
import { receiptToText } from '../../protocol/index.ts';
import { plain, type Output } from './output.ts';
import { describeOutcome, exitCodeOf, type TransactionNames } from './format-outcome.ts';

/** Tells an outcome: to people in words, to programs whole. */
export function reportOutcome(
  output: Output,
  outcome: Outcome | Unresolved,
  { id, serviceId }: { readonly id: string; readonly serviceId: string },
  names: TransactionNames,
  extras: {
    /** Prints the receipts. */
    readonly receipts?: boolean | undefined;
    /** More lines for people. */
    readonly lines?: readonly string[];
    /** More members for programs. */
    readonly members?: Readonly<Record<string, unknown>>;
  } = {},
): void {
  const [headline = '', ...details] = describeOutcome(outcome, names);
  const colour = ({ 0: 'green', 4: 'yellow' } as const)[exitCodeOf(outcome)] ?? 'red';
  output.say();
  output.say(output.paint(colour, headline));
  for (const line of [...details, ...(extras.lines ?? [])]) output.say(line);
  if (extras.receipts === true && outcome.kind !== 'unresolved') {
    for (const receipt of outcome.receipts) {
      output.say(`\n--- ${plain(receipt.qualifier)}`);
      output.say(receiptToText(receipt));
    }
  }
  output.emit({ type: 'outcome', transaction: id, serviceId, outcome, ...extras.members });
}
