import type { JournalHistory, TransactionState } from '../../index.ts';
import { presentStates } from '../live/owner.ts';
import { effectsOf, formatEvent, formatReaction } from '../output/format-event.ts';
import { formatOutcome } from '../output/format-outcome.ts';
import { formatStoredState } from '../output/format-state.ts';
import { formatTransaction } from '../output/format-summary.ts';
import { formatTimeMs } from '../output/format-time.ts';
import { row } from '../output/layout.ts';
import { overrideCommand, statusCommand } from '../output/next-command.ts';
import { createOutput, printable, type Output } from '../output/output.ts';
import { readSettings } from '../settings/connection.ts';
import type { ConnectionFlags } from '../settings/flags.ts';
import { journalPlace } from '../settings/journal-path.ts';
import { exportEvent } from '../stored/export.ts';
import { findHistory } from '../stored/journal.ts';
import { summarise } from '../stored/summary.ts';
import { transactionKind } from '../stored/transaction-kind.ts';

/** `tenderline transactions show ID`: what happened to a transaction, event by event, and what the engine did. */
export async function showTransaction(id: string, flags: ConnectionFlags): Promise<number> {
  const output = createOutput(flags);
  const settings = await readSettings(flags);
  const place = await journalPlace(settings, flags);
  const history = await findHistory(place, id);
  printHeading(output, history);
  printEvents(output, history);

  const isOpen = history.state.outcome === undefined;
  const present = isOpen ? (await presentStates(place, output, id))(history) : history;
  const { input, state } = present;
  const askCommand = statusCommand(flags, settings, { id: input.id, serviceId: state.serviceId }, input.category);
  output.emit({ type: 'transaction', ...summarise(present) });
  output.print();
  if (state.outcome === undefined) {
    output.print(output.paint('yellow', `NOT SETTLED: ${formatStoredState(state)}`));
    const lines = [...row('ask', askCommand), ...row('when you know', overrideCommand(flags, settings, id))];
    for (const line of lines) output.print(line);
    return 0;
  }
  const named = { kind: transactionKind(input), reference: input.reference, statusCommand: askCommand };
  for (const line of formatOutcome(state.outcome, named)) output.print(line);
  return 0;
}

function printHeading(output: Output, history: JournalHistory): void {
  const summary = summarise(history);
  const { transaction, poiid, reference, serviceId, saleId } = summary;
  const what = output.paint('bold', formatTransaction(summary));
  output.print(`${what} on ${poiid}, reference ${printable(reference)}`);
  const ids = `  transaction ${transaction}, ServiceID ${serviceId}, till ${printable(saleId)}`;
  output.print(output.paint('dim', ids));
  output.print();
}

function printEvents(output: Output, { steps }: JournalHistory): void {
  let before: TransactionState | undefined;
  for (const step of steps) {
    const { record, state } = step;
    const { nextCheckAtMs } = state;
    const after = {
      effects: effectsOf(step),
      state: state.state,
      ...(nextCheckAtMs !== undefined && { nextCheckAtMs }),
    };
    output.emit({ type: 'event', ...exportEvent(record), ...after });
    output.print(`  ${formatTimeMs(record.atMs)}   ${printable(formatEvent(record))}`);
    output.print(output.paint('dim', `${' '.repeat(28)}then: ${printable(formatReaction(step, before))}`));
    before = state;
  }
}
