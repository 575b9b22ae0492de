import { z } from 'zod';
import { omitUndefined } from '../json.ts';
import { withRule } from '../validation/input-rules.ts';

/** Our reference for a transaction, by which the back office finds it. */
export interface SaleTransaction {
  /** Our reference: the merchant reference in reports and webhooks. */
  readonly reference: string;
  /** When the transaction was made, in epoch milliseconds. */
  readonly atMs: number;
}

/** What a till may say about a sale: members of SaleData (reference 4.1). */
export interface SaleDataInput {
  /** SaleData.SaleReferenceID: links several requests of one sale, as those that follow a partial approval. 1 to 80 characters. */
  readonly saleReferenceId?: string | undefined;
  /** SaleData.OperatorID: 1 to 80 characters. */
  readonly operatorId?: string | undefined;
  /** SaleData.OperatorLanguage: ISO 639, two small letters. */
  readonly operatorLanguage?: string | undefined;
  /** SaleData.ShiftNumber: 1 to 80 characters. */
  readonly shiftNumber?: string | undefined;
  /** SaleData.SaleTerminalData.TotalsGroupID, for totals: 1 to 16 characters. */
  readonly totalsGroupId?: string | undefined;
  /** SaleData.TokenRequestedType. `Customer`: the answer has the card's alias. */
  readonly tokenRequestedType?: z.output<typeof TokenRequestedTypeSchema> | undefined;
  /** SaleData.CustomerOrderID: 1 to 80 characters. */
  readonly customerOrderId?: string | undefined;
  /** SaleData.SaleToPOIData: text for the terminal, for example base64 of JSON that replaces its tip options. */
  readonly saleToPoiData?: string | undefined;
}

export const TokenRequestedTypeSchema = withRule({ code: 'ERR_INPUT_TOKEN' }, z.enum(['Customer', 'Transaction']));

/** ISO 639. */
export const LanguageSchema = withRule(
  { code: 'ERR_INPUT_LANGUAGE' },
  z.string('two small letters, for example en').regex(/^[a-z]{2}$/, 'two small letters, for example en'),
);

const SHORT_TEXT = '1 to 80 characters, none of them a control character';

/** A text that people read: a reference, the name of an operator. */
export const ShortTextSchema = z.string(SHORT_TEXT).regex(/^[^\p{Cc}]{1,80}$/u, SHORT_TEXT);

const SALE_TO_POI_DATA_MAX = 262_144;

/** The members of `SaleDataInput`, for the schemas of requests. */
export const SALE_DATA_SHAPE = {
  saleReferenceId: withRule({ code: 'ERR_INPUT_REFERENCE' }, ShortTextSchema).exactOptional(),
  operatorId: withRule({ code: 'ERR_INPUT_OPERATORID' }, ShortTextSchema).exactOptional(),
  operatorLanguage: LanguageSchema.exactOptional(),
  shiftNumber: withRule({ code: 'ERR_INPUT_SHIFT' }, ShortTextSchema).exactOptional(),
  totalsGroupId: withRule(
    { code: 'ERR_INPUT_TOTALS' },
    z.string('1 to 16 characters').regex(/^[^\p{Cc}]{1,16}$/u, '1 to 16 characters'),
  ).exactOptional(),
  tokenRequestedType: TokenRequestedTypeSchema.exactOptional(),
  customerOrderId: withRule({ code: 'ERR_INPUT_REFERENCE' }, ShortTextSchema).exactOptional(),
  saleToPoiData: withRule(
    { code: 'ERR_INPUT_SALE_TO_POI_DATA' },
    z.string('a text').min(1).max(SALE_TO_POI_DATA_MAX),
  ).exactOptional(),
};

/** Builds the SaleData of a request (reference 4.1). @param saleToAcquirerData encoded; see sale-to-acquirer-data.ts */
export function saleData(
  input: SaleTransaction & SaleDataInput & { readonly saleToAcquirerData?: string | undefined },
) {
  const { totalsGroupId } = input;
  return omitUndefined({
    SaleTransactionID: { TransactionID: input.reference, TimeStamp: new Date(input.atMs).toISOString() },
    SaleReferenceID: input.saleReferenceId,
    OperatorID: input.operatorId,
    OperatorLanguage: input.operatorLanguage,
    ShiftNumber: input.shiftNumber,
    SaleTerminalData: totalsGroupId === undefined ? undefined : { TotalsGroupID: totalsGroupId },
    TokenRequestedType: input.tokenRequestedType,
    CustomerOrderID: input.customerOrderId,
    SaleToPOIData: input.saleToPoiData,
    SaleToAcquirerData: input.saleToAcquirerData,
  });
}
