import { outcomeToJson, type Outcome, type Unresolved } from '../../index.ts';
import { receiptToText } from '../../protocol/index.ts';
import { outcomeExitCode } from './exit-codes.ts';
import { formatOutcome, type TransactionReference } from './format-outcome.ts';
import { outcomeMembers } from './json-members.ts';
import { printable, type Output } from './output.ts';

/** Prints an outcome: as sentences for people, complete for programs. */
export function reportOutcome(
  output: Output,
  outcome: Outcome | Unresolved,
  { id, serviceId }: { readonly id: string; readonly serviceId: string },
  named: TransactionReference,
  extras: {
    /** Whether to print the receipts. */
    readonly receipts?: boolean | undefined;
    /** Additional lines for people. */
    readonly lines?: readonly string[];
    /** Additional members for programs. */
    readonly members?: Readonly<Record<string, unknown>>;
  } = {},
): void {
  const [headline = '', ...details] = formatOutcome(outcome, named);
  const colour = ({ 0: 'green', 4: 'yellow' } as const)[outcomeExitCode(outcome)] ?? 'red';
  output.print();
  output.print(output.paint(colour, headline));
  for (const line of [...details, ...(extras.lines ?? [])]) output.print(line);
  if (extras.receipts === true && outcome.kind !== 'unresolved') {
    for (const receipt of outcomeToJson(outcome).receipts ?? []) {
      output.print(`\n--- ${printable(receipt.qualifier)}`);
      output.print(receiptToText(receipt));
    }
  }
  output.emit({ type: 'outcome', transaction: id, serviceId, outcome: outcomeMembers(outcome), ...extras.members });
}
