import { identificationOf, type TransactionIdentification } from '../fields/poi-transaction-id.ts';
import { omitUndefined } from '../json.ts';
import { toWire, type Amount, type CurrencyExponents } from '../money.ts';
import { saleData, type SaleDataInput, type SaleTransaction } from './sale-data.ts';

/** What a Reversal is built from. */
export interface ReversalRequestInput extends SaleTransaction, SaleDataInput {
  /** The POITransactionID of the payment, both members exactly as the terminal sent them. */
  readonly original: TransactionIdentification;
  readonly reason: 'CustCancel' | 'MerchantCancel' | 'Malfunction' | 'Unable2Compl';
  /** The amount to refund; absent means all of it. Its currency must also be in `saleToAcquirerData`. */
  readonly amount?: Amount | undefined;
  /** Encoded; see sale-to-acquirer-data.ts. A partial refund carries `currency` in it. */
  readonly saleToAcquirerData?: string | undefined;
}

/** Builds the body of a Reversal, the refund of an earlier payment (reference 5.1). Its answer is read by outcome.ts. */
export function reversalRequest(input: ReversalRequestInput, exponents?: CurrencyExponents) {
  return omitUndefined({
    OriginalPOITransaction: { POITransactionID: identificationOf(input.original) },
    ReversalReason: input.reason,
    ReversedAmount: input.amount && toWire(input.amount, exponents),
    SaleData: saleData(input),
  });
}
