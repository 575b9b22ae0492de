import { unresolvedFrom, type Engine, type StoredTransactionView, type TransactionJson } from '../../index.ts';
import { openEngine } from '../live/open-engine.ts';
import { checkThrough, messageOf, presentState } from '../live/owner.ts';
import { findOwnerOf } from './find-owner.ts';
import { assertTerminal } from '../live/query-engine.ts';
import { watchTransaction } from '../live/watch-transaction.ts';
import { outcomeExitCode } from '../output/exit-codes.ts';
import type { TransactionReference } from '../output/format-outcome.ts';
import { formatTransaction } from '../output/format-summary.ts';
import { formatTime } from '../output/format-time.ts';
import { overrideCommand, statusCommand } from '../output/next-command.ts';
import type { Output } from '../output/output.ts';
import { reportOutcome } from '../output/report-outcome.ts';
import { readConnection, readSettings } from '../settings/connection.ts';
import type { ConnectionFlags } from '../settings/flags.ts';
import { journalPlace } from '../settings/journal-path.ts';
import type { Settings } from '../settings/settings.ts';
import type { JournalPlace } from '../stored/journal-place.ts';
import { findTransaction, journalOwner } from '../stored/journal.ts';
import { summarise } from '../stored/summary.ts';
import { transactionKind } from '../stored/transaction-kind.ts';
import { reportOwned } from './report-owned.ts';

/** `tenderline status --id`: the outcome of a transaction of the journal. Resumes it if it is open and no other process runs it. */
export async function storedStatus(id: string, flags: ConnectionFlags, output: Output): Promise<number> {
  const settings = await readSettings(flags);
  const place = await journalPlace(settings, flags);
  const stored = await findTransaction(place, id);
  printStored(output, stored);
  const named = referenceOf(stored, flags, settings);
  if (stored.state.outcome !== undefined) return reportSettled(output, stored, named);

  // Which server has the terminal changes; it asks, and others follow.
  if (place.kind === 'database') return checkedByOwner(output, place, flags, stored, 'the server', named);

  const connection = await readConnection(flags, process.env, stored.input.POIID);
  assertTerminal(connection, stored.input.POIID);
  let engine: Engine;
  try {
    engine = await openEngine(connection.engineOptions, output);
  } catch (error) {
    const owner = journalOwner(error);
    if (owner === undefined) throw error;
    return checkedByOwner(output, place, flags, stored, owner, named);
  }
  const transaction = engine.transaction(id);
  if (transaction === undefined) {
    // Its owner settled it after the journal was read here, and then ended.
    await engine.close();
    return reportSettled(output, await findTransaction(place, id), named);
  }
  const outcome = await watchTransaction(transaction, {
    output,
    kind: named.kind,
    interrupt: 'leave',
  });
  reportOutcome(output, outcome, transaction, named);
  await engine.close();
  return outcomeExitCode(outcome);
}

function referenceOf(
  { input, state }: StoredTransactionView,
  flags: ConnectionFlags,
  settings: Settings,
): TransactionReference {
  return {
    kind: transactionKind(input),
    reference: input.reference,
    statusCommand: statusCommand(flags, settings, { id: input.id, serviceId: state.serviceId }, input.category),
    overrideCommand: overrideCommand(flags, settings, input.id),
  };
}

function printStored(output: Output, stored: StoredTransactionView): void {
  const summary = summarise(stored);
  const { transaction, reference, poiid, serviceId, createdAtMs } = summary;
  output.emit({ type: 'transaction', ...summary });
  const what = output.paint('bold', formatTransaction(summary));
  output.print(`${what} on ${poiid}, reference ${reference}, ${formatTime(createdAtMs)}`);
  output.print(output.paint('dim', `  transaction ${transaction}, ServiceID ${serviceId}`));
}

function reportSettled(output: Output, { state }: StoredTransactionView, named: TransactionReference): number {
  const outcome = state.outcome ?? unresolvedFrom(state);
  reportOutcome(output, outcome, state, named);
  return outcomeExitCode(outcome);
}

/** Another process runs it. One that takes commands asks the terminal now; of any other the journal says what it knows. */
async function checkedByOwner(
  output: Output,
  place: JournalPlace,
  flags: ConnectionFlags,
  stored: StoredTransactionView,
  owner: string,
  named: TransactionReference,
): Promise<number> {
  const { id, poiid } = stored.state;
  let now: TransactionJson | undefined;
  try {
    const control = await findOwnerOf(place, flags);
    output.waitFor(`having ${owner} ask ${poiid}`);
    now = control && (await checkThrough(control, id));
  } catch (error) {
    output.notice(`${messageOf(error)}: this is what the journal has.`);
  }
  const after = await findTransaction(place, id);
  if (after.state.outcome !== undefined) return reportSettled(output, after, named);
  return reportOwned(
    output,
    now === undefined ? after : { ...after, state: presentState(after.state, now) },
    owner,
    named,
    place.kind === 'file' ? 'the journal' : 'the terminal',
  );
}
