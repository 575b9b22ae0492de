import { isDeepStrictEqual } from 'node:util';
import { formatValue, InputError } from '../../errors.ts';
import type { MessageCategory } from '../../protocol/header.ts';
import { parseTransactionId, type POIID, type TransactionId } from '../../protocol/ids.ts';
import { omitUndefined, type JsonObject } from '../../protocol/json.ts';
import { parseAmount, type Amount } from '../../protocol/money.ts';
import type { ResolvedOptions } from '../options/engine-options.ts';
import { requestBody } from './request-bodies.ts';
import { parseRequest } from './request-schemas.ts';
import { checkReference, factsOf } from './transact-request.ts';
import type { PlannedRequest, TransactionRequest, TransactionType } from './transaction-requests.ts';

/** A caller's request, checked: plain frozen data, and all that a transaction is made of. */
export interface TransactionPlan {
  /** The id that the caller chose; absent when a new one is drawn. */
  readonly id?: TransactionId;
  /** Whether it may wait in the queue. */
  readonly queue: boolean;
  readonly category: MessageCategory;
  readonly POIID: POIID;
  readonly amount?: Amount;
  /** The part of the amount that the shopper wants in cash. */
  readonly cashBack?: Amount;
  /** A payment that gives money back. */
  readonly refund?: true;
  /** The POS handles receipts, so a status check asks for them again. */
  readonly wantsReceipts: boolean;
  readonly request: PlannedRequest;
}

const CATEGORIES: Readonly<Record<Exclude<TransactionType, 'transact'>, MessageCategory>> = {
  payment: 'Payment',
  refund: 'Reversal',
  unreferencedRefund: 'Payment',
  cardAcquisition: 'CardAcquisition',
  storedValue: 'StoredValue',
};

/** Replaces what is looked up later, where only the form of a body is checked. */
const ANY_ORIGINAL = { TransactionID: '-', TimeStamp: '-' };

/**
 * Checks a caller's request and copies it, in one step. The caller's object is not read afterwards.
 *
 * @throws {InputError} naming the member, what was expected and what was found
 */
export function planTransaction(type: TransactionType, given: unknown, options: ResolvedOptions): TransactionPlan {
  const { id, queue = false, ...data } = parseRequest(type, given) as TransactionRequest & Amounts;
  const amounts = parseAmounts(data, options);
  const POIID = knownTerminal(data.poiid, options);
  const request = Object.freeze({ type, ...data, ...amounts }) as PlannedRequest;
  if (request.type === 'refund') checkOriginal(request);
  if (request.type === 'transact') checkReference(request);
  refuseApplicationInfo(data.saleToAcquirerData);
  // A value that no message can carry is refused now, not when the request is sent.
  requestBody(request, { options, createdAtMs: 0, original: ANY_ORIGINAL });
  return Object.freeze({
    ...(id !== undefined && { id: parseTransactionId(id) }),
    queue,
    POIID,
    request,
    ...(request.type === 'transact'
      ? { category: request.category, ...factsOf(request, options.currencyExponents) }
      : {
          category: CATEGORIES[request.type],
          ...omitUndefined({ amount: amounts.amount, cashBack: amounts.cashBack }),
          ...(type === 'unreferencedRefund' && { refund: true as const }),
          wantsReceipts: data.saleToAcquirerData?.tenderOptions?.includes('ReceiptHandler') ?? false,
        }),
  });
}

/** @throws {InputError} `ERR_INPUT_TERMINAL` */
export function knownTerminal(poiid: string, { terminals }: Pick<ResolvedOptions, 'terminals'>): POIID {
  if (isKnown(poiid, terminals)) return poiid;
  const known = [...terminals.keys()];
  throw new InputError('ERR_INPUT_TERMINAL', {
    path: 'poiid',
    expected: `a terminal of this engine (${known.join(', ')})`,
    found: formatValue(poiid),
  });
}

function isKnown(poiid: string, terminals: ReadonlyMap<POIID, unknown>): poiid is POIID {
  return terminals.has(poiid as POIID);
}

/** The members that the journal stores. */
export function storedRequest({ request }: TransactionPlan): JsonObject {
  return request;
}

/** The members of a request that are amounts. All of them are in the currency of `amount`. */
const PARTS = ['tip', 'cashBack', 'paidAmount'] as const;

type Amounts = { readonly [Name in 'amount' | (typeof PARTS)[number]]?: Amount };

/**
 * Whether a transaction was made of the same request.
 *
 * @param request `undefined` of a damaged transaction: then its id alone states that it is the same
 */
export function isSameRequest(request: JsonObject | undefined, plan: TransactionPlan): boolean {
  return request === undefined || isDeepStrictEqual(request, storedRequest(plan));
}

/** @throws {InputError} `ERR_INPUT_AMOUNT`, `ERR_INPUT_CURRENCY` */
function parseAmounts(given: Amounts, { currencyExponents }: ResolvedOptions): Amounts {
  const amount = given.amount && parseAmount(given.amount, currencyExponents);
  if (amount?.value === 0) throw wrongAmount('amount', 'an integer from 1 in minor units', 0);
  const amounts: Amounts = { ...(amount && { amount: Object.freeze(amount) }) };
  for (const name of PARTS) {
    const part = given[name] && parseAmount(given[name], currencyExponents, name);
    if (part === undefined) continue;
    if (amount !== undefined && part.currency !== amount.currency) {
      const mistake = { path: `${name}.currency`, expected: amount.currency, found: part.currency };
      throw new InputError('ERR_INPUT_CURRENCY', mistake);
    }
    Object.assign(amounts, { [name]: Object.freeze(part) });
  }
  const { cashBack } = amounts;
  if (amount !== undefined && cashBack !== undefined && cashBack.value > amount.value) {
    throw wrongAmount('cashBack', `at most the amount, which includes it: ${amount.value}`, cashBack.value);
  }
  return amounts;
}

function wrongAmount(name: string, expected: string, found: number): InputError {
  return new InputError('ERR_INPUT_AMOUNT', { path: `${name}.value`, expected, found: String(found) });
}

/** @throws {InputError} `ERR_INPUT_ORIGINAL`, `ERR_INPUT_TRANSACTIONID` */
function checkOriginal({ transaction, original }: Extract<PlannedRequest, { type: 'refund' }>): void {
  if ((transaction === undefined) === (original === undefined)) {
    throw new InputError('ERR_INPUT_ORIGINAL', {
      path: 'refund',
      expected: 'one of transaction and original',
      found: 'both or none',
    });
  }
  if (transaction !== undefined) parseTransactionId(transaction);
}

/** @throws {InputError} `ERR_INPUT_APPLICATION_INFO` */
function refuseApplicationInfo(data: unknown): void {
  if (typeof data !== 'object' || data === null || !('applicationInfo' in data)) return;
  throw new InputError('ERR_INPUT_APPLICATION_INFO', {
    path: 'saleToAcquirerData',
    expected: 'no applicationInfo (it is a member of the request itself)',
    found: 'one',
  });
}
