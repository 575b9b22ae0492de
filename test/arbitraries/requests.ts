import * as fc from 'fast-check';
import type { RequestOfType, TransactionType } from '../../engine/requests/transaction-requests.ts';
import { saleToAcquirerData } from './sale-to-acquirer-data.ts';

const POIID = 'V400m-324688179';

const amounts = fc.record({
  currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
  value: fc.integer({ min: 1, max: 99_999_999 }),
});
const texts = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 });
const identifications = fc.record({ TransactionID: texts, TimeStamp: fc.constant('2026-05-04T10:15:33.120Z') });
const brands = fc.array(fc.constantFrom('visa', 'mc', 'amex'), { minLength: 1, maxLength: 3 });

const common = {
  poiid: fc.constant(POIID),
  reference: texts,
  operatorId: texts,
  operatorLanguage: fc.constantFrom('en', 'nl'),
  saleReferenceId: texts,
  shiftNumber: texts,
  totalsGroupId: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 16 }),
  tokenRequestedType: fc.constantFrom('Customer', 'Transaction'),
  applicationInfo: fc.record({
    merchantDevice: fc.record({ os: fc.constant('Linux'), reference: fc.constant('lane 7') }),
  }),
  saleToAcquirerData: saleToAcquirerData.map(({ applicationInfo: _, ...data }) => data),
};
const required = ['poiid', 'reference'] as const;

const conditions = {
  allowedPaymentBrands: brands,
  forceEntryMode: fc.array(fc.constantFrom('Keyed', 'ICC', 'Contactless'), { minLength: 1, maxLength: 2 }),
  customerLanguage: fc.constantFrom('en', 'nl'),
  loyaltyHandling: fc.constantFrom('Allowed', 'Forbidden'),
};
const flags = fc.boolean();

const items = fc.oneof(
  fc.record({ type: fc.constantFrom('Load', 'Unload', 'Reserve', 'Activate'), amount: amounts }),
  fc.record({ type: fc.constantFrom('Activate', 'Duplicate') }),
  fc.record({ type: fc.constant('Reverse'), original: identifications }),
);

/** Requests that are right, of every type. */
export const REQUESTS: { readonly [Type in TransactionType]: fc.Arbitrary<RequestOfType[Type]> } = {
  payment: fc.record(
    {
      ...common,
      ...conditions,
      amount: amounts,
      debitPreferredFlag: flags,
      splitPaymentFlag: flags,
      cardAcquisition: identifications,
    },
    { requiredKeys: [...required, 'amount'] },
  ),
  refund: fc.record(
    {
      ...common,
      original: identifications,
      amount: amounts,
      reason: fc.constantFrom('CustCancel', 'MerchantCancel', 'Malfunction', 'Unable2Compl'),
    },
    { requiredKeys: [...required, 'original'] },
  ),
  unreferencedRefund: fc.record(
    { ...common, ...conditions, amount: amounts },
    { requiredKeys: [...required, 'amount'] },
  ),
  cardAcquisition: fc.record(
    {
      ...common,
      amount: amounts,
      ...conditions,
      cashBackFlag: flags,
    },
    { requiredKeys: [...required] },
  ),
  storedValue: fc.record(
    { ...common, items: fc.array(items, { minLength: 1, maxLength: 3 }) },
    { requiredKeys: [...required, 'items'] },
  ),
  transact: fc.record({
    poiid: common.poiid,
    reference: texts,
    category: fc.constantFrom('Payment', 'Reversal', 'StoredValue', 'CardAcquisition', 'Loyalty'),
    body: fc.record({ SaleData: fc.record({ OperatorID: texts }), Anything: fc.array(texts, { minLength: 1 }) }),
  }),
};
