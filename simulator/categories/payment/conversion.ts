import { CURRENCY_EXPONENTS } from '../../../protocol/currency-exponents.ts';
import { toWire, type Amount } from '../../../protocol/money.ts';
import type { Pairs } from '../../messages/text-encoding.ts';
import type { WireObject } from '../../messages/wire-object.ts';
import type { ShopperPlan } from '../../shopper-plan.ts';

const OFFER = { currency: 'USD', rate: '1.1180', markup: '3.00' };

/** Whether the terminal offers the currency of the card: neither offline nor with a surcharge (reference 4.7). */
export function offersConversion({ dcc, offline, surcharge }: ShopperPlan): boolean {
  return dcc !== undefined && offline === undefined && (surcharge === undefined || surcharge === 0);
}

/** What an answer has of a conversion: nothing of one that the shopper did not take. The names are UNCONFIRMED (reference 4.7). */
export interface ConversionParts {
  readonly result: WireObject;
  readonly pairs: Pairs;
}

export function conversionParts(plan: ShopperPlan, authorised: Amount): ConversionParts {
  if (!offersConversion(plan) || plan.dcc !== 'accepted') return { result: {}, pairs: {} };
  const { currency, rate, markup } = plan.dccOffer ?? OFFER;
  const converted = { currency, value: converts(authorised, currency, rate) };
  return {
    result: {
      CurrencyConversion: [
        {
          CustomerApprovedFlag: true,
          ConvertedAmount: { AmountValue: toWire(converted), Currency: currency },
          Rate: rate,
          Markup: markup,
          Declaration: 'I have been offered a choice of currencies.',
        },
      ],
    },
    pairs: {
      'dcc.org.amount.value': String(authorised.value),
      'dcc.org.amount.currency': authorised.currency,
      'dcc.converted.amount.value': String(converted.value),
      'dcc.converted.amount.currency': currency,
      'dcc.exchangerate': wholeOf(rate, 4),
      'dcc.markup': wholeOf(markup, 2),
      'dcc.commissionfee': '0',
      'dcc.source': 'Simulator',
    },
  };
}

/** The amount in minor units of the other currency, half of one rounded up. */
function converts({ value, currency: from }: Amount, to: string, rate: string): number {
  const decimals = 6 + exponentOf(from) - exponentOf(to);
  const product = BigInt(value) * BigInt(wholeOf(rate, 6));
  if (decimals <= 0) return Number(product * 10n ** BigInt(-decimals));
  const unit = 10n ** BigInt(decimals);
  return Number((product + unit / 2n) / unit);
}

function exponentOf(currency: string): number {
  return CURRENCY_EXPONENTS[currency] ?? 2;
}

/** Decimals as a whole number of that many digits behind the point: `1.118` with 4 is `11180`. */
function wholeOf(text: string, decimals: number): string {
  const [whole = '0', fraction = ''] = text.split('.');
  return String(BigInt(whole + fraction.padEnd(decimals, '0').slice(0, decimals)));
}
