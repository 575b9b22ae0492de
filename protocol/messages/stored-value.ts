import { z } from 'zod';
import { lenient, openEnum, text } from '../json.ts';
import { fromWire, parseAmount, toWire, type Amount, type CurrencyExponents } from '../money.ts';
import { readPOITransactionID, type POITransactionID } from '../fields/poi-transaction-id.ts';
import { readReceipts, type Receipt } from '../fields/receipts.ts';
import { checkWord, wrong } from './check.ts';
import { storedValueAccountId, type GiftCard } from './gift-card.ts';
import { saleData, type SaleTransaction } from './payment.ts';
import { ResponseSchema, type TransactionIdentification } from './response.ts';
import { resultOf, type RequestResult } from './result.ts';

/**
 * What is done to a gift card (reference 6.7).
 * - `Activate` makes a new card valid, with an amount on it if one is given
 * - `Load`, `Unload`, `Reserve` put an amount on it, take it off, keep it for later
 * - `Reverse` undoes an earlier transaction, which `original` names
 * - `Duplicate` gives the data of an earlier activation or load once more
 */
export type StoredValueTransactionType = (typeof TYPES)[number];

const TYPES = ['Activate', 'Load', 'Unload', 'Reserve', 'Reverse', 'Duplicate'] as const;
const WITH_AMOUNT: readonly StoredValueTransactionType[] = ['Load', 'Unload', 'Reserve'];

export interface StoredValueItem {
  readonly type: StoredValueTransactionType;
  /** Integer minor units, 1 or more. Load, Unload and Reserve need it. */
  readonly amount?: Amount;
  /** The card. Without one the terminal asks for it. */
  readonly giftCard?: GiftCard;
  /** The POITransactionID of the transaction to undo, both members verbatim. Reverse needs it. */
  readonly original?: TransactionIdentification;
}

export interface StoredValueRequestInput extends SaleTransaction {
  /** What is done, in this order; one or more. */
  readonly items: readonly StoredValueItem[];
  readonly operatorId?: string;
  /** Encoded; see sale-to-acquirer-data.ts. */
  readonly saleToAcquirerData?: string;
}

/**
 * Builds the body of a StoredValue (reference 6.7).
 *
 * @throws {InputError} `ERR_INPUT_STORED_VALUE`, `ERR_INPUT_AMOUNT`, `ERR_INPUT_CURRENCY`, `ERR_INPUT_GIFT_CARD`
 */
export function storedValueRequest(input: StoredValueRequestInput, exponents?: CurrencyExponents) {
  if (!Array.isArray(input.items) || input.items.length === 0) {
    throw wrong('ERR_INPUT_STORED_VALUE', 'items', 'one or more', input.items);
  }
  return {
    SaleData: saleData(input),
    StoredValueData: input.items.map((item, index) => storedValueData(item, `items[${index}]`, exponents)),
  };
}

function storedValueData(item: StoredValueItem, thing: string, exponents: CurrencyExponents | undefined) {
  checkWord('ERR_INPUT_STORED_VALUE', `${thing}.type`, TYPES, item?.type);
  const { type, giftCard, original } = item;
  const amount = item.amount === undefined ? undefined : parseAmount(item.amount, exponents, `${thing}.amount`);
  if (amount?.value === 0 || (amount === undefined && WITH_AMOUNT.includes(type))) {
    throw wrong('ERR_INPUT_AMOUNT', `${thing}.amount`, `1 or more in minor units for ${type}`, amount?.value);
  }
  if (type === 'Reverse' && original === undefined) {
    throw wrong('ERR_INPUT_STORED_VALUE', `${thing}.original`, 'the POITransactionID to undo', original);
  }
  return {
    StoredValueTransactionType: type,
    ...(giftCard !== undefined && { StoredValueAccountID: storedValueAccountId(giftCard, `${thing}.giftCard`) }),
    ...(original !== undefined && {
      OriginalPOITransaction: {
        POITransactionID: { TransactionID: original.TransactionID, TimeStamp: original.TimeStamp },
      },
    }),
    ...(amount !== undefined && { ItemAmount: toWire(amount, exponents), Currency: amount.currency }),
  };
}

/** What became of one item. Members that the terminal does not tell are absent. */
export interface StoredValueRow {
  readonly type?: StoredValueTransactionType | (string & {});
  readonly amount?: Amount;
  /** What is on the card now. */
  readonly balance?: Amount;
}

export interface StoredValue extends RequestResult {
  /** In the order of the answer. */
  readonly rows: readonly StoredValueRow[];
  readonly poiTransactionId?: POITransactionID;
  readonly receipts: readonly Receipt[];
}

const StoredValueResult = z.looseObject({
  StoredValueTransactionType: lenient(openEnum(TYPES)),
  ItemAmount: lenient(text),
  Currency: lenient(text),
  StoredValueAccountStatus: lenient(z.looseObject({ CurrentBalance: lenient(text) })),
});
const StoredValueResponseSchema = z.looseObject({
  Response: ResponseSchema,
  POIData: lenient(z.looseObject({ POITransactionID: z.unknown().optional() })),
  StoredValueResult: lenient(z.array(StoredValueResult)),
  PaymentReceipt: z.unknown().optional(),
});

/** Reads a StoredValueResponse (reference 6.7); `undefined` when it is none. */
export function readStoredValue(body: unknown, exponents?: CurrencyExponents): StoredValue | undefined {
  const parsed = StoredValueResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { Response, POIData, StoredValueResult: rows = [], PaymentReceipt } = parsed.data;
  const poiTransactionId = readPOITransactionID(POIData?.POITransactionID);
  return {
    ...resultOf(Response),
    rows: rows.map((row) => rowOf(row, exponents)),
    ...(poiTransactionId !== undefined && { poiTransactionId }),
    receipts: readReceipts(PaymentReceipt),
  };
}

function rowOf(row: z.infer<typeof StoredValueResult>, exponents: CurrencyExponents | undefined): StoredValueRow {
  const currency = row.Currency ?? '';
  const amount = fromWire(row.ItemAmount, currency, exponents);
  const balance = fromWire(row.StoredValueAccountStatus?.CurrentBalance, currency, exponents);
  return {
    ...(row.StoredValueTransactionType !== undefined && { type: row.StoredValueTransactionType }),
    ...(amount !== undefined && { amount }),
    ...(balance !== undefined && { balance }),
  };
}
