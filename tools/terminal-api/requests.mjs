// What is given to each builder, for docs/terminal-api.md: for each member a value and another one (none: it is left out). The paths of the
// body that change with a member are where that member goes. `SENT_BY_ITSELF` are no members of a call: the engine decides.
import { deviceBuilders } from './device-requests.mjs';

export const SENT_BY_ITSELF = ['atMs', 'isRefund', 'saleId', 'receipts'];

const eur = (value) => ({ currency: 'EUR', value });
const identification = (id) => ({ TransactionID: id, TimeStamp: '2026-05-04T10:15:30.000Z' });
const GIFT_CARD = { number: '1', provider: 'svs', expiryDate: '1229' };
const OTHER_GIFT_CARD = {
  number: '2',
  provider: 'givex',
  expiryDate: '1130',
  entryMode: 'Keyed',
  identificationType: 'BarCode',
  accountType: 'PhoneCard',
};
const EARLIER = { serviceId: ['A1', 'A2'], category: ['Payment', 'Reversal'], saleId: ['TILL-01', 'TILL-02'] };
const earlier = ({ serviceId, category, saleId }) => ({
  MessageCategory: category,
  SaleID: saleId,
  ServiceID: serviceId,
  POIID: 'V400m-324688179',
});

const SALE = {
  reference: ['ORDER-1', 'ORDER-2'],
  atMs: [0, 1000],
  saleReferenceId: ['BASKET-1'],
  operatorId: ['ann'],
  operatorLanguage: ['en'],
  shiftNumber: ['3'],
  totalsGroupId: ['FRONT'],
  tokenRequestedType: ['Customer'],
  customerOrderId: ['C-9'],
  saleToPoiData: ['eyJ9'],
  saleToAcquirerData: ['tenderOption=AskGratuity'],
};
const CONDITIONS = {
  allowedPaymentBrands: [['visa']],
  forceEntryMode: [['Keyed']],
  loyaltyHandling: ['Forbidden'],
  customerLanguage: ['nl'],
};

/** @returns {Record<string, { calls: string, build: (input: any) => object, members: Record<string, unknown[]> }>} */
export function builders(protocol) {
  return {
    Payment: {
      calls: '`pay`, `unreferencedRefund`',
      build: ({ isRefund, ...input }) =>
        protocol.paymentRequest({ ...input, ...(isRefund && { paymentType: 'Refund' }) }),
      members: {
        ...SALE,
        amount: [eur(1234), { currency: 'USD', value: 999 }],
        tip: [eur(100)],
        cashBack: [eur(200)],
        paidAmount: [eur(300)],
        isRefund: [true],
        splitPaymentFlag: [true],
        cardAcquisition: [identification('A')],
        giftCard: [GIFT_CARD],
        ...CONDITIONS,
        debitPreferredFlag: [true],
        forceOnlineFlag: [true],
        merchantCategoryCode: ['5411'],
        acquirerIds: [['A1']],
      },
    },
    Reversal: {
      calls: '`refund`',
      build: protocol.reversalRequest,
      members: {
        ...SALE,
        original: [identification('A.B'), { TransactionID: 'A.C', TimeStamp: '2026-05-04T10:15:31.000Z' }],
        reason: ['CustCancel', 'MerchantCancel'],
        amount: [eur(400)],
      },
    },
    CardAcquisition: {
      calls: '`acquireCard`',
      build: protocol.cardAcquisitionRequest,
      members: { ...SALE, amount: [eur(1234)], cashBackFlag: [true], paymentType: ['Refund'], ...CONDITIONS },
    },
    StoredValue: {
      calls: '`storedValue`',
      build: ({
        'items.type': type,
        'items.amount': amount,
        'items.giftCard': giftCard,
        'items.original': original,
        ...input
      }) => protocol.storedValueRequest({ ...input, items: [{ type, amount, giftCard, original }] }),
      members: {
        ...SALE,
        'items.type': ['Activate', 'Duplicate'],
        'items.amount': [eur(2500), { currency: 'USD', value: 999 }],
        'items.giftCard': [GIFT_CARD],
        'items.original': [identification('A')],
      },
    },
    BalanceInquiry: {
      calls: '`terminal.balance`',
      build: protocol.balanceInquiryRequest,
      members: { giftCard: [GIFT_CARD, OTHER_GIFT_CARD] },
      also: [{ cardAcquisition: [identification('A'), { TransactionID: 'B', TimeStamp: '2026-05-04T10:15:31.000Z' }] }],
    },
    TransactionStatus: {
      calls: '`terminal.transactionStatus`; the engine by itself',
      build: ({ receipts, ...names }) => protocol.transactionStatusRequest(earlier(names), { receipts }),
      members: { receipts: [true, false], ...EARLIER },
    },
    Abort: {
      calls: '`abort` of what was started, `terminal.abort`',
      build: (names) => protocol.abortRequest(earlier(names)),
      members: EARLIER,
    },
    Diagnosis: { calls: '`terminal.diagnose`', build: protocol.diagnosisRequest, members: { host: [true, false] } },
    ...deviceBuilders(protocol),
    Login: {
      calls: '`terminal.login`',
      build: ({ atMs, application, ...input }) => protocol.loginRequest(input, { atMs, software: application }),
      members: {
        operatorLanguage: ['en', 'nl'],
        operatorId: ['ann'],
        shiftNumber: ['3'],
        totalsGroupId: ['FRONT'],
        trainingMode: [true],
        atMs: [0, 1000],
        application: [
          { manufacturer: 'A', name: 'B', version: '1' },
          { manufacturer: 'C', name: 'D', version: '2' },
        ],
      },
    },
    Logout: { calls: '`terminal.logout`', build: protocol.logoutRequest ?? (() => ({})), members: {} },
    GetTotals: {
      calls: '`terminal.totals`',
      build: protocol.getTotalsRequest,
      members: {
        totalDetails: [['SaleID']],
        totalFilter: [{ saleId: 'T', operatorId: 'ann', shiftNumber: '3', totalsGroupId: 'FRONT' }],
      },
    },
    Reconciliation: {
      calls: '`terminal.reconcile`',
      build: ({ type = 'PreviousReconciliation', ...input }) => protocol.reconciliationRequest({ type, ...input }),
      members: { poiReconciliationId: ['56'] },
      also: [{ type: ['AcquirerReconciliation', 'AcquirerSynchronisation'], acquirerIds: [['A1'], ['A2']] }],
    },
  };
}

/** Where each member goes in the body, in any form of the request: path to the names of the members. */
export function requestPaths({ build, members, also = [] }) {
  const paths = new Map();
  for (const [path, names] of [members, ...also].flatMap((form) => [...pathsOf(build, form)])) {
    paths.set(path, [...new Set([...(paths.get(path) ?? []), ...names])]);
  }
  return paths;
}

function pathsOf(build, members) {
  const all = Object.fromEntries(Object.entries(members).map(([name, [value]]) => [name, value]));
  const whole = leaves(build(all));
  const paths = new Map([...whole.keys()].map((path) => [path, []]));
  for (const [name, [, other]] of Object.entries(members)) {
    const changed = leaves(build({ ...all, [name]: other }));
    for (const path of new Set([...whole.keys(), ...changed.keys()])) {
      if (values(whole.get(path)) !== values(changed.get(path))) paths.set(path, [...(paths.get(path) ?? []), name]);
    }
  }
  return paths;
}

/** The values at a path, each once: that there are more or fewer of the same is the list that grows, and no member of its items. */
const values = (all = '') => [...new Set(all.split(';'))].join(';');

/** The leaves of a value by their paths, which name no place in a list. */
export function leaves(value, path = '', found = new Map()) {
  if (Array.isArray(value)) for (const item of value) leaves(item, path, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) leaves(inner, path === '' ? name : `${path}.${name}`, found);
  } else if (value !== undefined) found.set(path, `${found.get(path) ?? ''}${String(value)};`);
  return found;
}
