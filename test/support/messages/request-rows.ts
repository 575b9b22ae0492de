import type { AcquireCardRequest, PayRequest } from '../../../index.ts';

/** Each member that docs/requests.md has for a request, and where it stands on the wire. */

const eur = (value: number) => ({ currency: 'EUR', value });

/** A gift card that both terminals take. */
export const GIFT_CARD = '6036280000000000001';

interface Row<Request> {
  /** The row of the page. */
  readonly member: string;
  readonly request: Partial<Request>;
  /** What the body has. */
  readonly wire: object;
}

const conditions = (TransactionConditions: object) => ({ PaymentTransaction: { TransactionConditions } });
const amounts = (AmountsReq: object) => ({ PaymentTransaction: { AmountsReq } });

/** Of EUR 100.00, in requests that the simulated terminal approves. */
export const PAYMENT_ROWS: readonly Row<PayRequest>[] = [
  { member: 'saleReferenceId', request: { saleReferenceId: 'B-77' }, wire: { SaleData: { SaleReferenceID: 'B-77' } } },
  { member: 'operatorId', request: { operatorId: 'emp-12' }, wire: { SaleData: { OperatorID: 'emp-12' } } },
  { member: 'operatorLanguage', request: { operatorLanguage: 'nl' }, wire: { SaleData: { OperatorLanguage: 'nl' } } },
  { member: 'shiftNumber', request: { shiftNumber: '3' }, wire: { SaleData: { ShiftNumber: '3' } } },
  {
    member: 'totalsGroupId',
    request: { totalsGroupId: 'FRONT' },
    wire: { SaleData: { SaleTerminalData: { TotalsGroupID: 'FRONT' } } },
  },
  {
    member: 'tokenRequestedType',
    request: { tokenRequestedType: 'Customer' },
    wire: { SaleData: { TokenRequestedType: 'Customer' } },
  },
  { member: 'customerOrderId', request: { customerOrderId: 'C-9' }, wire: { SaleData: { CustomerOrderID: 'C-9' } } },
  { member: 'saleToPoiData', request: { saleToPoiData: 'eyJ9' }, wire: { SaleData: { SaleToPOIData: 'eyJ9' } } },
  {
    member: 'allowedPaymentBrands',
    request: { allowedPaymentBrands: ['visa', 'mc'] },
    wire: conditions({ AllowedPaymentBrand: ['visa', 'mc'] }),
  },
  { member: 'forceEntryMode', request: { forceEntryMode: ['Keyed'] }, wire: conditions({ ForceEntryMode: ['Keyed'] }) },
  {
    member: 'loyaltyHandling',
    request: { loyaltyHandling: 'Forbidden' },
    wire: conditions({ LoyaltyHandling: 'Forbidden' }),
  },
  { member: 'customerLanguage', request: { customerLanguage: 'fr' }, wire: conditions({ CustomerLanguage: 'fr' }) },
  {
    member: 'debitPreferredFlag',
    request: { debitPreferredFlag: true },
    wire: conditions({ DebitPreferredFlag: true }),
  },
  { member: 'forceOnlineFlag', request: { forceOnlineFlag: true }, wire: conditions({ ForceOnlineFlag: true }) },
  {
    member: 'merchantCategoryCode',
    request: { merchantCategoryCode: '5411' },
    wire: conditions({ MerchantCategoryCode: '5411' }),
  },
  { member: 'acquirerIds', request: { acquirerIds: ['A1'] }, wire: conditions({ AcquirerID: ['A1'] }) },
  { member: 'amount', request: {}, wire: amounts({ Currency: 'EUR', RequestedAmount: 100 }) },
  { member: 'tip', request: { tip: eur(1000) }, wire: amounts({ RequestedAmount: 100, TipAmount: 10 }) },
  { member: 'cashBack', request: { cashBack: eur(2000) }, wire: amounts({ RequestedAmount: 100, CashBackAmount: 20 }) },
  { member: 'paidAmount', request: { paidAmount: eur(6000) }, wire: amounts({ RequestedAmount: 100, PaidAmount: 60 }) },
  {
    member: 'splitPaymentFlag',
    request: { splitPaymentFlag: true },
    wire: { PaymentData: { SplitPaymentFlag: true } },
  },
  {
    member: 'giftCard',
    request: { giftCard: { number: GIFT_CARD, provider: 'svs' } },
    wire: {
      PaymentData: {
        PaymentInstrumentData: {
          PaymentInstrumentType: 'StoredValue',
          StoredValueAccountID: {
            StoredValueAccountType: 'GiftCard',
            IdentificationType: 'PAN',
            EntryMode: ['Scanned'],
            StoredValueID: GIFT_CARD,
            StoredValueProvider: 'svs',
          },
        },
      },
    },
  },
];

const acquisition = (CardAcquisitionTransaction: object) => ({ CardAcquisitionTransaction });

export const ACQUISITION_ROWS: readonly Row<AcquireCardRequest>[] = [
  { member: 'amount', request: { amount: eur(10_000) }, wire: acquisition({ TotalAmount: 100 }) },
  { member: 'cashBackFlag', request: { cashBackFlag: true }, wire: acquisition({ CashBackFlag: true }) },
  { member: 'paymentType', request: { paymentType: 'Refund' }, wire: acquisition({ PaymentType: 'Refund' }) },
  {
    member: 'allowedPaymentBrands',
    request: { allowedPaymentBrands: ['mc'] },
    wire: acquisition({ AllowedPaymentBrand: ['mc'] }),
  },
  { member: 'forceEntryMode', request: { forceEntryMode: ['ICC'] }, wire: acquisition({ ForceEntryMode: ['ICC'] }) },
  {
    member: 'loyaltyHandling',
    request: { loyaltyHandling: 'Allowed' },
    wire: acquisition({ LoyaltyHandling: 'Allowed' }),
  },
  { member: 'customerLanguage', request: { customerLanguage: 'fr' }, wire: acquisition({ CustomerLanguage: 'fr' }) },
  { member: 'operatorId', request: { operatorId: 'emp-12' }, wire: { SaleData: { OperatorID: 'emp-12' } } },
];
