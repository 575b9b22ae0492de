import type { TransactRequest } from '../../../index.ts';
import { runTransaction } from '../../live/run-transaction.ts';
import { createOutput } from '../../output/output.ts';
import { readConnection } from '../../settings/connection.ts';
import type { TransactionFlags } from '../../settings/flags.ts';
import { readBody } from '../../settings/requests/body-option.ts';

export interface TransactFlags extends TransactionFlags {
  readonly category: string;
  readonly body: string;
}

/** `tenderline transact`: a transaction whose body the caller wrote: stored first, sent once and asked about like all others. */
export async function transact(flags: TransactFlags): Promise<number> {
  const output = createOutput(flags);
  const body = await readBody(flags.body);
  const connection = await readConnection(flags);
  const { poiid, address, settings } = connection;
  const category = flags.category as TransactRequest['category']; // for the library to check
  const paymentData: { readonly PaymentType?: unknown } = Object(body['PaymentData']);
  return runTransaction({
    output,
    flags,
    connection,
    category,
    refund: paymentData.PaymentType === 'Refund',
    headline: `Sending a ${output.paint('bold', category)} to ${poiid} at ${address}, reference ${flags.reference}`,
    start: (engine) =>
      engine.transact({
        poiid,
        reference: flags.reference,
        category,
        body,
        ...(settings.id !== undefined && { id: settings.id }),
        ...(flags.queue === true && { queue: true }),
      }),
  });
}
