import { z } from 'zod';
import { TransactionIdentificationSchema } from '../../protocol/fields/poi-transaction-id.ts';
import { SaleToAcquirerDataSchema } from '../../protocol/fields/sale-to-acquirer-data-schema.ts';
import { TokenRequestedTypeSchema } from '../../protocol/messages/card-acquisition.ts';
import { StoredValueItemsSchema } from '../../protocol/messages/stored-value.ts';
import { AmountSchema } from '../../protocol/fields/amount-schema.ts';
import { parseInput } from '../../protocol/parse-input.ts';
import { withRule } from '../../protocol/validation/input-rules.ts';
import type { RequestOfType, TransactionType } from './transaction-requests.ts';

const shortText = z
  .string('1 to 80 characters, none of them a control character')
  .regex(/^[^\p{Cc}]{1,80}$/u, '1 to 80 characters, none of them a control character');

const brands = withRule(
  { code: 'ERR_INPUT_BRANDS' },
  z.array(z.string('a name').min(1, 'a name'), 'a list of names').min(1, 'a list of names'),
);

const common = {
  poiid: withRule({ code: 'ERR_INPUT_TERMINAL' }, z.string('a terminal of this engine')),
  reference: withRule({ code: 'ERR_INPUT_REFERENCE' }, shortText),
  id: z.unknown().optional(),
  queue: withRule({ code: 'ERR_INPUT_QUEUE' }, z.boolean('a boolean')).exactOptional(),
  operatorId: withRule({ code: 'ERR_INPUT_OPERATORID' }, shortText).exactOptional(),
  saleToAcquirerData: SaleToAcquirerDataSchema.exactOptional(),
};

/**
 * One schema for each type of transaction: strict, so that a misspelt member is not silently ignored. Currency and value of an amount
 * are checked afterwards, against the exponent table of the engine.
 */
const SCHEMAS = {
  payment: z.strictObject({
    ...common,
    amount: AmountSchema,
    tip: AmountSchema.exactOptional(),
    allowedPaymentBrands: brands.exactOptional(),
    cardAcquisition: TransactionIdentificationSchema.exactOptional(),
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
  unreferencedRefund: z.strictObject({ ...common, amount: AmountSchema }),
  cardAcquisition: z.strictObject({
    ...common,
    amount: AmountSchema.exactOptional(),
    tokenRequestedType: TokenRequestedTypeSchema.exactOptional(),
    allowedPaymentBrands: brands.exactOptional(),
  }),
  storedValue: z.strictObject({ ...common, items: StoredValueItemsSchema }),
} satisfies Record<TransactionType, z.ZodType>;

/**
 * Copies a caller's request to plain frozen data.
 *
 * @throws {InputError} naming the member, what was expected and what was found
 */
export function parseRequest<Type extends TransactionType>(type: Type, given: unknown): RequestOfType[Type] {
  return parseInput(SCHEMAS[type], given) as RequestOfType[Type];
}
