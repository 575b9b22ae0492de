import { toWire } from '../../../protocol/money.ts';
import { receiptsOf } from '../../messages/receipts.ts';
import { failed, poiData } from '../../messages/responses.ts';
import { additionalResponse, type Pairs } from '../../messages/text-encoding.ts';
import { isoTime, type WireObject } from '../../messages/wire-object.ts';
import type { TransactionEnvironment } from '../../platform/environment.ts';
import type { Taken, Verdict } from '../../platform/payment-verdict.ts';
import { authCode, pspReference } from '../../primitives/identifiers.ts';
import type { ShopperPlan } from '../../shopper-plan.ts';
import type { TransactionResult } from '../transaction-result.ts';
import { approvedPairs, type Authorised } from './additional-data.ts';
import { instrumentOf, loyaltyAccount } from './card.ts';
import { conversionParts } from './conversion.ts';
import { balancePairs, ledgerEntry, spentGiftCard, type Approval, type Payer } from './movements.ts';
import type { PaymentDetails } from './read-payment.ts';

const MERCHANT = 'TenderlineSimulator_POS';

type Moment = Pick<TransactionEnvironment, 'nowMs' | 'random' | 'unconfirmed'>;

/** Writes the PaymentResponse of a verdict (reference 4.4), and what it moves. */
export function paymentResult(
  details: PaymentDetails,
  verdict: Verdict,
  tender: string,
  moment: Moment,
  payer: Payer,
): TransactionResult {
  if (verdict.kind !== 'failed') return approvedResult(details, verdict, tender, moment, payer);
  const { reachedHost } = verdict.failure;
  if (!reachedHost) return { body: bodyWithoutHost(details, verdict, tender, moment.nowMs) };
  const psp = pspReference(moment.random);
  const TimeStamp = isoTime(moment.nowMs);
  // As recorded: no AmountsResp, no ApprovalCode, no receipts.
  return {
    body: {
      Response: failedResponse(details, verdict, { pspReference: psp }),
      ...saleDataOf(details),
      POIData: poiData({ TransactionID: `${tender}.${psp}`, TimeStamp }),
      PaymentResult: {
        ...resultOf(details, payer, true),
        ...acquirer(details, { AcquirerTransactionID: { TransactionID: psp, TimeStamp } }),
      },
    },
  };
}

function approvedResult(
  details: PaymentDetails,
  verdict: Approval,
  tender: string,
  { nowMs, random, unconfirmed }: Moment,
  payer: Payer,
): TransactionResult {
  const { card, plan } = payer;
  const { authorised } = verdict.taken;
  const isOffline = verdict.offline !== undefined;
  const psp = pspReference(random);
  const code = authCode(random);
  // The platform has not seen an offline approval: it has no reference of it (reference 4.7).
  const known: Authorised = isOffline ? { psp: undefined, code: undefined } : { psp, code };
  const TimeStamp = isoTime(nowMs);
  const POITransactionID = { TransactionID: isOffline ? tender : `${tender}.${psp}`, TimeStamp };
  const conversion = conversionParts(plan, authorised);
  const giftCards = spentGiftCard(details, verdict.taken, payer, { nowMs, POITransactionID });
  const pairs = {
    ...approvedPairs(details, card, known, verdict, unconfirmed + Number(isOffline)),
    ...conversion.pairs,
    ...balancePairs(giftCards),
  };
  const isSigned = card.authentication?.some((method) => method.endsWith('Signature') || method === 'SignatureCapture');
  return {
    body: {
      Response: {
        Result: verdict.kind === 'partial' ? 'Partial' : 'Success',
        AdditionalResponse: additionalResponse(pairs, details.acquirerData.encoding),
      },
      ...saleDataOf(details),
      POIData: poiData(POITransactionID),
      PaymentResult: {
        ...resultOf(details, payer, !isOffline),
        ...(details.isRefund && { PaymentType: 'Refund' }),
        AmountsResp: amountsResp(verdict.taken),
        ...conversion.result,
        ...(card.authentication?.includes('SignatureCapture') === true && { CapturedSignature: SIGNATURE }),
        ...acquirer(details, {
          ...(!isOffline && { ApprovalCode: code, AcquirerTransactionID: { TransactionID: psp, TimeStamp } }),
        }),
      },
      ...loyaltyOf(details, plan),
      PaymentReceipt: receiptsOf({
        kind: details.isRefund ? 'refund' : 'payment',
        atMs: nowMs,
        amount: authorised,
        POIID: details.header.POIID,
        tenderReference: tender,
        reference: details.request.SaleData.SaleTransactionID.TransactionID,
        ...(known.code !== undefined && { authCode: known.code }),
        maskedPan: card.maskedPan,
        isSigned: isSigned === true,
      }),
    },
    entry: ledgerEntry(details, verdict, card, { nowMs, psp, POITransactionID }),
    giftCards,
  };
}

/** TotalFeesAmount is where a surcharge is expected (UNCONFIRMED, reference 4.3). */
function amountsResp({ authorised, tip, cashBack, fee }: Taken): WireObject {
  const part = (value: number) => toWire({ currency: authorised.currency, value });
  return {
    AuthorizedAmount: toWire(authorised),
    Currency: authorised.currency,
    ...(tip > 0 && { TipAmount: part(tip) }),
    ...(cashBack > 0 && { CashBackAmount: part(cashBack) }),
    ...(fee > 0 && { TotalFeesAmount: part(fee) }),
  };
}

/** Two strokes; the coordinates are hexadecimal, and FFFF, FFFF lifts the pen (UNCONFIRMED, reference 4.4). */
const SIGNATURE: WireObject = {
  AreaSize: { X: 'F0', Y: 'AA' },
  SignaturePoint: [
    { X: '0A', Y: '0B' },
    { X: '14', Y: '15' },
    { X: 'FFFF', Y: 'FFFF' },
    { X: '1E', Y: '1F' },
  ],
};

function loyaltyOf({ conditions }: PaymentDetails, { loyalty }: ShopperPlan): WireObject {
  if (loyalty === undefined || conditions.LoyaltyHandling === 'Forbidden') return {};
  return { LoyaltyResult: [{ LoyaltyAccount: loyaltyAccount(loyalty) }] };
}

function resultOf({ request, conditions }: PaymentDetails, { card }: Payer, OnlineFlag: boolean): WireObject {
  const { authentication: AuthenticationMethod } = card;
  const { CustomerLanguage } = conditions;
  return {
    OnlineFlag,
    ...(CustomerLanguage !== undefined && { CustomerLanguage }),
    ...(AuthenticationMethod !== undefined && { AuthenticationMethod }),
    PaymentInstrumentData: instrumentOf(card, request.SaleData),
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

function saleDataOf({ request }: PaymentDetails): WireObject {
  return { SaleData: { SaleTransactionID: request.SaleData.SaleTransactionID } };
}

function acquirer({ header }: PaymentDetails, more: WireObject): WireObject {
  return { PaymentAcquirerData: { MerchantID: MERCHANT, AcquirerPOIID: header.POIID, ...more } };
}
