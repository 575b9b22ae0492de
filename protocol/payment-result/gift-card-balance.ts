import type { AdditionalResponse } from '../fields/additional-response.ts';
import { isObject } from '../json.ts';
import { fromMinorUnits, type Amount, type CurrencyExponents } from '../money.ts';

/**
 * Reads what is left on the gift card of a payment: `currentBalanceAmount`, in minor units (reference 4.5). Terminals leave its currency out
 * (reference 6.7): it is that of the payment then. A balance in a wrong currency is worse than none, so a second currency in the answer
 * leaves it open.
 *
 * @param currencies that the rest of the answer names
 */
export function readGiftCardBalance(
  additional: AdditionalResponse,
  currencies: ReadonlySet<string>,
  exponents?: CurrencyExponents,
): Amount | undefined {
  const [only = ''] = currencies.size === 1 ? currencies : [];
  return fromMinorUnits(additional['currentBalanceAmount'], additional['currentBalanceCurrency'] ?? only, exponents);
}

const CURRENCIES = ['posAuthAmountCurrency', 'dcc.converted.amount.currency', 'dcc.org.amount.currency'] as const;

/** The currencies of an answer to a payment: of its amounts, and of a conversion. */
export function currenciesIn(body: unknown, additional: AdditionalResponse): ReadonlySet<string> {
  const { AmountsResp, CurrencyConversion = [] } = membersOf(membersOf(body)['PaymentResult']);
  const converted = Array.isArray(CurrencyConversion) ? CurrencyConversion : [CurrencyConversion];
  const named = [
    membersOf(AmountsResp)['Currency'],
    ...converted.map((conversion) => membersOf(membersOf(conversion)['ConvertedAmount'])['Currency']),
    ...CURRENCIES.map((name) => additional[name]),
  ];
  return new Set(named.flatMap((name) => (typeof name === 'string' ? [name.trim().toUpperCase()] : [])));
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
