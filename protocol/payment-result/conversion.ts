import { z } from 'zod';
import type { AdditionalResponse } from '../fields/additional-response.ts';
import { omitUndefined } from '../json.ts';
import { fromMinorUnits, fromWire, type Amount, type CurrencyExponents } from '../money.ts';
import { flag, optionalOrUndefined, text } from '../validation/wire-schemas.ts';

/** A dynamic currency conversion: what the shopper pays in the currency of the card. The till records the amount of the sale. */
export interface Conversion {
  /** Whether the shopper chose it: CustomerApprovedFlag, which is true when it is missing. */
  readonly accepted: boolean;
  /** The currency of the card. */
  readonly currency: string;
  /** The converted amount. Absent when it cannot be read. */
  readonly amount?: Amount;
  /** Units of `currency` for one of the sale's currency, in decimals, for example `1.1180`. */
  readonly rate?: string;
  /** In percent, in decimals, for example `3.00`. */
  readonly markup?: string;
  /** CurrencyConversion.Commission, as it comes. */
  readonly commission?: string;
  /** The text that the shopper has to see: CurrencyConversion.Declaration. */
  readonly declaration?: string;
  /** Where the rate comes from: `dcc.source`. */
  readonly source?: string;
}

const ConversionSchema = z.looseObject({
  CustomerApprovedFlag: optionalOrUndefined(flag),
  ConvertedAmount: z.looseObject({ AmountValue: optionalOrUndefined(text), Currency: text }),
  Rate: optionalOrUndefined(text),
  Markup: optionalOrUndefined(text),
  Commission: optionalOrUndefined(text),
  Declaration: optionalOrUndefined(text),
});

export const CurrencyConversionSchema = z.union([
  z.array(ConversionSchema),
  ConversionSchema.transform((conversion) => [conversion]),
]);

/** Decimals that the whole numbers of AdditionalResponse have: `11180` is a rate of 1.1180, `300` a markup of 3.00 percent. */
const RATE_DECIMALS = 4;
const MARKUP_DECIMALS = 2;

/** Reads the conversion of an answer (reference 4.7), from CurrencyConversion or else from `dcc.*`; `undefined` when there is none. */
export function readConversion(
  conversions: z.infer<typeof CurrencyConversionSchema> | undefined,
  additional: AdditionalResponse,
  exponents?: CurrencyExponents,
): Conversion | undefined {
  const conversion = conversions?.[0];
  const currency = conversion?.ConvertedAmount.Currency ?? additional['dcc.converted.amount.currency'];
  if (currency === undefined) return undefined;
  return omitUndefined({
    accepted: conversion?.CustomerApprovedFlag ?? true,
    currency,
    amount:
      fromWire(conversion?.ConvertedAmount.AmountValue, currency, exponents) ??
      fromMinorUnits(additional['dcc.converted.amount.value'], currency, exponents),
    rate: conversion?.Rate ?? decimal(additional['dcc.exchangerate'], RATE_DECIMALS),
    markup: conversion?.Markup ?? decimal(additional['dcc.markup'], MARKUP_DECIMALS),
    commission: conversion?.Commission ?? additional['dcc.commissionfee'],
    declaration: conversion?.Declaration,
    source: additional['dcc.source'],
  });
}

/** A whole number with its last digits behind a point; `undefined` when it is none. */
function decimal(whole: string | undefined, decimals: number): string | undefined {
  if (whole === undefined || !/^\d{1,15}$/.test(whole)) return undefined;
  const digits = whole.padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
