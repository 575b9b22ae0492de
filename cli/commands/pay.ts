import type { PayRequest } from '../../index.ts';
import { runTransaction } from '../live/run-transaction.ts';
import { formatAmount } from '../output/format-amount.ts';
import { createOutput } from '../output/output.ts';
import { readAmount } from '../settings/amount-option.ts';
import { readConnection } from '../settings/connection.ts';
import type { TransactionFlags } from '../settings/flags.ts';

export interface PayFlags extends TransactionFlags {
  readonly amount: string;
  readonly currency: string;
  readonly tip?: string;
  readonly tenderOption?: readonly string[];
}

/** `tenderline pay`: returns the exit code when the outcome is known, or when staff must find it out. */
export async function pay(flags: PayFlags): Promise<number> {
  const output = createOutput(flags);
  const amount = readAmount(flags.amount, flags.currency);
  const tip = flags.tip === undefined ? undefined : readAmount(flags.tip, flags.currency, 'tip');
  const connection = await readConnection(flags);
  const { poiid, address, settings } = connection;
  const tenderOptions = tenderOptionsOf(flags);
  const request: PayRequest = {
    poiid,
    amount,
    reference: flags.reference,
    ...(tip !== undefined && { tip }),
    ...(settings.id !== undefined && { id: settings.id }),
    ...(flags.queue === true && { queue: true }),
    ...(tenderOptions.length > 0 && { saleToAcquirerData: { tenderOptions } }),
  };
  const sum = `${formatAmount(amount)}${tip === undefined ? '' : ` and a tip of ${formatAmount(tip)}`}`;
  return runTransaction({
    output,
    flags,
    connection,
    category: 'Payment',
    headline: `Paying ${output.paint('bold', sum)} on ${poiid} at ${address}, reference ${flags.reference}`,
    start: (engine) => engine.pay(request),
  });
}

/** With ReceiptHandler the till prints the receipts: the terminal prints none, and a status check asks for them again. */
function tenderOptionsOf({ tenderOption = [], receipts = false }: PayFlags): readonly string[] {
  return receipts && !tenderOption.includes('ReceiptHandler') ? [...tenderOption, 'ReceiptHandler'] : tenderOption;
}
