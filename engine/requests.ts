import { InputError, formatValue } from '../errors.ts';
import type { MessageCategory } from '../protocol/header.ts';
import { parseTransactionId, type POIID, type TransactionId } from '../protocol/ids.ts';
import type { JsonObject } from '../protocol/json.ts';
import { cardAcquisitionRequest, type CardAcquisitionRequestInput } from '../protocol/messages/card-acquisition.ts';
import { paymentRequest } from '../protocol/messages/payment.ts';
import { storedValueRequest, type StoredValueItem } from '../protocol/messages/stored-value.ts';
import type { TransactionIdentification } from '../protocol/messages/response.ts';
import { parseAmount, type Amount } from '../protocol/money.ts';
import {
  encodeSaleToAcquirerData,
  type ApplicationInfo,
  type SaleToAcquirerData,
} from '../protocol/fields/sale-to-acquirer-data.ts';
import { VERSION } from '../version.ts';
import type { ResolvedOptions } from './options.ts';
import type { TransactionPlan } from './plan.ts';

/** What every transaction is asked for with. */
export interface TransactionRequest {
  /** The terminal: one of the engine's. */
  readonly poiid: string;
  /** Your reference for this attempt: the merchant reference in reports and webhooks. 1 to 80 characters. */
  readonly reference: string;
  /**
   * Names this transaction for ever: the same id with the same request gives the same transaction, and is sent once. Default: a
   * UUIDv7.
   */
  readonly id?: string;
  /** Waits in line when the terminal is occupied or quarantined. Default `false`: then it is not processed. */
  readonly queue?: boolean;
  readonly operatorId?: string;
  /** Tender options, metadata, shopper reference and the like. What is said of the application is the engine's to add. */
  readonly saleToAcquirerData?: Omit<SaleToAcquirerData, 'applicationInfo'>;
}

/** A payment to make. */
export interface PayRequest extends TransactionRequest {
  /** Integer minor units, 1 or more: EUR 10.99 is `{ currency: 'EUR', value: 1099 }`. */
  readonly amount: Amount;
  /** A tip agreed at the till, in the currency of the amount. */
  readonly tip?: Amount;
  /** Payment methods to allow, for example `['visa', 'mc']`. Default: all. */
  readonly allowedPaymentBrands?: readonly string[];
  /** Continues with the card of an acquisition: `poiTransactionId` of its outcome. */
  readonly cardAcquisition?: TransactionIdentification;
}

/** Money to give to a card that is presented, without an earlier payment (reference 5.1). Has to be activated by Adyen. */
export interface UnreferencedRefundRequest extends TransactionRequest {
  readonly amount: Amount;
}

/** A card to be read before it is known what will be paid (reference 6.6). */
export interface AcquireCardRequest extends TransactionRequest {
  readonly amount?: Amount;
  readonly tokenRequestedType?: CardAcquisitionRequestInput['tokenRequestedType'];
  readonly allowedPaymentBrands?: readonly string[];
}

/** Something to do with gift cards (reference 6.7). */
export interface StoredValueRequest extends TransactionRequest {
  readonly items: readonly StoredValueItem[];
}

const COMMON = ['poiid', 'reference', 'id', 'queue', 'operatorId', 'saleToAcquirerData'];
const REFERENCE_LENGTH_MAX = 80;

/** @throws {InputError} naming the member, what was expected and what was found */
export function planPayment(request: PayRequest, options: ResolvedOptions): TransactionPlan {
  const { currencyExponents: exponents } = options;
  const common = readCommon(request, options, ['amount', 'tip', 'allowedPaymentBrands', 'cardAcquisition']);
  const { allowedPaymentBrands, cardAcquisition } = request;
  const amount = payable(request.amount, options);
  const tip = request.tip === undefined ? undefined : parseAmount(request.tip, exponents, 'tip');
  if (tip !== undefined && tip.currency !== amount.currency) {
    throw new InputError('ERR_INPUT_CURRENCY', `tip.currency: expected ${amount.currency}, found ${tip.currency}`);
  }
  checkBrands(allowedPaymentBrands);
  checkIdentification('cardAcquisition', cardAcquisition);
  return common.plan('Payment', { amount }, (sale) =>
    paymentRequest(
      {
        ...sale,
        amount,
        ...(tip !== undefined && { tip }),
        ...(allowedPaymentBrands !== undefined && { allowedPaymentBrands }),
        ...(cardAcquisition !== undefined && { cardAcquisition }),
      },
      exponents,
    ),
  );
}

/** @throws {InputError} */
export function planUnreferencedRefund(request: UnreferencedRefundRequest, options: ResolvedOptions): TransactionPlan {
  const common = readCommon(request, options, ['amount']);
  const amount = payable(request.amount, options);
  return common.plan('Payment', { amount, refund: true }, (sale) =>
    paymentRequest({ ...sale, amount, paymentType: 'Refund' }, options.currencyExponents),
  );
}

/** @throws {InputError} */
export function planCardAcquisition(request: AcquireCardRequest, options: ResolvedOptions): TransactionPlan {
  const common = readCommon(request, options, ['amount', 'tokenRequestedType', 'allowedPaymentBrands']);
  const { tokenRequestedType, allowedPaymentBrands } = request;
  const amount = request.amount === undefined ? undefined : payable(request.amount, options);
  checkBrands(allowedPaymentBrands);
  return common.plan('CardAcquisition', { ...(amount !== undefined && { amount }) }, (sale) =>
    cardAcquisitionRequest(
      {
        ...sale,
        ...(amount !== undefined && { amount }),
        ...(tokenRequestedType !== undefined && { tokenRequestedType }),
        ...(allowedPaymentBrands !== undefined && { allowedPaymentBrands }),
      },
      options.currencyExponents,
    ),
  );
}

/** @throws {InputError} */
export function planStoredValue(request: StoredValueRequest, options: ResolvedOptions): TransactionPlan {
  const common = readCommon(request, options, ['items']);
  return common.plan('StoredValue', {}, (sale) =>
    storedValueRequest({ ...sale, items: request.items }, options.currencyExponents),
  );
}

/** Who the sale is for and when it was born, and what goes along with it. */
export interface Sale {
  readonly reference: string;
  readonly atMs: number;
  readonly operatorId?: string;
  readonly saleToAcquirerData?: string;
}

interface PlanExtras {
  readonly amount?: Amount;
  readonly refund?: boolean;
  readonly complete?: TransactionPlan['complete'];
}

export interface CommonParts {
  readonly POIID: POIID;
  readonly id: TransactionId | undefined;
  /** What the sale carries besides the category's own members; `currency` is told to the acquirer too. */
  sale(atMs: number, currency?: string): Sale;
  plan(category: MessageCategory, extras: PlanExtras, body: (sale: Sale) => JsonObject): TransactionPlan;
}

/** @throws {InputError} for what all requests have in common, and for members that nobody knows */
export function readCommon(
  request: TransactionRequest,
  options: ResolvedOptions,
  members: readonly string[],
): CommonParts {
  if (typeof request !== 'object' || request === null) {
    throw new InputError(
      'ERR_INPUT_REQUEST',
      `request: expected { poiid, reference, ... }, found ${formatValue(request)}`,
    );
  }
  const known = [...COMMON, ...members];
  const stranger = Object.keys(request).find((member) => !known.includes(member));
  if (stranger !== undefined) {
    throw new InputError(
      'ERR_INPUT_REQUEST',
      `request: expected only ${known.join(', ')}, found ${formatValue(stranger)}`,
    );
  }
  const { reference, operatorId, queue = false } = request;
  const POIID = knownTerminal(request.poiid, options);
  checkText('reference', reference);
  if (operatorId !== undefined) checkText('operatorId', operatorId);
  if (typeof queue !== 'boolean') {
    throw new InputError('ERR_INPUT_QUEUE', `queue: expected a boolean, found ${formatValue(queue)}`);
  }
  const data = request.saleToAcquirerData ?? {};
  if (typeof data === 'object' && 'applicationInfo' in data) {
    const expected = 'no applicationInfo (it comes from the options of the engine)';
    throw new InputError('ERR_INPUT_APPLICATION_INFO', `saleToAcquirerData: expected ${expected}, found one`);
  }
  const encode = (currency: string | undefined) =>
    encodeSaleToAcquirerData(
      { ...data, ...(currency !== undefined && { currency }), applicationInfo: applicationInfo(options) },
      options.saleToAcquirerDataEncoding,
    );
  encode(undefined); // what is wrong with it is said now, not when it is sent
  const id = request.id === undefined ? undefined : parseTransactionId(request.id);

  const sale = (atMs: number, currency?: string): Sale => {
    const saleToAcquirerData = encode(currency);
    return {
      reference,
      atMs,
      ...(operatorId !== undefined && { operatorId }),
      ...(saleToAcquirerData !== undefined && { saleToAcquirerData }),
    };
  };
  return {
    POIID,
    id,
    sale,
    plan(category, extras, body) {
      body(sale(0)); // the same for the body
      return {
        id,
        category,
        POIID,
        reference,
        wantsReceipts: data.tenderOptions?.includes('ReceiptHandler') ?? false,
        request: plain(category, request),
        complete: () => Promise.resolve({ body: (createdAtMs) => body(sale(createdAtMs)) }),
        ...extras,
      };
    },
  };
}

/** @throws {InputError} `ERR_INPUT_TERMINAL` */
export function knownTerminal(poiid: string, { terminals }: ResolvedOptions): POIID {
  const known = [...terminals.keys()];
  const found = known.find((candidate) => candidate === poiid);
  if (found !== undefined) return found;
  throw new InputError(
    'ERR_INPUT_TERMINAL',
    `poiid: expected a terminal of this engine (${known.join(', ')}), found ${formatValue(poiid)}`,
  );
}

/** An amount that can be paid: 1 or more. */
export function payable(amount: Amount, { currencyExponents }: ResolvedOptions): Amount {
  const parsed = parseAmount(amount, currencyExponents);
  if (parsed.value > 0) return parsed;
  throw new InputError('ERR_INPUT_AMOUNT', 'amount.value: expected an integer from 1 in minor units, found 0');
}

/** What was asked for, as it stands in the journal. Whether it waits in line changes nothing about what it is. */
function plain(category: MessageCategory, request: TransactionRequest): JsonObject {
  try {
    const { id: _id, queue: _queue, ...rest } = request;
    return JSON.parse(JSON.stringify({ category, ...rest })) as JsonObject;
  } catch (cause) {
    throw new InputError('ERR_INPUT_REQUEST', 'request: expected plain data, found something JSON cannot hold', {
      cause,
    });
  }
}

function applicationInfo({ application }: ResolvedOptions): ApplicationInfo {
  const ourselves = { adyenLibrary: { name: 'tenderline', version: VERSION } };
  if (application === undefined) return ourselves;
  const { name, version, integrator } = application;
  return {
    ...ourselves,
    merchantApplication: { name, version },
    ...(integrator !== undefined && { externalPlatform: { integrator, name, version } }),
  };
}

function checkText(name: string, value: unknown): void {
  if (typeof value === 'string' && /^[^\p{Cc}]{1,80}$/u.test(value)) return;
  const expected = `1 to ${REFERENCE_LENGTH_MAX} characters, none of them a control character`;
  throw new InputError(`ERR_INPUT_${name.toUpperCase()}`, `${name}: expected ${expected}, found ${formatValue(value)}`);
}

function checkBrands(brands: readonly string[] | undefined): void {
  if (brands === undefined) return;
  const isList = Array.isArray(brands) && brands.length > 0;
  if (isList && brands.every((brand) => typeof brand === 'string' && brand !== '')) return;
  throw new InputError(
    'ERR_INPUT_BRANDS',
    `allowedPaymentBrands: expected a list of names, found ${formatValue(brands)}`,
  );
}

/** @throws {InputError} `ERR_INPUT_POITRANSACTIONID` */
export function checkIdentification(name: string, value: TransactionIdentification | undefined): void {
  if (value === undefined) return;
  const { TransactionID, TimeStamp } = Object(value) as Partial<Record<keyof TransactionIdentification, unknown>>;
  if (typeof TransactionID === 'string' && TransactionID !== '' && typeof TimeStamp === 'string' && TimeStamp !== '') {
    return;
  }
  const expected = 'the POITransactionID of its outcome, { TransactionID, TimeStamp }';
  throw new InputError('ERR_INPUT_POITRANSACTIONID', `${name}: expected ${expected}, found ${formatValue(value)}`);
}
