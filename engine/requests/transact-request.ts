import { z } from 'zod';
import { formatValue, InputError } from '../../errors.ts';
import { decodeSaleToAcquirerData } from '../../protocol/fields/sale-to-acquirer-data.ts';
import { TRANSACTION_CATEGORIES, type TransactionCategory } from '../../protocol/header.ts';
import { isObject, type JsonObject } from '../../protocol/json.ts';
import { fromWire, type Amount, type CurrencyExponents } from '../../protocol/money.ts';
import { withRule } from '../../protocol/validation/input-rules.ts';

/**
 * A transaction whose body the caller writes, for what the typed requests do not have: stored first, sent once and asked about like all
 * others. The body is sent as it is.
 */
export interface TransactRequest {
  /** POIID of the terminal, one of the engine's. */
  readonly poiid: string;
  /** Your reference: where the body has a SaleTransactionID, its TransactionID. 1 to 80 characters. */
  readonly reference: string;
  /** As that of every transaction. Default: a UUIDv7. */
  readonly id?: string | undefined;
  /** Waits in the queue when the terminal is occupied. Default `false`. */
  readonly queue?: boolean | undefined;
  readonly category: TransactionCategory;
  /** The content of `<category>Request`, in the names of the Terminal API. */
  readonly body: JsonObject;
}

/** A body of the Terminal API, as the caller writes it. */
export const JsonBodySchema = withRule(
  { code: 'ERR_INPUT_BODY' },
  z.record(z.string(), z.unknown(), 'an object: the body, without its header and without the name of its category'),
);

/** The members of `TransactRequest` beside those of every transaction. */
export const TRANSACT_SHAPE = {
  category: withRule({ code: 'ERR_INPUT_CATEGORY' }, z.enum(TRANSACTION_CATEGORIES)),
  body: JsonBodySchema,
};

/**
 * The body has to name the transaction as the request does: by that name a status check finds it.
 *
 * @throws {InputError} `ERR_INPUT_REFERENCE`
 */
export function checkReference({ reference, body }: Pick<TransactRequest, 'reference' | 'body'>): void {
  const named = at(body, 'SaleData', 'SaleTransactionID', 'TransactionID');
  if (named === undefined || named === reference) return;
  const expected = `the TransactionID of the body, ${formatValue(named)}`;
  throw new InputError('ERR_INPUT_REFERENCE', { path: 'reference', expected, found: formatValue(reference) });
}

/** Whether a body gives money back. */
export function givesBack({ category, body }: { readonly category?: unknown; readonly body?: unknown }): boolean {
  return category === 'Reversal' || at(body, 'PaymentData', 'PaymentType') === 'Refund';
}

/** What the machine has to know of a body: what it asks for, and whether it gives back. */
export interface BodyFacts {
  readonly amount?: Amount;
  readonly cashBack?: Amount;
  readonly refund?: true;
  readonly wantsReceipts: boolean;
}

/** Reads a body that the caller wrote. What cannot be read is not known, and then nothing is compared with the answer. */
export function factsOf({ body }: Pick<TransactRequest, 'body'>, exponents: CurrencyExponents): BodyFacts {
  const currency = at(body, 'PaymentTransaction', 'AmountsReq', 'Currency');
  const amountOf = (name: string) =>
    typeof currency === 'string'
      ? fromWire(at(body, 'PaymentTransaction', 'AmountsReq', name), currency, exponents)
      : undefined;
  const [amount, cashBack] = [amountOf('RequestedAmount'), amountOf('CashBackAmount')];
  const data = at(body, 'SaleData', 'SaleToAcquirerData');
  const tenderOptions = typeof data === 'string' ? decodeSaleToAcquirerData(data).tenderOptions : undefined;
  return {
    ...(amount && { amount }),
    ...(cashBack && { cashBack }),
    ...(at(body, 'PaymentData', 'PaymentType') === 'Refund' && { refund: true as const }),
    wantsReceipts: tenderOptions?.includes('ReceiptHandler') ?? false,
  };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}
