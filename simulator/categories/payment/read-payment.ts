import { z } from 'zod';
import { fromWire, type Amount } from '../../../protocol/money.ts';
import { Identification, SaleData, StoredValueAccountID, TransactionConditions } from '../../messages/request-parts.ts';
import { readBody, type Read, type RequestHeader } from '../../messages/request-reader.ts';
import { readAcquirerData, type AcquirerData } from '../../messages/text-encoding.ts';
import type { TerminalSettings } from '../../settings.ts';

/** Reference 4.1. */
const PaymentRequest = z.object({
  SaleData,
  PaymentTransaction: z.object({
    AmountsReq: z.object({
      Currency: z.string(),
      RequestedAmount: z.number(),
      TipAmount: z.number().optional(),
      CashBackAmount: z.number().optional(),
      PaidAmount: z.number().optional(),
    }),
    TransactionConditions: TransactionConditions.optional(),
  }),
  PaymentData: z
    .object({
      PaymentType: z.string().optional(),
      SplitPaymentFlag: z.boolean().optional(),
      CardAcquisitionReference: Identification.optional(),
      PaymentInstrumentData: z.object({ StoredValueAccountID: StoredValueAccountID.optional() }).optional(),
    })
    .optional(),
});

/** A payment, as read from the request. */
export interface PaymentDetails {
  readonly header: RequestHeader;
  readonly request: Readonly<z.infer<typeof PaymentRequest>>;
  /** Cash back included, without the tip. */
  readonly requested: Amount;
  /** The part of it that the shopper wants in cash, in minor units. */
  readonly cashBack: number;
  /** The tip that was agreed at the till. */
  readonly tip: Amount | undefined;
  readonly isRefund: boolean;
  /** The card acquisition whose card pays. */
  readonly cardAcquisition: Identification | undefined;
  /** What the till scanned: it pays, and the shopper presents no card. */
  readonly scanned: StoredValueAccountID | undefined;
  readonly conditions: TransactionConditions;
  readonly acquirerData: AcquirerData;
}

/** Reads a payment, whose RequestedAmount has the tip in it where the settings say so. */
export function readPayment(
  header: RequestHeader,
  body: unknown,
  { requestedAmountHasTip }: Pick<TerminalSettings, 'requestedAmountHasTip'>,
): Read<PaymentDetails> {
  const read = readBody(PaymentRequest, 'Payment', body);
  if (!read.ok) return read;
  const request = read.value;
  const { AmountsReq, TransactionConditions: conditions = {} } = request.PaymentTransaction;
  const { Currency } = AmountsReq;
  if (fromWire(0, Currency) === undefined) return invalidAmount('Currency');
  const wrong = AMOUNTS.find((name) => minorOf(AmountsReq[name], Currency) === undefined);
  if (wrong !== undefined) return invalidAmount(wrong);
  const [sent = 0, tip = 0, cashBack = 0] = AMOUNTS.map((name) => minorOf(AmountsReq[name], Currency));
  const requested = requestedAmountHasTip ? sent - tip : sent;
  if (requested < 0) return invalidAmount('TipAmount');
  if (cashBack > requested) return invalidAmount('CashBackAmount');
  const account = request.PaymentData?.PaymentInstrumentData?.StoredValueAccountID;
  return {
    ok: true,
    value: {
      header,
      request,
      requested: { currency: Currency, value: requested },
      cashBack,
      tip: AmountsReq.TipAmount === undefined ? undefined : { currency: Currency, value: tip },
      isRefund: request.PaymentData?.PaymentType === 'Refund',
      cardAcquisition: request.PaymentData?.CardAcquisitionReference,
      // A card that is swiped or keyed in at the terminal comes without its number.
      scanned: account?.StoredValueID === undefined || account.StoredValueID === '' ? undefined : account,
      conditions,
      acquirerData: readAcquirerData(request.SaleData.SaleToAcquirerData),
    },
  };
}

const AMOUNTS = ['RequestedAmount', 'TipAmount', 'CashBackAmount', 'PaidAmount'] as const;

/** An amount in minor units, 0 when there is none; `undefined` when it is not an amount of that currency. */
function minorOf(major: number | undefined, currency: string): number | undefined {
  return major === undefined ? 0 : fromWire(major, currency)?.value;
}

function invalidAmount(field: string): Read<never> {
  return {
    ok: false,
    errors: [`At SaleToPOIRequest.PaymentRequest.PaymentTransaction.AmountsReq, field ${field}: Invalid`],
  };
}
