import { readStoredState } from '../../engine/mailbox.ts';
import type { StoredTransaction } from '../../engine/journal/stored-transactions.ts';
import type { TransactionState } from '../../index.ts';
import { readSettings, type ConnectionFlags } from '../connection.ts';
import { describeEvent, describeReaction, exportedEvent } from '../event-words.ts';
import { journalPath, lookUp } from '../journal.ts';
import { createOutput, plain, type Output } from '../output.ts';
import { replay } from '../replay.ts';
import { describeStanding } from '../state-words.ts';
import { subjectOf } from '../subject.ts';
import { describeWhat, summarise } from '../summary.ts';
import { showMoment } from '../times.ts';
import { overrideCommand, statusCommand } from '../transaction-flags.ts';
import { describeOutcome, row } from '../words.ts';

export interface ShowFlags extends ConnectionFlags {
  readonly json?: boolean;
}

/** `tenderline transactions show ID`: what happened to a transaction, event by event, and what the engine did. */
export async function showTransaction(id: string, flags: ShowFlags): Promise<number> {
  const output = createOutput(flags);
  const settings = await readSettings(flags);
  const stored = await lookUp(journalPath(settings), id);
  tellHead(output, stored);

  let before: TransactionState | undefined;
  for (const step of await replay(stored)) {
    const { record, state, effects } = step;
    const { nextCheckAtMs } = state;
    const after = { effects, state: state.state, ...(nextCheckAtMs !== undefined && { nextCheckAtMs }) };
    output.emit({ type: 'event', ...exportedEvent(record), ...after });
    output.say(`  ${showMoment(record.atMs)}   ${plain(describeEvent(record))}`);
    output.say(output.paint('dim', `${' '.repeat(28)}then: ${plain(describeReaction(step, before))}`));
    before = state;
  }

  const { input } = stored;
  const state = readStoredState(stored);
  output.emit({ type: 'transaction', ...summarise(stored) });
  output.say();
  if (state.outcome === undefined) {
    const override = overrideCommand(flags, settings, id);
    output.say(output.paint('yellow', `NOT SETTLED: ${describeStanding(state)}`));
    for (const line of row('ask', statusOf())) output.say(line);
    for (const line of row('when you know', override)) output.say(line);
    return 0;
  }
  const names = { subject: subjectOf(input), reference: input.reference, statusCommand: statusOf() };
  for (const line of describeOutcome(state.outcome, names)) output.say(line);
  return 0;

  function statusOf(): string {
    return statusCommand(flags, settings, { id: input.id, serviceId: input.ServiceID }, input.category);
  }
}

function tellHead(output: Output, stored: StoredTransaction): void {
  const summary = summarise(stored);
  output.say(
    `${output.paint('bold', describeWhat(summary))} on ${summary.poiid}, reference ${plain(summary.reference)}`,
  );
  output.say(
    output.paint(
      'dim',
      `  transaction ${summary.transaction}, ServiceID ${summary.serviceId}, till ${plain(summary.saleId)}`,
    ),
  );
  output.say();
}
