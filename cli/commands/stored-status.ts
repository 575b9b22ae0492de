import { readStoredState } from '../../engine/mailbox.ts';
import type { StoredTransaction } from '../../engine/journal/stored-transactions.ts';
import type { Engine, TransactionState, Unresolved } from '../../index.ts';
import { assertTerminal } from '../asking.ts';
import { readConnection, readSettings, type ConnectionFlags } from '../connection.ts';
import { followToTheEnd } from '../follow.ts';
import { journalPath, lookUp, ownerOf } from '../journal.ts';
import { openEngine } from '../open-engine.ts';
import type { Output } from '../output.ts';
import { reportOutcome } from '../report-outcome.ts';
import type { Settings } from '../settings.ts';
import { describeStanding } from '../state-words.ts';
import { subjectOf } from '../subject.ts';
import { describeWhat, summarise } from '../summary.ts';
import { showTime } from '../times.ts';
import { overrideCommand, statusCommand } from '../transaction-flags.ts';
import { describeFailure, doNotYet, exitCodeOf, row, type TransactionNames } from '../words.ts';

/** `tenderline status --id`: what became of a transaction of the journal. One that is open and nobody's is taken up and asked about. */
export async function storedStatus(id: string, flags: ConnectionFlags, output: Output): Promise<number> {
  const settings = await readSettings(flags);
  const path = journalPath(settings);
  const stored = await lookUp(path, id);
  tellStored(output, stored);
  const names = namesOf(stored, flags, settings);
  if (isSettled(stored)) return tellSettled(output, stored, names);

  const connection = await readConnection(flags);
  assertTerminal(connection, stored.input.POIID);
  let engine: Engine;
  try {
    engine = await openEngine(connection.engineOptions, output);
  } catch (error) {
    const owner = ownerOf(error);
    if (owner === undefined) throw error;
    return tellOwned(output, stored, owner, names);
  }
  const transaction = engine.transaction(id);
  if (transaction === undefined) {
    // Its owner settled it between the look into the journal and the end of its process.
    await engine.close();
    return tellSettled(output, await lookUp(path, id), names);
  }
  const outcome = await followToTheEnd(transaction, {
    output,
    subject: names.subject,
    interrupt: 'leave',
    takenUp: true,
  });
  reportOutcome(output, outcome, transaction, names);
  await engine.close();
  return exitCodeOf(outcome);
}

function isSettled(stored: StoredTransaction): boolean {
  return readStoredState(stored).outcome !== undefined;
}

function namesOf({ input }: StoredTransaction, flags: ConnectionFlags, settings: Settings): TransactionNames {
  return {
    subject: subjectOf(input),
    reference: input.reference,
    statusCommand: statusCommand(flags, settings, { id: input.id, serviceId: input.ServiceID }, input.category),
    overrideCommand: overrideCommand(flags, settings, input.id),
  };
}

function tellStored(output: Output, stored: StoredTransaction): void {
  const summary = summarise(stored);
  const { transaction, reference, poiid, serviceId, createdAtMs } = summary;
  output.emit({ type: 'transaction', ...summary });
  output.say(
    `${output.paint('bold', describeWhat(summary))} on ${poiid}, reference ${reference}, ${showTime(createdAtMs)}`,
  );
  output.say(output.paint('dim', `  transaction ${transaction}, ServiceID ${serviceId}`));
}

function tellSettled(output: Output, stored: StoredTransaction, names: TransactionNames): number {
  const state = readStoredState(stored);
  const outcome = state.outcome ?? unresolved(state);
  reportOutcome(output, outcome, state, names);
  return exitCodeOf(outcome);
}

/** Somebody else asks: what is told is what stands in the journal now. */
function tellOwned(output: Output, stored: StoredTransaction, owner: string, names: TransactionNames): number {
  const state = readStoredState(stored);
  const outcome = unresolved(state);
  output.say();
  output.say(output.paint('yellow', `NOT SETTLED: ${describeStanding(state)}`));
  const lines = [
    ...row('last fault', state.failure && describeFailure(state.failure)),
    ...row('who asks', `${owner}, which owns the journal; it goes on until it knows`),
    ...row('do not', doNotYet(names.subject)),
    ...row('look again', names.statusCommand),
  ];
  for (const line of lines) output.say(line);
  output.emit({ type: 'outcome', transaction: state.id, serviceId: state.serviceId, outcome, owner });
  return exitCodeOf(outcome);
}

function unresolved({ state, failure, nextCheckAtMs }: TransactionState): Unresolved {
  return {
    kind: 'unresolved',
    charged: 'unknown',
    state,
    ...(failure !== undefined && { failure }),
    ...(nextCheckAtMs !== undefined && { nextCheckAtMs }),
  };
}
