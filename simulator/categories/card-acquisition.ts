import { cardOf, instrumentOf } from './card.ts';
import { poiData, type Ended } from './transaction-result.ts';
import { additionalResponse, readAcquirerData } from '../messages/text-encoding.ts';
import { isoTime } from '../messages/responses.ts';
import { CardAcquisitionRequest, readBody, type Read, type RequestHeader } from '../messages/request-reader.ts';
import type { ShopperPlan } from '../settings.ts';

/** A card acquisition as the terminal understood it. */
export interface AcquisitionFacts {
  readonly header: RequestHeader;
  readonly request: CardAcquisitionRequest;
}

export function readAcquisition(header: RequestHeader, body: unknown): Read<AcquisitionFacts> {
  const read = readBody(CardAcquisitionRequest, 'CardAcquisition', body);
  return read.ok ? { ok: true, value: { header, request: read.value } } : read;
}

/**
 * The card was read: the terminal says which it is and keeps it (reference 6.6). Cards are inserted here, so that the payment
 * which follows needs no second tap; how long a real terminal waits for that payment is UNCONFIRMED, and here it is for ever.
 */
export function endAcquisition(
  { header, request: { SaleData } }: AcquisitionFacts,
  plan: ShopperPlan,
  tender: string,
  { nowMs }: { nowMs: number },
): Ended {
  const card = cardOf(plan, 'chip');
  const POITransactionID = { TransactionID: tender, TimeStamp: isoTime(nowMs) };
  const { encoding } = readAcquirerData(SaleData.SaleToAcquirerData);
  const pairs = { paymentMethod: card.brand, cardSummary: card.summary, posEntryMode: 'ICC' };
  return {
    body: {
      Response: { Result: 'Success', AdditionalResponse: additionalResponse(pairs, encoding) },
      SaleData: { SaleTransactionID: SaleData.SaleTransactionID },
      POIData: poiData(POITransactionID),
      PaymentInstrumentData: instrumentOf(card, SaleData),
      PaymentBrand: [card.brand],
    },
    held: { header, POITransactionID, plan },
  };
}
