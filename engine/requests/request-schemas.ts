import { z } from 'zod';
import { TransactionIdentificationSchema } from '../../protocol/fields/poi-transaction-id.ts';
import { ApplicationInfoSchema, SaleToAcquirerDataSchema } from '../../protocol/fields/sale-to-acquirer-data-schema.ts';
import { GiftCardSchema } from '../../protocol/messages/gift-card.ts';
import { SALE_DATA_SHAPE, ShortTextSchema } from '../../protocol/messages/sale-data.ts';
import { StoredValueItemsSchema } from '../../protocol/messages/stored-value.ts';
import {
  PAYMENT_CONDITIONS_SHAPE,
  TRANSACTION_CONDITIONS_SHAPE,
} from '../../protocol/messages/transaction-conditions.ts';
import { AmountSchema } from '../../protocol/fields/amount-schema.ts';
import { parseInput } from '../../protocol/parse-input.ts';
import { withRule } from '../../protocol/validation/input-rules.ts';
import { TRANSACT_SHAPE } from './transact-request.ts';
import type { RequestOfType, TransactionType } from './transaction-requests.ts';

const flag = withRule({ code: 'ERR_INPUT_FLAG' }, z.boolean());

const everyTransaction = {
  poiid: withRule({ code: 'ERR_INPUT_TERMINAL' }, z.string('a terminal of this engine')),
  reference: withRule({ code: 'ERR_INPUT_REFERENCE' }, ShortTextSchema),
  id: z.unknown().optional(),
  queue: withRule({ code: 'ERR_INPUT_QUEUE' }, z.boolean('a boolean')).exactOptional(),
};

const common = {
  ...everyTransaction,
  ...SALE_DATA_SHAPE,
  applicationInfo: ApplicationInfoSchema.exactOptional(),
  saleToAcquirerData: SaleToAcquirerDataSchema.exactOptional(),
};

/**
 * One schema for each type of transaction: strict, so that a misspelt member is not silently ignored. Currency and value of an amount
 * are checked afterwards, against the exponent table of the engine.
 */
export const REQUEST_SCHEMAS = {
  payment: z.strictObject({
    ...common,
    amount: AmountSchema,
    ...PAYMENT_CONDITIONS_SHAPE,
    tip: AmountSchema.exactOptional(),
    cashBack: AmountSchema.exactOptional(),
    paidAmount: AmountSchema.exactOptional(),
    splitPaymentFlag: flag.exactOptional(),
    cardAcquisition: TransactionIdentificationSchema.exactOptional(),
    giftCard: GiftCardSchema.exactOptional(),
  }),
  refund: z.strictObject({
    ...common,
    transaction: z.unknown().optional(),
    original: TransactionIdentificationSchema.exactOptional(),
    amount: AmountSchema.exactOptional(),
    reason: withRule(
      { code: 'ERR_INPUT_REASON' },
      z.enum(['CustCancel', 'MerchantCancel', 'Malfunction', 'Unable2Compl']),
    ).exactOptional(),
  }),
  unreferencedRefund: z.strictObject({
    ...common,
    amount: AmountSchema,
    ...PAYMENT_CONDITIONS_SHAPE,
    cardAcquisition: TransactionIdentificationSchema.exactOptional(),
    giftCard: GiftCardSchema.exactOptional(),
  }),
  cardAcquisition: z.strictObject({
    ...common,
    amount: AmountSchema.exactOptional(),
    ...TRANSACTION_CONDITIONS_SHAPE,
    cashBackFlag: flag.exactOptional(),
    paymentType: withRule({ code: 'ERR_INPUT_PAYMENT_TYPE' }, z.enum(['Normal', 'Refund'])).exactOptional(),
  }),
  storedValue: z.strictObject({ ...common, items: StoredValueItemsSchema }),
  transact: z.strictObject({ ...everyTransaction, ...TRANSACT_SHAPE }),
} satisfies Record<TransactionType, z.ZodType>;

/**
 * Copies a caller's request to plain frozen data.
 *
 * @throws {InputError} naming the member, what was expected and what was found
 */
export function parseRequest<Type extends TransactionType>(type: Type, given: unknown): RequestOfType[Type] {
  return parseInput(REQUEST_SCHEMAS[type], given) as RequestOfType[Type];
}
