import { z } from 'zod';
import { SaleData } from '../messages/request-parts.ts';
import { readBody, type Read, type RequestHeader } from '../messages/request-reader.ts';
import { poiData } from '../messages/responses.ts';
import { additionalResponse, readAcquirerData } from '../messages/text-encoding.ts';
import { isoTime } from '../messages/wire-object.ts';
import type { ShopperPlan } from '../shopper-plan.ts';
import { cardOf, instrumentOf } from './card.ts';
import type { TransactionResult } from './transaction-result.ts';

/** Reference 6.6. */
const CardAcquisitionRequest = z.object({
  SaleData,
  CardAcquisitionTransaction: z.object({ TotalAmount: z.number().optional() }),
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
  { header, request: { SaleData: saleData } }: AcquisitionDetails,
  plan: ShopperPlan,
  tender: string,
  { nowMs }: { nowMs: number },
): TransactionResult {
  const card = cardOf(plan, 'chip');
  const POITransactionID = { TransactionID: tender, TimeStamp: isoTime(nowMs) };
  const { encoding } = readAcquirerData(saleData.SaleToAcquirerData);
  const pairs = { paymentMethod: card.brand, cardSummary: card.summary, posEntryMode: 'ICC' };
  return {
    body: {
      Response: { Result: 'Success', AdditionalResponse: additionalResponse(pairs, encoding) },
      SaleData: { SaleTransactionID: saleData.SaleTransactionID },
      POIData: poiData(POITransactionID),
      PaymentInstrumentData: instrumentOf(card, saleData),
      PaymentBrand: [card.brand],
    },
    held: { header, POITransactionID, plan },
  };
}
