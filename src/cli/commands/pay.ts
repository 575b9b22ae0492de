import {
  createEngine,
  type Engine,
  type Outcome,
  type PayRequest,
  type Transaction,
  type Unresolved,
} from '../../index.ts';
import { receiptToText } from '../../protocol/index.ts';
import { readAmount, showAmount } from '../amounts.ts';
import { readConnection, type Connection, type ConnectionFlags } from '../connection.ts';
import { followToTheEnd } from '../follow.ts';
import { createOutput, plain, quoted, type Output } from '../output.ts';
import { describeOutcome, exitCodeOf } from '../words.ts';

export interface PayFlags extends ConnectionFlags {
  readonly amount: string;
  readonly currency: string;
  readonly reference: string;
  readonly tip?: string;
  readonly tenderOption?: readonly string[];
  readonly json?: boolean;
  readonly receipts?: boolean;
}

/** `tenderline pay`: comes back with the exit code once the truth is known, or once it is plain that somebody must look. */
export async function pay(flags: PayFlags): Promise<number> {
  const output = createOutput(flags);
  const amount = readAmount(flags.amount, flags.currency);
  const tip = flags.tip === undefined ? undefined : readAmount(flags.tip, flags.currency, 'tip');
  const connection = await readConnection(flags);
  const { poiid, settings } = connection;
  const engine = await createEngine({
    ...connection.engineOptions,
    // When the outcome is told, nothing is worth waiting for.
    limits: { ...connection.engineOptions.limits, closeTimeoutMs: 100 },
  });
  const request: PayRequest = {
    poiid,
    amount,
    reference: flags.reference,
    ...(tip !== undefined && { tip }),
    ...(settings.id !== undefined && { id: settings.id }),
    ...(flags.tenderOption !== undefined && { saleToAcquirerData: { tenderOptions: flags.tenderOption } }),
  };
  const transaction = await startOrClose(engine, request);
  announce(output, request, connection, transaction);
  const outcome = await followToTheEnd(transaction, poiid, output);
  try {
    report(output, outcome, transaction, flags);
    await engine.close();
  } catch (error) {
    // What is known of the money stays true, whatever goes wrong in telling it.
    output.notice(`tenderline: unexpected: ${error instanceof Error ? error.message : 'an error of an unknown kind'}`);
  }
  return exitCodeOf(outcome);
}

async function startOrClose(engine: Engine, request: PayRequest): Promise<Transaction> {
  try {
    return engine.pay(request);
  } catch (error) {
    await engine.close();
    throw error;
  }
}

function announce(output: Output, request: PayRequest, { address }: Connection, { id, serviceId }: Transaction): void {
  const tip = request.tip === undefined ? '' : ` and a tip of ${showAmount(request.tip)}`;
  const what = `${showAmount(request.amount)}${tip}`;
  output.say(`Paying ${output.paint('bold', what)} on ${request.poiid} at ${address}, reference ${request.reference}`);
  output.say(output.paint('dim', `  transaction ${id}, ServiceID ${serviceId}`));
}

function report(output: Output, outcome: Outcome | Unresolved, { id, serviceId }: Transaction, flags: PayFlags): void {
  const config = flags.config === undefined ? '' : ` --config ${quoted(flags.config)}`;
  const statusCommand = `tenderline status${config} --service-id ${serviceId}`;
  const [headline = '', ...details] = describeOutcome(outcome, { reference: flags.reference, statusCommand });
  const colour = ({ 0: 'green', 4: 'yellow' } as const)[exitCodeOf(outcome)] ?? 'red';
  output.say();
  output.say(output.paint(colour, headline));
  for (const line of details) output.say(line);
  if (flags.receipts === true && outcome.kind !== 'unresolved') {
    for (const receipt of outcome.receipts) {
      output.say(`\n--- ${plain(receipt.qualifier)}`);
      output.say(receiptToText(receipt));
    }
  }
  output.emit({ type: 'outcome', transaction: id, serviceId, outcome });
}
