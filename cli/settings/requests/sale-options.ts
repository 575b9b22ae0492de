import type { PayRequest, TransactionRequest } from '../../../index.ts';
import { readJsonOption } from '../json-option.ts';
import type { Connection } from '../connection.ts';
import type { TransactionFlags } from '../flags.ts';
import { givenMembers } from './given-members.ts';

/** Options about the sale, for every command that starts a transaction. They have the names of the library, which checks them. */
export interface SaleFlags extends TransactionFlags {
  readonly saleReferenceId?: string;
  readonly operatorId?: string;
  readonly operatorLanguage?: string;
  readonly shiftNumber?: string;
  readonly totalsGroupId?: string;
  readonly tokenRequestedType?: NonNullable<TransactionRequest['tokenRequestedType']>;
  readonly customerOrderId?: string;
  readonly shopperReference?: string;
  readonly tenderOption?: readonly string[];
  /** JSON of further members. */
  readonly saleToAcquirerData?: string;
}

/** Options about the card, and how it is read. */
export interface CardFlags {
  readonly allowedPaymentBrand?: readonly string[];
  readonly forceEntryMode?: NonNullable<PayRequest['forceEntryMode']>;
  readonly customerLanguage?: string;
  readonly loyaltyHandling?: NonNullable<PayRequest['loyaltyHandling']>;
}

/** Options about the card that a payment and an unreferenced refund have besides. */
export interface PaymentFlags extends CardFlags {
  readonly debitPreferred?: boolean;
  readonly forceOnline?: boolean;
  readonly merchantCategoryCode?: string;
}

const SALE_DATA = [
  'saleReferenceId',
  'operatorId',
  'operatorLanguage',
  'shiftNumber',
  'totalsGroupId',
  'tokenRequestedType',
  'customerOrderId',
] as const;

/** What every transaction request has. @throws {InputError} `ERR_INPUT_SALE_TO_ACQUIRER_DATA` */
export function readSale(flags: SaleFlags, { poiid, settings }: Connection): TransactionRequest {
  const saleToAcquirerData = readSaleToAcquirerData(flags);
  return {
    poiid,
    reference: flags.reference,
    ...(settings.id !== undefined && { id: settings.id }),
    ...(flags.queue === true && { queue: true }),
    ...givenMembers(flags, SALE_DATA),
    ...(Object.keys(saleToAcquirerData).length > 0 && { saleToAcquirerData }),
  };
}

export function readCardConditions(flags: CardFlags) {
  return {
    ...givenMembers(flags, ['forceEntryMode', 'customerLanguage', 'loyaltyHandling']),
    ...(flags.allowedPaymentBrand !== undefined && { allowedPaymentBrands: flags.allowedPaymentBrand }),
  };
}

export function readPaymentConditions(flags: PaymentFlags) {
  return {
    ...readCardConditions(flags),
    ...givenMembers(flags, ['merchantCategoryCode']),
    ...(flags.debitPreferred === true && { debitPreferredFlag: true }),
    ...(flags.forceOnline === true && { forceOnlineFlag: true }),
  };
}

type SaleToAcquirerData = NonNullable<TransactionRequest['saleToAcquirerData']>;

function readSaleToAcquirerData({ saleToAcquirerData, shopperReference, ...flags }: SaleFlags): SaleToAcquirerData {
  const option = {
    name: 'saleToAcquirerData',
    code: 'ERR_INPUT_SALE_TO_ACQUIRER_DATA',
    example: '{"authorisationType":"PreAuth"}',
  } as const;
  // Its members are for the library to check.
  const further: SaleToAcquirerData =
    saleToAcquirerData === undefined ? {} : readJsonOption(option, saleToAcquirerData);
  const tenderOptions = tenderOptionsOf(flags);
  return {
    ...further,
    ...(tenderOptions.length > 0 && { tenderOptions: [...(further.tenderOptions ?? []), ...tenderOptions] }),
    ...(shopperReference !== undefined && { shopperReference }),
  };
}

/** With ReceiptHandler the till prints the receipts: the terminal prints none, and a status check asks for them again. */
function tenderOptionsOf({ tenderOption = [], receipts = false }: Pick<SaleFlags, 'tenderOption' | 'receipts'>) {
  return receipts && !tenderOption.includes('ReceiptHandler') ? [...tenderOption, 'ReceiptHandler'] : tenderOption;
}
