import { z } from 'zod';
import { omitUndefined } from '../json.ts';
import { optionalOrUndefined } from '../validation/wire-schemas.ts';
import { AmountSchema } from '../fields/amount-schema.ts';
import { parseAmount, toWire, type Amount, type CurrencyExponents } from '../money.ts';
import {
  readPOITransactionID,
  TransactionIdentificationSchema,
  type POITransactionID,
  type TransactionIdentification,
} from '../fields/poi-transaction-id.ts';
import { readReceipts, type Receipt } from '../fields/receipts.ts';
import { parseInput } from '../parse-input.ts';
import { withRule } from '../validation/input-rules.ts';
import {
  readStoredValueRows,
  STORED_VALUE_TYPES,
  StoredValueResultSchema,
  type StoredValueRow,
  type StoredValueTransactionType,
} from '../payment-result/gift-card-result.ts';
import { GiftCardSchema, storedValueAccountId, type GiftCard } from './gift-card.ts';
import { saleData, type SaleDataInput, type SaleTransaction } from './sale-data.ts';
import { ResponseSchema } from './response.ts';
import { resultOf, type RequestResult } from './result.ts';

const WITH_AMOUNT: readonly StoredValueTransactionType[] = ['Load', 'Unload', 'Reserve'];

/** An operation on a gift card. */
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

/** What a StoredValue is built from. */
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
        type: z.enum(STORED_VALUE_TYPES),
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

/** What a StoredValue did. */
export interface StoredValue extends RequestResult {
  /** In the order of the answer. */
  readonly rows: readonly StoredValueRow[];
  readonly poiTransactionId?: POITransactionID;
  readonly receipts: readonly Receipt[];
}

const StoredValueResponseSchema = z.looseObject({
  Response: ResponseSchema,
  POIData: optionalOrUndefined(z.looseObject({ POITransactionID: z.unknown().optional() })),
  StoredValueResult: optionalOrUndefined(StoredValueResultSchema),
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
    rows: readStoredValueRows(rows, exponents),
    poiTransactionId,
    receipts: readReceipts(PaymentReceipt),
  });
}
