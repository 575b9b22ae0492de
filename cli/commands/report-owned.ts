import { unresolvedFrom, type StoredTransactionView } from '../../index.ts';
import { outcomeExitCode } from '../output/exit-codes.ts';
import { formatFailure } from '../output/format-failure.ts';
import { unresolvedWarning, type TransactionReference } from '../output/format-outcome.ts';
import { formatStoredState } from '../output/format-state.ts';
import { row } from '../output/layout.ts';
import type { Output } from '../output/output.ts';

/** Another process runs a transaction that is not settled: reports what is known of it now. @returns the exit code */
export function reportOwned(
  output: Output,
  { state }: Pick<StoredTransactionView, 'state'>,
  owner: string,
  named: TransactionReference,
  owns: 'the journal' | 'the terminal' = 'the journal',
): number {
  const outcome = unresolvedFrom(state);
  output.print();
  output.print(output.paint('yellow', `NOT SETTLED: ${formatStoredState(state)}`));
  const lines = [
    ...row('last fault', state.failure && formatFailure(state.failure)),
    ...row('who asks', `${owner}, which owns ${owns}; it goes on until it knows`),
    ...row('do not', unresolvedWarning(named.kind)),
    ...row('look again', named.statusCommand),
  ];
  for (const line of lines) output.print(line);
  output.emit({ type: 'outcome', transaction: state.id, serviceId: state.serviceId, outcome, owner });
  return outcomeExitCode(outcome);
}
