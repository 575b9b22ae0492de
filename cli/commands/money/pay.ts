import type { PayRequest } from '../../../index.ts';
import { runTransaction } from '../../live/run-transaction.ts';
import { formatAmount } from '../../output/format-amount.ts';
import { createOutput } from '../../output/output.ts';
import { readConnection } from '../../settings/connection.ts';
import { readAmount } from '../../settings/requests/amount-option.ts';
import { readGiftCard, type GiftCardFlags } from '../../settings/requests/gift-card-option.ts';
import {
  readPaymentConditions,
  readSale,
  type PaymentFlags,
  type SaleFlags,
} from '../../settings/requests/sale-options.ts';
import { findAcquisition, type AcquisitionFlags } from './find-acquisition.ts';

export interface PayFlags extends SaleFlags, PaymentFlags, GiftCardFlags, AcquisitionFlags {
  readonly amount: string;
  readonly currency: string;
  readonly tip?: string;
  readonly cashBack?: string;
  readonly paidAmount?: string;
  readonly splitPayment?: boolean;
}

/** `tenderline pay`: returns the exit code when the outcome is known, or when staff must find it out. */
export async function pay(flags: PayFlags): Promise<number> {
  const output = createOutput(flags);
  const amounts = readAmounts(flags);
  const acquisition = await findAcquisition(flags);
  const connection = await readConnection(flags, process.env, acquisition?.poiid);
  const { poiid, address } = connection;
  const giftCard = await readGiftCard(flags);
  const request: PayRequest = {
    ...readSale(flags, connection),
    ...readPaymentConditions(flags),
    ...amounts,
    ...(flags.splitPayment === true && { splitPaymentFlag: true }),
    ...(acquisition !== undefined && { cardAcquisition: acquisition.poiTransactionId }),
    ...(giftCard !== undefined && { giftCard }),
  };
  return runTransaction({
    output,
    flags,
    connection,
    category: 'Payment',
    headline: `Paying ${output.paint('bold', formatSum(amounts))} on ${poiid} at ${address}, reference ${flags.reference}`,
    start: (engine) => engine.pay(request),
  });
}

type Amounts = Pick<PayRequest, 'amount' | 'tip' | 'cashBack' | 'paidAmount'>;

function readAmounts({ currency, ...flags }: PayFlags): Amounts {
  return {
    amount: readAmount(flags.amount, currency),
    ...(flags.tip !== undefined && { tip: readAmount(flags.tip, currency, 'tip') }),
    ...(flags.cashBack !== undefined && { cashBack: readAmount(flags.cashBack, currency, 'cashBack') }),
    ...(flags.paidAmount !== undefined && { paidAmount: readAmount(flags.paidAmount, currency, 'paidAmount') }),
  };
}

function formatSum({ amount, tip, cashBack }: Amounts): string {
  const tipped = tip === undefined ? '' : ` and a tip of ${formatAmount(tip)}`;
  return `${formatAmount(amount)}${tipped}${cashBack === undefined ? '' : `, ${formatAmount(cashBack)} of it in cash`}`;
}
