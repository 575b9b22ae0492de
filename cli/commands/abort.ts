import { readStoredState } from '../../engine/mailbox.ts';
import { InputError } from '../../index.ts';
import { formatValue } from '../../errors.ts';
import { parseServiceID, type MessageCategory, type POIID } from '../../protocol/index.ts';
import { assertTerminal, describeNoAnswer, exitCodeOfAnswer, openAsking, readCategory } from '../live/query-engine.ts';
import { readConnection, readSettings, type ConnectionFlags } from '../settings/connection.ts';
import { journalPath, lookUp } from '../stored/journal.ts';
import { createOutput } from '../output/output.ts';

export interface AbortFlags extends ConnectionFlags {
  readonly id?: string;
  readonly serviceId?: string;
  readonly category: string;
  readonly json?: boolean;
}

/** The request that is to be stopped. */
interface Running {
  readonly serviceId: string;
  readonly category: MessageCategory;
  /** As the journal has it. */
  readonly stored?: { readonly transaction: string; readonly saleId: string; readonly poiid: POIID };
}

/** `tenderline abort`: asks a terminal to stop. Needs no ownership of the journal: the till that waits for the outcome goes on. */
export async function abort(flags: AbortFlags): Promise<number> {
  const output = createOutput(flags);
  const { serviceId, category, stored } = await findRunning(flags);
  const connection = await readConnection(flags);
  const { poiid, address } = connection;
  if (stored !== undefined) assertTerminal(connection, stored.poiid);
  await using engine = await openAsking(connection, stored && { saleId: stored.saleId });

  output.waitFor(`asking ${poiid} at ${address} to stop ${category} ${serviceId}`);
  const answer = await engine.terminal(poiid).abort({ serviceId, category });
  const named = stored && { transaction: stored.transaction };
  output.emit({ type: 'abort', ...named, poiid, serviceId, category, abort: answer });
  if (answer.kind === 'noAnswer') {
    for (const line of describeNoAnswer(answer.failure, poiid)) output.say(line);
  } else {
    output.say(`Asked ${poiid} to stop ${category} ${serviceId}.`);
    output.say(
      '  This says nothing of the money: the shopper may have been faster. What really happened shows in its own',
    );
    output.say('  outcome, where it was started, or by `tenderline status`.');
  }
  return exitCodeOfAnswer(answer);
}

async function findRunning(flags: AbortFlags): Promise<Running> {
  const { id, serviceId } = flags;
  if ((id === undefined) === (serviceId === undefined)) {
    const found = id === undefined ? 'none' : 'both';
    throw new InputError('ERR_INPUT_TRANSACTION', `abort: expected one of --id and --service-id, found ${found}`);
  }
  if (id === undefined) return { serviceId: parseServiceID(serviceId), category: readCategory(flags.category) };
  const stored = await lookUp(journalPath(await readSettings(flags)), id);
  const { outcome } = readStoredState(stored);
  if (outcome !== undefined) {
    throw new InputError(
      'ERR_INPUT_TRANSACTION',
      `id: expected an open transaction, found ${formatValue(id)}, which is settled already: ${outcome.kind}`,
    );
  }
  const { ServiceID, SaleID, POIID, category } = stored.input;
  return { serviceId: ServiceID, category, stored: { transaction: stored.input.id, saleId: SaleID, poiid: POIID } };
}
