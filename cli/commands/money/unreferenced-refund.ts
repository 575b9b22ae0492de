import type { UnreferencedRefundRequest } from '../../../index.ts';
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

export interface UnreferencedRefundFlags extends SaleFlags, PaymentFlags, GiftCardFlags, AcquisitionFlags {
  readonly amount: string;
  readonly currency: string;
}

/** `tenderline unreferenced-refund`: gives money back to a card that is presented, without an earlier payment. */
export async function unreferencedRefund(flags: UnreferencedRefundFlags): Promise<number> {
  const output = createOutput(flags);
  const amount = readAmount(flags.amount, flags.currency);
  const acquisition = await findAcquisition(flags);
  const connection = await readConnection(flags, process.env, acquisition?.poiid);
  const { poiid, address } = connection;
  const giftCard = await readGiftCard(flags);
  const request: UnreferencedRefundRequest = {
    ...readSale(flags, connection),
    ...readPaymentConditions(flags),
    amount,
    ...(acquisition !== undefined && { cardAcquisition: acquisition.poiTransactionId }),
    ...(giftCard !== undefined && { giftCard }),
  };
  const what = output.paint('bold', formatAmount(amount));
  return runTransaction({
    output,
    flags,
    connection,
    category: 'Payment',
    refund: true,
    headline: `Refunding ${what} to a card on ${poiid} at ${address}, reference ${flags.reference}`,
    start: (engine) => engine.unreferencedRefund(request),
  });
}
