import { z } from 'zod';
import { omitUndefined } from '../json.ts';
import { optionalOrUndefined, openEnum, text } from '../validation/wire-schemas.ts';
import { AmountSchema } from '../fields/amount-schema.ts';
import { fromWire, parseAmount, toWire, type Amount, type CurrencyExponents } from '../money.ts';
import {
  readPOITransactionID,
  TransactionIdentificationSchema,
  type POITransactionID,
  type TransactionIdentification,
} from '../fields/poi-transaction-id.ts';
import { readReceipts, type Receipt } from '../fields/receipts.ts';
import { parseInput } from '../parse-input.ts';
import { withRule } from '../validation/input-rules.ts';
import { GiftCardSchema, storedValueAccountId, type GiftCard } from './gift-card.ts';
import { saleData, type SaleDataInput, type SaleTransaction } from './sale-data.ts';
import { ResponseSchema } from './response.ts';
import { resultOf, type RequestResult } from './result.ts';

/**
 * The operations on a gift card (reference 6.7).
 * - `Activate` makes a new card valid, with an amount on it if there is one
 * - `Load`, `Unload`, `Reserve` add an amount, remove it, keep it for later
 * - `Reverse` undoes an earlier transaction, which `original` names
 * - `Duplicate` repeats the data of an earlier activation or load
 */
export type StoredValueTransactionType = (typeof TYPES)[number];

const TYPES = ['Activate', 'Load', 'Unload', 'Reserve', 'Reverse', 'Duplicate'] as const;
const WITH_AMOUNT: readonly StoredValueTransactionType[] = ['Load', 'Unload', 'Reserve'];

export type StoredValueItem = StoredValueOperation & {
  /** The card. Without one the terminal asks for it. */
  readonly giftCard?: GiftCard | undefined;
};

/** An operation, with what it needs. */
export type StoredValueOperation =
  | {
      readonly type: 'Load' | 'Unload' | 'Reserve';
      /** Integer minor units, 1 or more. */
      readonly amount: Amount;
      readonly original?: TransactionIdentification | undefined;
    }
  | {
      readonly type: 'Reverse';
      readonly amount?: Amount | undefined;
      /** The POITransactionID of the transaction to undo, both members verbatim. */
      readonly original: TransactionIdentification;
    }
  | {
      readonly type: 'Activate' | 'Duplicate';
      readonly amount?: Amount | undefined;
      readonly original?: TransactionIdentification | undefined;
    };

export interface StoredValueRequestInput extends SaleTransaction, SaleDataInput {
  /** The operations, in this order; one or more. */
  readonly items: readonly StoredValueItem[];
  /** Encoded; see sale-to-acquirer-data.ts. */
  readonly saleToAcquirerData?: string | undefined;
}

export const StoredValueItemSchema = withRule(
  { code: 'ERR_INPUT_STORED_VALUE' },
  z.preprocess(
    (item) => item ?? {}, // a missing item has no type
    z
      .strictObject({
        type: z.enum(TYPES),
        amount: AmountSchema.exactOptional(),
        giftCard: GiftCardSchema.exactOptional(),
        original: TransactionIdentificationSchema.exactOptional(),
      })
      .superRefine(({ type, amount, original }, issues) => {
        if (amount?.value === 0 || (amount === undefined && WITH_AMOUNT.includes(type))) {
          const message = `1 or more in minor units for ${type}`;
          const params = { found: String(amount?.value) };
          issues.addIssue({ code: 'custom', path: ['amount'], message, params });
        }
        if (type === 'Reverse' && original === undefined) {
          const message = 'the POITransactionID to undo';
          const params = { code: 'ERR_INPUT_STORED_VALUE' };
          issues.addIssue({ code: 'custom', path: ['original'], message, params });
        }
      }),
  ),
) as unknown as z.ZodType<StoredValueItem>; // what an operation needs is checked above

export const StoredValueItemsSchema = withRule(
  { code: 'ERR_INPUT_STORED_VALUE' },
  z.array(StoredValueItemSchema, 'one or more').min(1),
);

/**
 * Builds the body of a StoredValue (reference 6.7).
 *
 * @throws {InputError} `ERR_INPUT_STORED_VALUE`, `ERR_INPUT_AMOUNT`, `ERR_INPUT_CURRENCY`, `ERR_INPUT_GIFT_CARD`,
 *   `ERR_INPUT_POITRANSACTIONID`, `ERR_INPUT_REQUEST`
 */
export function storedValueRequest(input: StoredValueRequestInput, exponents?: CurrencyExponents) {
  const items = parseInput(StoredValueItemsSchema, input.items, 'items');
  return {
    SaleData: saleData(input),
    StoredValueData: items.map((item, index) => storedValueData(item, `items[${index}].amount`, exponents)),
  };
}

function storedValueData(item: StoredValueItem, amountPath: string, exponents: CurrencyExponents | undefined) {
  const { type, giftCard, original } = item;
  const amount = item.amount && parseAmount(item.amount, exponents, amountPath);
  return omitUndefined({
    StoredValueTransactionType: type,
    StoredValueAccountID: giftCard && storedValueAccountId(giftCard),
    OriginalPOITransaction: original && { POITransactionID: original },
    ItemAmount: amount && toWire(amount, exponents),
    Currency: amount?.currency,
  });
}

/** The result of one item. Members that the terminal does not report are absent. */
export interface StoredValueRow {
  readonly type?: StoredValueTransactionType | (string & {});
  readonly amount?: Amount;
  /** The balance of the card now. */
  readonly balance?: Amount;
}

export interface StoredValue extends RequestResult {
  /** In the order of the answer. */
  readonly rows: readonly StoredValueRow[];
  readonly poiTransactionId?: POITransactionID;
  readonly receipts: readonly Receipt[];
}

const StoredValueResult = z.looseObject({
  StoredValueTransactionType: optionalOrUndefined(openEnum(TYPES)),
  ItemAmount: optionalOrUndefined(text),
  Currency: optionalOrUndefined(text),
  StoredValueAccountStatus: optionalOrUndefined(z.looseObject({ CurrentBalance: optionalOrUndefined(text) })),
});
const StoredValueResponseSchema = z.looseObject({
  Response: ResponseSchema,
  POIData: optionalOrUndefined(z.looseObject({ POITransactionID: z.unknown().optional() })),
  StoredValueResult: optionalOrUndefined(z.array(StoredValueResult)),
  PaymentReceipt: z.unknown().optional(),
});

/** Reads a StoredValueResponse (reference 6.7); `undefined` when the body is not one. */
export function readStoredValue(body: unknown, exponents?: CurrencyExponents): StoredValue | undefined {
  const parsed = StoredValueResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const { Response, POIData, StoredValueResult: rows = [], PaymentReceipt } = parsed.data;
  const poiTransactionId = readPOITransactionID(POIData?.POITransactionID);
  return omitUndefined({
    ...resultOf(Response),
    rows: rows.map((row) => rowOf(row, exponents)),
    poiTransactionId,
    receipts: readReceipts(PaymentReceipt),
  });
}

function rowOf(row: z.infer<typeof StoredValueResult>, exponents: CurrencyExponents | undefined): StoredValueRow {
  const currency = row.Currency ?? '';
  return omitUndefined({
    type: row.StoredValueTransactionType,
    amount: fromWire(row.ItemAmount, currency, exponents),
    balance: fromWire(row.StoredValueAccountStatus?.CurrentBalance, currency, exponents),
  });
}
