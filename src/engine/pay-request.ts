import { InputError, shown } from '../errors.ts';
import type { MessageCategory } from '../protocol/header.ts';
import { parseTransactionId, type POIID, type TransactionId } from '../protocol/ids.ts';
import type { JsonObject } from '../protocol/json.ts';
import { paymentRequest } from '../protocol/messages/payment.ts';
import { parseAmount, type Amount } from '../protocol/money.ts';
import { encodeSaleToAcquirerData, type SaleToAcquirerData } from '../protocol/sale-to-acquirer-data.ts';
import { VERSION } from '../version.ts';
import type { ResolvedOptions } from './options.ts';

/** A payment to make. */
export interface PayRequest {
  /** The terminal to pay on: one of the engine's. */
  readonly poiid: string;
  /** Integer minor units, 1 or more: EUR 10.99 is `{ currency: 'EUR', value: 1099 }`. */
  readonly amount: Amount;
  /** Your reference for this attempt: the merchant reference in reports and webhooks. 1 to 80 characters. */
  readonly reference: string;
  /**
   * Names this transaction for ever: the same id with the same request gives the same transaction, and is sent once.
   * Default: a UUIDv7.
   */
  readonly id?: string;
  /** A tip agreed at the till, in the currency of the amount. */
  readonly tip?: Amount;
  readonly operatorId?: string;
  /** Payment methods to allow, for example `['visa', 'mc']`. Default: all. */
  readonly allowedPaymentBrands?: readonly string[];
  /** Tender options, metadata, shopper reference and the like. What is said of the application is the engine's to add. */
  readonly saleToAcquirerData?: Omit<SaleToAcquirerData, 'applicationInfo'>;
}

/** A request of a caller, checked: what the transaction is made of. */
export interface TransactionPlan {
  readonly id: TransactionId | undefined;
  readonly category: MessageCategory;
  readonly POIID: POIID;
  readonly reference: string;
  readonly amount: Amount;
  /** The POS handles receipts, so a status check asks for them again. */
  readonly wantsReceipts: boolean;
  /** What was asked for, as plain data: two requests are the same when this is. */
  readonly request: JsonObject;
  /** The body of the request, for a moment of birth in epoch milliseconds. */
  body(createdAtMs: number): JsonObject;
}

const REFERENCE_LENGTH_MAX = 80;

/** @throws {InputError} naming the member, what was expected and what was found */
export function planPayment(request: PayRequest, options: ResolvedOptions): TransactionPlan {
  if (typeof request !== 'object' || request === null) {
    throw new InputError('ERR_INPUT_REQUEST', `pay: expected { poiid, amount, reference }, found ${shown(request)}`);
  }
  const { currencyExponents: exponents, saleToAcquirerDataEncoding: encoding } = options;
  const { reference, operatorId, allowedPaymentBrands } = request;
  const POIID = knownTerminal(request.poiid, options);
  const amount = parseAmount(request.amount, exponents);
  if (amount.value === 0) {
    throw new InputError('ERR_INPUT_AMOUNT', 'amount.value: expected 1 or more in minor units, found 0');
  }
  const tip = request.tip === undefined ? undefined : parseAmount(request.tip, exponents, 'tip');
  if (tip !== undefined && tip.currency !== amount.currency) {
    throw new InputError('ERR_INPUT_CURRENCY', `tip.currency: expected ${amount.currency}, found ${tip.currency}`);
  }
  checkText('reference', reference, REFERENCE_LENGTH_MAX);
  if (operatorId !== undefined) checkText('operatorId', operatorId, REFERENCE_LENGTH_MAX);
  if (allowedPaymentBrands !== undefined && !isListOfTexts(allowedPaymentBrands)) {
    const found = shown(allowedPaymentBrands);
    throw new InputError('ERR_INPUT_BRANDS', `allowedPaymentBrands: expected a list of names, found ${found}`);
  }
  const saleToAcquirerData = encodeSaleToAcquirerData(
    { ...request.saleToAcquirerData, applicationInfo: applicationInfo(options) },
    encoding,
  );

  return {
    id: request.id === undefined ? undefined : parseTransactionId(request.id),
    category: 'Payment',
    POIID,
    reference,
    amount,
    wantsReceipts: request.saleToAcquirerData?.tenderOptions?.includes('ReceiptHandler') ?? false,
    request: JSON.parse(JSON.stringify({ ...request, id: undefined })) as JsonObject,
    body: (createdAtMs) =>
      paymentRequest(
        {
          reference,
          atMs: createdAtMs,
          amount,
          ...(tip !== undefined && { tip }),
          ...(operatorId !== undefined && { operatorId }),
          ...(allowedPaymentBrands !== undefined && { allowedPaymentBrands }),
          ...(saleToAcquirerData !== undefined && { saleToAcquirerData }),
        },
        exponents,
      ),
  };
}

/** @throws {InputError} `ERR_INPUT_TERMINAL`, `ERR_INPUT_POIID` */
export function knownTerminal(poiid: string, { terminals }: ResolvedOptions): POIID {
  const known = [...terminals.keys()];
  const found = known.find((candidate) => candidate === poiid);
  if (found !== undefined) return found;
  throw new InputError(
    'ERR_INPUT_TERMINAL',
    `poiid: expected a terminal of this engine (${known.join(', ')}), found ${shown(poiid)}`,
  );
}

function applicationInfo({ application }: ResolvedOptions): NonNullable<SaleToAcquirerData['applicationInfo']> {
  const ourselves = { adyenLibrary: { name: 'tenderline', version: VERSION } };
  if (application === undefined) return ourselves;
  const { name, version, integrator } = application;
  return {
    ...ourselves,
    merchantApplication: { name, version },
    ...(integrator !== undefined && { externalPlatform: { integrator, name, version } }),
  };
}

function checkText(name: string, value: unknown, lengthMax: number): void {
  if (typeof value === 'string' && value.length > 0 && value.length <= lengthMax && !/\p{Cc}/u.test(value)) return;
  const expected = `1 to ${lengthMax} characters, none of them a control character`;
  throw new InputError(`ERR_INPUT_${name.toUpperCase()}`, `${name}: expected ${expected}, found ${shown(value)}`);
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== '');
}
