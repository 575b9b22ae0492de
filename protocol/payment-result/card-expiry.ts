import { z } from 'zod';
import { readAdditionalResponse } from '../fields/additional-response.ts';
import type { JsonObject } from '../json.ts';
import { optionalOrUndefined, text } from '../validation/wire-schemas.ts';

const Instrument = z.looseObject({
  CardData: z.looseObject({ SensitiveCardData: z.looseObject({ ExpiryDate: text }) }),
});
const BodySchema = z.looseObject({
  Response: optionalOrUndefined(z.looseObject({ AdditionalResponse: z.unknown() })),
  PaymentResult: optionalOrUndefined(z.looseObject({ PaymentInstrumentData: optionalOrUndefined(Instrument) })),
  PaymentInstrumentData: optionalOrUndefined(Instrument),
});

/**
 * The last month of a card, `2028-02`, of an answer that has it: `expiryMonth` and `expiryYear`, else ExpiryDate, which is month and
 * year (reference 4.4, 4.5). Card data: nothing reads it unless it is asked for.
 */
export function readCardExpiry(response: JsonObject | undefined): string | undefined {
  const parsed = BodySchema.safeParse(response);
  if (!parsed.success) return undefined;
  const { Response, PaymentResult, PaymentInstrumentData } = parsed.data;
  const { expiryMonth, expiryYear } = readAdditionalResponse(Response?.AdditionalResponse);
  if (expiryMonth !== undefined && expiryYear !== undefined) return monthOf(expiryMonth, expiryYear);
  const instrument = PaymentResult?.PaymentInstrumentData ?? PaymentInstrumentData;
  const [, month = '', year = ''] =
    /^(\d{2})(\d{2})$/.exec(instrument?.CardData.SensitiveCardData.ExpiryDate ?? '') ?? [];
  return monthOf(month, year);
}

function monthOf(month: string, year: string): string | undefined {
  const isMonth = /^\d{1,2}$/.test(month) && Number(month) >= 1 && Number(month) <= 12;
  if (!isMonth || !/^(?:\d{2}|\d{4})$/.test(year)) return undefined;
  return `${year.padStart(4, '20')}-${month.padStart(2, '0')}`;
}
