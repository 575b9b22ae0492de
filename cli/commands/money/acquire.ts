import type { AcquireCardRequest, Outcome, Unresolved } from '../../../index.ts';
import { runTransaction } from '../../live/run-transaction.ts';
import { formatAmount } from '../../output/format-amount.ts';
import { row } from '../../output/layout.ts';
import { continueCommands } from '../../output/next-command.ts';
import { createOutput } from '../../output/output.ts';
import { readConnection } from '../../settings/connection.ts';
import { readOptionalAmount } from '../../settings/requests/amount-option.ts';
import { readCardConditions, readSale, type CardFlags, type SaleFlags } from '../../settings/requests/sale-options.ts';

export interface AcquireFlags extends SaleFlags, CardFlags {
  readonly amount?: string;
  readonly currency?: string;
  readonly forRefund?: boolean;
  readonly askCashBack?: boolean;
}

/** `tenderline acquire`: reads a card. Afterwards the terminal waits, so it tells how to continue and how to end it. */
export async function acquire(flags: AcquireFlags): Promise<number> {
  const output = createOutput(flags);
  const amount = readOptionalAmount(flags, 'acquire');
  const connection = await readConnection(flags);
  const { poiid, address, settings } = connection;
  const request: AcquireCardRequest = {
    ...readSale(flags, connection),
    ...readCardConditions(flags),
    ...(amount !== undefined && { amount }),
    ...(flags.forRefund === true && { paymentType: 'Refund' }),
    ...(flags.askCashBack === true && { cashBackFlag: true }),
  };
  const command = flags.forRefund === true ? 'unreferenced-refund' : 'pay';
  const what = amount === undefined ? 'a card' : `a card for ${formatAmount(amount)}`;
  return runTransaction({
    output,
    flags,
    connection,
    category: 'CardAcquisition',
    headline: `Reading ${output.paint('bold', what)} on ${poiid} at ${address}, reference ${flags.reference}`,
    start: (engine) => engine.acquireCard(request),
    next: (outcome, { id }) => nextSteps(outcome, continueCommands(command, flags, settings, id, outcome)),
  });
}

function nextSteps(outcome: Outcome | Unresolved, { proceed, end }: ReturnType<typeof continueCommands>): string[] {
  if (outcome.kind !== 'accepted') return [];
  return [
    ...row('the terminal', 'waits for what follows, and is free for no one else'),
    ...row('continue', proceed),
    ...row('or end it', end),
  ];
}
