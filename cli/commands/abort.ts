import { formatValue, InputError } from '../../errors.ts';
import type { MessageCategory, POIID, TerminalResult } from '../../index.ts';
import { parseServiceID } from '../../protocol/index.ts';
import { abortThrough, messageOf } from '../live/owner.ts';
import { findOwnerOf } from './find-owner.ts';
import { assertTerminal, openQueryEngine, queryExitCode, readCategory } from '../live/query-engine.ts';
import { formatNoAnswer } from '../output/format-failure.ts';
import { abortMembers } from '../output/json-members.ts';
import { createOutput, type Output } from '../output/output.ts';
import { readConnection } from '../settings/connection.ts';
import type { ConnectionFlags } from '../settings/flags.ts';
import { readJournalPlace } from '../settings/journal-path.ts';
import type { JournalPlace } from '../stored/journal-place.ts';
import { findTransaction } from '../stored/journal.ts';

export interface AbortFlags extends ConnectionFlags {
  readonly id?: string;
  readonly serviceId?: string;
  readonly category: string;
}

/** The request to stop. */
interface AbortTarget {
  readonly serviceId: string;
  readonly category: MessageCategory;
  /** Of a transaction of the journal. */
  readonly stored?: { readonly transaction: string; readonly saleId: string; readonly poiid: POIID };
}

/**
 * `tenderline abort`: asks a terminal to stop a request. A till that takes commands does it, and has it on record; beside any other this
 * command does, which does not own the journal, so that the till that waits for the outcome goes on.
 */
export async function abort(flags: AbortFlags): Promise<number> {
  const output = createOutput(flags);
  const { journal, ...target } = await findTarget(flags);
  if (journal !== undefined && (await askOwner(journal, flags, target, output))) return 0;
  const { serviceId, category, stored } = target;
  const connection = await readConnection(flags, process.env, stored?.poiid);
  const { poiid, address } = connection;
  if (stored !== undefined) assertTerminal(connection, stored.poiid);
  await using engine = await openQueryEngine(connection, output, stored && { saleId: stored.saleId });

  output.waitFor(`asking ${poiid} at ${address} to stop ${category} ${serviceId}`);
  const answer = await engine.terminal(poiid).abort({ serviceId, category });
  report(output, target, poiid, answer);
  return queryExitCode(answer);
}

/** @returns whether the till that owns the journal, or the server that has the terminal, took it */
async function askOwner(
  journal: JournalPlace,
  flags: AbortFlags,
  target: AbortTarget,
  output: Output,
): Promise<boolean> {
  const { stored } = target;
  if (stored === undefined) return false;
  try {
    const control = await findOwnerOf(journal, flags);
    if (control === undefined) return false;
    await abortThrough(control, stored.transaction);
  } catch (error) {
    // To be asked twice changes nothing for a terminal.
    output.notice(`${messageOf(error)}: the terminal is asked without it.`);
    return false;
  }
  report(output, target, stored.poiid, { kind: 'answered' });
  const who = journal.kind === 'file' ? 'till that runs it' : 'server that has the terminal';
  output.print(`  The ${who} does this, and has it on record.`);
  return true;
}

function report(
  output: Output,
  { serviceId, category, stored }: AbortTarget,
  poiid: string,
  answer: TerminalResult,
): void {
  const named = stored && { transaction: stored.transaction };
  output.emit({ type: 'abort', ...named, poiid, serviceId, category, abort: abortMembers(answer) });
  if (answer.kind === 'noAnswer') {
    for (const line of formatNoAnswer(answer.failure, poiid)) output.print(line);
    return;
  }
  output.print(`Asked ${poiid} to stop ${category} ${serviceId}.`);
  output.print(
    '  This says nothing of the money: the shopper may have been faster. What really happened shows in its own',
  );
  output.print('  outcome, where it was started, or by `tenderline status`.');
}

async function findTarget(flags: AbortFlags): Promise<AbortTarget & { readonly journal?: JournalPlace }> {
  const { id, serviceId } = flags;
  if ((id === undefined) === (serviceId === undefined)) {
    throw new InputError('ERR_INPUT_TRANSACTION', {
      path: 'abort',
      expected: 'one of --id and --service-id',
      found: id === undefined ? 'none' : 'both',
    });
  }
  if (id === undefined) return { serviceId: parseServiceID(serviceId), category: readCategory(flags.category) };
  const journal = await readJournalPlace(flags);
  const stored = await findTransaction(journal, id);
  const { outcome } = stored.state;
  if (outcome !== undefined) {
    throw new InputError('ERR_INPUT_TRANSACTION', {
      path: 'id',
      expected: 'an open transaction',
      found: `${formatValue(id)}, which is settled already: ${outcome.kind}`,
    });
  }
  const { SaleID, POIID, category } = stored.input;
  const named = { transaction: stored.input.id, saleId: SaleID, poiid: POIID };
  // That of the attempt that is under way: the ones before it were rejected.
  return { serviceId: stored.state.serviceId, category, stored: named, journal };
}
