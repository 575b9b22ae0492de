import { z } from 'zod';
import { fromWire, toWire, type Amount } from '../../protocol/money.ts';
import { receiptsOf } from '../messages/receipts.ts';
import { Identification, SaleData } from '../messages/request-parts.ts';
import { readBody, type Read, type RequestHeader } from '../messages/request-reader.ts';
import { failed, poiData } from '../messages/responses.ts';
import { additionalResponse, readAcquirerData, type AcquirerData, type Pairs } from '../messages/text-encoding.ts';
import { isoTime, type WireObject } from '../messages/wire-object.ts';
import type { Environment } from '../platform/environment.ts';
import type { Verdict } from '../platform/host-verdict.ts';
import { authCode, pspReference } from '../primitives/identifiers.ts';
import type { ShopperPlan } from '../shopper-plan.ts';
import { cardOf, ENTRY_NAMES, instrumentOf, type Card, type CardEntry } from './card.ts';
import type { TransactionResult } from './transaction-result.ts';

/** Reference 4.1. */
const PaymentRequest = z.object({
  SaleData,
  PaymentTransaction: z.object({
    AmountsReq: z.object({ Currency: z.string(), RequestedAmount: z.number(), TipAmount: z.number().optional() }),
  }),
  PaymentData: z
    .object({ PaymentType: z.string().optional(), CardAcquisitionReference: Identification.optional() })
    .optional(),
});

/** A payment, as read from the request. */
export interface PaymentDetails {
  readonly header: RequestHeader;
  readonly request: Readonly<z.infer<typeof PaymentRequest>>;
  /** Without the tip. */
  readonly requested: Amount;
  /** The tip that was agreed at the till. */
  readonly tip: Amount | undefined;
  readonly isRefund: boolean;
  /** The card acquisition whose card pays. */
  readonly cardAcquisition: Identification | undefined;
  readonly acquirerData: AcquirerData;
}

export function readPayment(header: RequestHeader, body: unknown): Read<PaymentDetails> {
  const read = readBody(PaymentRequest, 'Payment', body);
  if (!read.ok) return read;
  const request = read.value;
  const { Currency, RequestedAmount, TipAmount } = request.PaymentTransaction.AmountsReq;
  const requested = fromWire(RequestedAmount, Currency);
  const tip = TipAmount === undefined ? undefined : fromWire(TipAmount, Currency);
  if (requested === undefined || (TipAmount !== undefined && tip === undefined)) {
    const wrong = requested === undefined ? 'RequestedAmount' : 'TipAmount';
    const field = fromWire(0, Currency) === undefined ? 'Currency' : wrong;
    return {
      ok: false,
      errors: [`At SaleToPOIRequest.PaymentRequest.PaymentTransaction.AmountsReq, field ${field}: Invalid`],
    };
  }
  const acquirerData = readAcquirerData(request.SaleData.SaleToAcquirerData);
  const isRefund = request.PaymentData?.PaymentType === 'Refund';
  const cardAcquisition = request.PaymentData?.CardAcquisitionReference;
  return { ok: true, value: { header, request, requested, tip, isRefund, cardAcquisition, acquirerData } };
}

/** How the terminal reads the card of a payment. An acquired card is in the chip reader (reference 6.6). */
export function entryOf({ cardAcquisition, acquirerData }: PaymentDetails, { card }: ShopperPlan): CardEntry {
  if (acquirerData.tenderOptions.has('MOTO')) return 'keyed';
  return cardAcquisition === undefined ? (card ?? 'contactless') : 'chip';
}

const ANY_SHOPPER: ShopperPlan = { does: 'presentsCard' };
const MERCHANT = 'TenderlineSimulator_POS';

/** Writes the PaymentResponse of a verdict (reference 4.4). */
export function paymentResult(
  details: PaymentDetails,
  verdict: Verdict,
  tender: string,
  { nowMs, random }: Pick<Environment, 'nowMs' | 'random'>,
  card: Card = cardOf(ANY_SHOPPER, entryOf(details, ANY_SHOPPER)),
): TransactionResult {
  if (verdict.kind === 'failed' && !verdict.failure.reachedHost) {
    return { body: bodyWithoutHost(details, verdict, tender, nowMs) };
  }
  const psp = pspReference(random);
  const TimeStamp = isoTime(nowMs);
  const POITransactionID = { TransactionID: `${tender}.${psp}`, TimeStamp };
  const base = { ...saleDataOf(details), POIData: poiData(POITransactionID) };
  const AcquirerTransactionID = { TransactionID: psp, TimeStamp };
  const { authentication: AuthenticationMethod } = card;
  const result = {
    OnlineFlag: true,
    ...(AuthenticationMethod !== undefined && { AuthenticationMethod }),
    PaymentInstrumentData: instrumentOf(card, details.request.SaleData),
  };

  if (verdict.kind === 'failed') {
    // As recorded: no AmountsResp, no ApprovalCode, no receipts.
    const PaymentResult = { ...result, ...acquirer(details, { AcquirerTransactionID }) };
    return { body: { Response: failedResponse(details, verdict, { pspReference: psp }), ...base, PaymentResult } };
  }

  const code = authCode(random);
  const { authorised } = verdict;
  const tip = verdict.kind === 'approved' ? verdict.tip : 0;
  const { TransactionID: reference } = details.request.SaleData.SaleTransactionID;
  return {
    body: {
      Response: {
        Result: verdict.kind === 'partial' ? 'Partial' : 'Success',
        AdditionalResponse: additionalResponse(
          approvedPairs(details, card, { psp, code, authorised, tip }),
          details.acquirerData.encoding,
        ),
      },
      ...base,
      PaymentResult: {
        ...result,
        AmountsResp: {
          AuthorizedAmount: toWire(authorised),
          Currency: authorised.currency,
          ...(tip > 0 && { TipAmount: toWire({ ...authorised, value: tip }) }),
        },
        ...acquirer(details, { ApprovalCode: code, AcquirerTransactionID }),
      },
      PaymentReceipt: receiptsOf({
        kind: details.isRefund ? 'refund' : 'payment',
        atMs: nowMs,
        amount: authorised,
        POIID: details.header.POIID,
        tenderReference: tender,
        reference,
        authCode: code,
        maskedPan: card.maskedPan,
        isSigned: AuthenticationMethod?.includes('SignatureCapture') === true,
      }),
    },
    entry: {
      at: nowMs,
      POIID: details.header.POIID,
      ServiceID: details.header.ServiceID,
      SaleID: details.header.SaleID,
      kind: details.isRefund ? 'reversal' : 'charge',
      amount: authorised,
      pspReference: psp,
      reference,
      POITransactionID,
    },
  };
}

/** The answer when the host was not asked: the tender reference stands alone, without a dot (reference 4.4). */
function bodyWithoutHost(
  details: PaymentDetails,
  verdict: Verdict & { kind: 'failed' },
  tender: string,
  nowMs: number,
): WireObject {
  return {
    Response: failedResponse(details, verdict),
    ...saleDataOf(details),
    POIData: poiData({ TransactionID: tender, TimeStamp: isoTime(nowMs) }),
    PaymentResult: {
      OnlineFlag: true,
      ...acquirer(details, {}),
      PaymentInstrumentData: { PaymentInstrumentType: 'Card', CardData: {} },
    },
  };
}

function failedResponse(
  details: PaymentDetails,
  { failure }: Verdict & { kind: 'failed' },
  more: Pairs = {},
): WireObject {
  const { ErrorCondition, message, refusalReason } = failure;
  const pairs = { ...more, message, ...(refusalReason !== undefined && { refusalReason }) };
  return failed(ErrorCondition, pairs, details.acquirerData.encoding);
}

function approvedPairs(
  { request }: PaymentDetails,
  card: Card,
  paid: { psp: string; code: string; authorised: Amount; tip: number },
): Pairs {
  const { currency, value } = paid.authorised;
  return {
    pspReference: paid.psp,
    transactionReferenceNumber: paid.psp,
    merchantReference: request.SaleData.SaleTransactionID.TransactionID,
    acquirerResponseCode: 'APPROVED',
    authCode: paid.code,
    posEntryMode: ENTRY_NAMES[card.entry].posEntryMode,
    paymentMethod: card.brand,
    cardSummary: card.summary,
    posAuthAmountCurrency: currency,
    posAuthAmountValue: String(value),
    authorisedAmountCurrency: currency,
    authorisedAmountValue: String(value),
    posOriginalAmountValue: String(value - paid.tip),
    ...(paid.tip > 0 && { posAmountGratuityValue: String(paid.tip) }),
    transactionType: 'GOODS_SERVICES',
    offline: 'false',
    unconfirmedBatchCount: '0',
    batteryLevel: '81%',
  };
}

function saleDataOf({ request }: PaymentDetails): WireObject {
  return { SaleData: { SaleTransactionID: request.SaleData.SaleTransactionID } };
}

function acquirer({ header }: PaymentDetails, more: WireObject): WireObject {
  return { PaymentAcquirerData: { MerchantID: MERCHANT, AcquirerPOIID: header.POIID, ...more } };
}
