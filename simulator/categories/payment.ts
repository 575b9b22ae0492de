import { fromWire, toWire, type Amount } from '../../protocol/money.ts';
import { cardOf, ENTRY_NAMES, instrumentOf, type Card, type CardEntry } from './card.ts';
import { poiData, type Ended } from './transaction-result.ts';
import { additionalResponse, readAcquirerData, type AcquirerData, type Pairs } from '../messages/text-encoding.ts';
import { failed, isoTime, type WireObject } from '../messages/responses.ts';
import { receiptsOf } from '../messages/receipts.ts';
import { authCode, pspReference, type RandomBytes } from '../primitives/identifiers.ts';
import {
  readBody,
  PaymentRequest,
  type Identification,
  type Read,
  type RequestHeader,
} from '../messages/request-reader.ts';
import type { ShopperPlan } from '../settings.ts';
import type { Verdict } from '../platform/host-verdict.ts';

/** A payment as the terminal understood it. */
export interface PaymentFacts {
  readonly header: RequestHeader;
  readonly request: PaymentRequest;
  readonly asked: Amount;
  readonly isRefund: boolean;
  /** The card acquisition whose card pays. */
  readonly cardAcquisition: Identification | undefined;
  readonly acquirerData: AcquirerData;
}

export function readPayment(header: RequestHeader, body: unknown): Read<PaymentFacts> {
  const read = readBody(PaymentRequest, 'Payment', body);
  if (!read.ok) return read;
  const request = read.value;
  const { Currency, RequestedAmount } = request.PaymentTransaction.AmountsReq;
  const asked = fromWire(RequestedAmount, Currency);
  if (asked === undefined) {
    const field = fromWire(0, Currency) === undefined ? 'Currency' : 'RequestedAmount';
    return {
      ok: false,
      errors: [`At SaleToPOIRequest.PaymentRequest.PaymentTransaction.AmountsReq, field ${field}: Invalid`],
    };
  }
  const acquirerData = readAcquirerData(request.SaleData.SaleToAcquirerData);
  const isRefund = request.PaymentData?.PaymentType === 'Refund';
  const cardAcquisition = request.PaymentData?.CardAcquisitionReference;
  return { ok: true, value: { header, request, asked, isRefund, cardAcquisition, acquirerData } };
}

/** How a payment gets at its card. An acquired card is in the chip reader (reference 6.6). */
export function entryOf({ cardAcquisition, acquirerData }: PaymentFacts, { card }: ShopperPlan): CardEntry {
  if (acquirerData.tenderOptions.has('MOTO')) return 'keyed';
  return cardAcquisition === undefined ? (card ?? 'contactless') : 'chip';
}

const ANY_SHOPPER: ShopperPlan = { does: 'presentsCard' };
const MERCHANT = 'TenderlineSimulator_POS';

/** Writes the PaymentResponse of a verdict (reference 4.4). */
export function endPayment(
  facts: PaymentFacts,
  verdict: Verdict,
  tender: string,
  { nowMs, random }: { nowMs: number; random: RandomBytes },
  card: Card = cardOf(ANY_SHOPPER, entryOf(facts, ANY_SHOPPER)),
): Ended {
  if (verdict.kind === 'failed' && !verdict.failure.reachedHost)
    return { body: earlyEnd(facts, verdict, tender, nowMs) };
  const psp = pspReference(random);
  const TimeStamp = isoTime(nowMs);
  const POITransactionID = { TransactionID: `${tender}.${psp}`, TimeStamp };
  const base = { ...saleDataOf(facts), POIData: poiData(POITransactionID) };
  const AcquirerTransactionID = { TransactionID: psp, TimeStamp };
  const { authentication: AuthenticationMethod } = card;
  const result = {
    OnlineFlag: true,
    ...(AuthenticationMethod !== undefined && { AuthenticationMethod }),
    PaymentInstrumentData: instrumentOf(card, facts.request.SaleData),
  };

  if (verdict.kind === 'failed') {
    // As recorded: no AmountsResp, no ApprovalCode, no receipts.
    const PaymentResult = { ...result, ...acquirer(facts, { AcquirerTransactionID }) };
    return { body: { Response: failedResponse(facts, verdict, { pspReference: psp }), ...base, PaymentResult } };
  }

  const code = authCode(random);
  const { authorised } = verdict;
  const tip = verdict.kind === 'approved' ? verdict.tip : 0;
  const { TransactionID: reference } = facts.request.SaleData.SaleTransactionID;
  return {
    body: {
      Response: {
        Result: verdict.kind === 'partial' ? 'Partial' : 'Success',
        AdditionalResponse: additionalResponse(
          approvedPairs(facts, card, { psp, code, authorised, tip }),
          facts.acquirerData.encoding,
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
        ...acquirer(facts, { ApprovalCode: code, AcquirerTransactionID }),
      },
      PaymentReceipt: receiptsOf({
        kind: facts.isRefund ? 'refund' : 'payment',
        atMs: nowMs,
        amount: authorised,
        POIID: facts.header.POIID,
        tenderReference: tender,
        reference,
        authCode: code,
        maskedPan: card.maskedPan,
      }),
    },
    entry: {
      at: nowMs,
      POIID: facts.header.POIID,
      ServiceID: facts.header.ServiceID,
      SaleID: facts.header.SaleID,
      kind: facts.isRefund ? 'reversal' : 'charge',
      amount: authorised,
      pspReference: psp,
      reference,
      POITransactionID,
    },
  };
}

/** The payment ended before the host was asked: the tender reference stands alone, without a dot (reference 4.4). */
function earlyEnd(
  facts: PaymentFacts,
  verdict: Verdict & { kind: 'failed' },
  tender: string,
  nowMs: number,
): WireObject {
  return {
    Response: failedResponse(facts, verdict),
    ...saleDataOf(facts),
    POIData: poiData({ TransactionID: tender, TimeStamp: isoTime(nowMs) }),
    PaymentResult: {
      OnlineFlag: true,
      ...acquirer(facts, {}),
      PaymentInstrumentData: { PaymentInstrumentType: 'Card', CardData: {} },
    },
  };
}

function failedResponse(facts: PaymentFacts, { failure }: Verdict & { kind: 'failed' }, more: Pairs = {}): WireObject {
  const { ErrorCondition, message, refusalReason } = failure;
  const pairs = { ...more, message, ...(refusalReason !== undefined && { refusalReason }) };
  return failed(ErrorCondition, pairs, facts.acquirerData.encoding);
}

function approvedPairs(
  { request }: PaymentFacts,
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

function saleDataOf({ request }: PaymentFacts): WireObject {
  return { SaleData: { SaleTransactionID: request.SaleData.SaleTransactionID } };
}

function acquirer({ header }: PaymentFacts, more: WireObject): WireObject {
  return { PaymentAcquirerData: { MerchantID: MERCHANT, AcquirerPOIID: header.POIID, ...more } };
}
