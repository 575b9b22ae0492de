import { z } from 'zod';
import { SaleData, TransactionConditions } from '../messages/request-parts.ts';
import { readBody, type Read, type RequestHeader } from '../messages/request-reader.ts';
import { poiData } from '../messages/responses.ts';
import { additionalResponse, readAcquirerData } from '../messages/text-encoding.ts';
import { isoTime, type WireObject } from '../messages/wire-object.ts';
import type { ShopperPlan } from '../shopper-plan.ts';
import { cardPairs } from './payment/additional-data.ts';
import { allowedEntry, cardOf, instrumentOf, loyaltyAccount, TOKEN, type Card } from './payment/card.ts';
import { CARD_REFUSALS } from './payment/play-payment.ts';
import { failedResult, type TransactionResult } from './transaction-result.ts';

/** Reference 6.6. */
const CardAcquisitionRequest = z.object({
  SaleData,
  CardAcquisitionTransaction: TransactionConditions.extend({ TotalAmount: z.number().optional() }),
});

/** A card acquisition, as read from the request. */
export interface AcquisitionDetails {
  readonly header: RequestHeader;
  readonly request: Readonly<z.infer<typeof CardAcquisitionRequest>>;
}

export function readAcquisition(header: RequestHeader, body: unknown): Read<AcquisitionDetails> {
  const read = readBody(CardAcquisitionRequest, 'CardAcquisition', body);
  return read.ok ? { ok: true, value: { header, request: read.value } } : read;
}

/**
 * The card was read: the terminal reports which it is and holds it (reference 6.6). Cards are inserted here, so that the payment
 * which follows needs no second tap. How long a real terminal waits for that payment is UNCONFIRMED; the simulator waits for ever.
 */
export function acquisitionResult(
  { header, request: { SaleData: saleData, CardAcquisitionTransaction: conditions } }: AcquisitionDetails,
  plan: ShopperPlan,
  tender: string,
  { nowMs }: { nowMs: number },
): TransactionResult {
  const entry = allowedEntry('chip', conditions.ForceEntryMode);
  if (entry === undefined) return failedResult(saleData, CARD_REFUSALS.noReader, tender, nowMs);
  const card = cardOf(plan, entry);
  const { AllowedPaymentBrand: allowed } = conditions;
  if (allowed !== undefined && !allowed.includes(card.brand)) {
    return failedResult(saleData, CARD_REFUSALS.brand, tender, nowMs);
  }
  const POITransactionID = { TransactionID: tender, TimeStamp: isoTime(nowMs) };
  const { encoding } = readAcquirerData(saleData.SaleToAcquirerData);
  const pairs = {
    message: 'CARD_ACQ_COMPLETED',
    ...cardPairs(card),
    ...(saleData.TokenRequestedType === 'Customer' && { alias: TOKEN, aliasType: 'Default' }),
  };
  return {
    body: {
      Response: { Result: 'Success', AdditionalResponse: additionalResponse(pairs, encoding) },
      SaleData: { SaleTransactionID: saleData.SaleTransactionID },
      POIData: poiData(POITransactionID),
      ...(conditions.CustomerLanguage !== undefined && { CustomerLanguage: conditions.CustomerLanguage }),
      ...presented(card, plan, saleData, conditions),
    },
    held: { header, POITransactionID, plan },
  };
}

/** A pass of a phone comes in the place of the card, whose data is empty then (reference 6.6). */
function presented(
  card: Card,
  { loyalty }: ShopperPlan,
  saleData: SaleData,
  { LoyaltyHandling }: TransactionConditions,
): WireObject {
  if (loyalty !== undefined && LoyaltyHandling !== 'Forbidden') {
    return {
      PaymentInstrumentData: { PaymentInstrumentType: 'Card', CardData: {} },
      LoyaltyAccount: [loyaltyAccount(loyalty)],
    };
  }
  return { PaymentInstrumentData: instrumentOf(card, saleData), PaymentBrand: [card.brand] };
}
