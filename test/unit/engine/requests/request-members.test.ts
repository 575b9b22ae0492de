import { describe, expect, it } from 'vitest';
import type {
  AcquireCardRequest,
  PayRequest,
  RefundRequest,
  StoredValueRequest,
  UnreferencedRefundRequest,
} from '../../../../index.ts';
import { refusedByModel } from '../../../support/messages/adyen-models.ts';
import { createTestEngine, order, POIID } from '../../../support/test-engine.ts';

const eur = (value: number) => ({ currency: 'EUR', value });
const identification = { TransactionID: 'Bx4N.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' };

/** Members of SaleData, which every request takes. */
const SALE_DATA = [
  [{ saleReferenceId: 'BASKET-77' }, { SaleReferenceID: 'BASKET-77' }],
  [{ operatorId: 'emp-12' }, { OperatorID: 'emp-12' }],
  [{ operatorLanguage: 'en' }, { OperatorLanguage: 'en' }],
  [{ shiftNumber: '3' }, { ShiftNumber: '3' }],
  [{ totalsGroupId: 'FRONT' }, { SaleTerminalData: { TotalsGroupID: 'FRONT' } }],
  [{ tokenRequestedType: 'Customer' }, { TokenRequestedType: 'Customer' }],
  [{ customerOrderId: 'C-9' }, { CustomerOrderID: 'C-9' }],
  [{ saleToPoiData: 'eyJ9' }, { SaleToPOIData: 'eyJ9' }],
] as const;

const CONDITIONS = [
  [{ allowedPaymentBrands: ['visa', 'mc'] }, { AllowedPaymentBrand: ['visa', 'mc'] }],
  [{ forceEntryMode: ['Keyed'] }, { ForceEntryMode: ['Keyed'] }],
  [{ forceEntryMode: ['ICC', 'Contactless'] }, { ForceEntryMode: ['ICC', 'Contactless'] }],
  [{ loyaltyHandling: 'Forbidden' }, { LoyaltyHandling: 'Forbidden' }],
  [{ customerLanguage: 'nl' }, { CustomerLanguage: 'nl' }],
] as const;

const PAYMENT_CONDITIONS = [
  ...CONDITIONS,
  [{ debitPreferredFlag: true }, { DebitPreferredFlag: true }],
  [{ forceOnlineFlag: true }, { ForceOnlineFlag: true }],
  [{ merchantCategoryCode: '5411' }, { MerchantCategoryCode: '5411' }],
  [{ acquirerIds: ['A1'] }, { AcquirerID: ['A1'] }],
] as const;

const giftCard = { number: '6006491200000000000', provider: 'svs', expiryDate: '1229' };

const PAYMENT: readonly (readonly [Partial<PayRequest>, object])[] = [
  ...SALE_DATA.map(([given, SaleData]) => [given, { SaleData }] as const),
  ...PAYMENT_CONDITIONS.map(
    ([given, TransactionConditions]) => [given, { PaymentTransaction: { TransactionConditions } }] as const,
  ),
  [{ tip: eur(150) }, { PaymentTransaction: { AmountsReq: { RequestedAmount: 10.99, TipAmount: 1.5 } } }],
  [{ cashBack: eur(200) }, { PaymentTransaction: { AmountsReq: { RequestedAmount: 10.99, CashBackAmount: 2 } } }],
  [{ paidAmount: eur(6000) }, { PaymentTransaction: { AmountsReq: { RequestedAmount: 10.99, PaidAmount: 60 } } }],
  [{ splitPaymentFlag: true }, { PaymentData: { SplitPaymentFlag: true } }],
  [{ cardAcquisition: identification }, { PaymentData: { CardAcquisitionReference: identification } }],
  [
    { giftCard },
    {
      PaymentData: {
        PaymentInstrumentData: {
          PaymentInstrumentType: 'StoredValue',
          StoredValueAccountID: {
            StoredValueAccountType: 'GiftCard',
            EntryMode: ['Scanned'],
            IdentificationType: 'PAN',
            StoredValueID: giftCard.number,
            StoredValueProvider: 'svs',
            ExpiryDate: '1229',
          },
        },
      },
    },
  ],
];

const titled = (rows: readonly (readonly [object, object])[]) =>
  rows.map(([given, wire]) => [Object.keys(given).join(), given, wire] as const);

describe('a payment', () => {
  it.each(titled(PAYMENT))('carries %s to where the Terminal API has it, as %j', async (_name, given, wire) => {
    const { engine, terminal } = await createTestEngine();
    await engine.pay(order(given)).settled();
    const body = terminal.received[0]?.message['PaymentRequest'];
    expect(body).toMatchObject(wire);
    expect(refusedByModel('PaymentRequest', body).filter((line) => !line.includes('PaymentInstrumentData'))).toEqual(
      [],
    );
  });

  it('carries all of them at once', async () => {
    const { engine, terminal } = await createTestEngine();
    await engine.pay(order(Object.assign({}, ...PAYMENT.map(([given]) => given)) as Partial<PayRequest>)).settled();
    const body = terminal.received[0]?.message['PaymentRequest'];
    for (const [, wire] of PAYMENT.slice(0, SALE_DATA.length)) expect(body).toMatchObject(wire);
    expect(body).toMatchObject({
      PaymentTransaction: { AmountsReq: { TipAmount: 1.5, CashBackAmount: 2, PaidAmount: 60 } },
    });
  });

  it('has the tip in RequestedAmount where that is set', async () => {
    const { engine, terminal } = await createTestEngine(undefined, { tipInRequestedAmount: true });
    await engine.pay(order({ tip: eur(150) })).settled();
    expect(terminal.received[0]?.message['PaymentRequest']).toMatchObject({
      PaymentTransaction: { AmountsReq: { RequestedAmount: 12.49, TipAmount: 1.5 } },
    });
  });

  it.each([
    [{ cashBack: eur(1100) }, 'ERR_INPUT_AMOUNT', 'cashBack.value'],
    [{ cashBack: { currency: 'USD', value: 1 } }, 'ERR_INPUT_CURRENCY', 'cashBack.currency'],
    [{ paidAmount: { currency: 'USD', value: 1 } }, 'ERR_INPUT_CURRENCY', 'paidAmount.currency'],
    [{ tip: eur(-1) }, 'ERR_INPUT_AMOUNT', 'tip.value'],
    [{ forceEntryMode: ['Typed'] }, 'ERR_INPUT_ENTRY_MODE', 'forceEntryMode[0]'],
    [{ forceEntryMode: [] }, 'ERR_INPUT_ENTRY_MODE', 'forceEntryMode'],
    [{ operatorLanguage: 'EN' }, 'ERR_INPUT_LANGUAGE', 'operatorLanguage'],
    [{ totalsGroupId: 'x'.repeat(17) }, 'ERR_INPUT_TOTALS', 'totalsGroupId'],
    [{ merchantCategoryCode: '54' }, 'ERR_INPUT_CATEGORY_CODE', 'merchantCategoryCode'],
    [{ tokenRequestedType: 'Shopper' }, 'ERR_INPUT_TOKEN', 'tokenRequestedType'],
    [{ applicationInfo: { till: {} } }, 'ERR_INPUT_APPLICATION_INFO', 'applicationInfo'],
    [{ forceEntryModes: ['Keyed'] }, 'ERR_INPUT_REQUEST', 'request'],
  ])('with %j is refused at the door', async (given, code, path) => {
    const { engine, terminal } = await createTestEngine();
    expect(() => engine.pay(order(given as object))).toThrow(expect.objectContaining({ code, path }));
    expect(terminal.received).toEqual([]);
  });

  it('that misspells a member is told the nearest name', async () => {
    const { engine } = await createTestEngine();
    expect(() => engine.pay(order({ forceEntryModes: ['Keyed'] } as object))).toThrow('did you mean forceEntryMode?');
  });

  it('names the device, the application and the platform of this one request', async () => {
    const { engine, terminal } = await createTestEngine(undefined, { application: { name: 'till', version: '4.2' } });
    const merchantDevice = { os: 'Linux', osVersion: '6.1', reference: 'lane-7' };
    const externalPlatform = { integrator: 'acme', name: 'pos', version: '2' };
    await engine.pay(order({ applicationInfo: { merchantDevice, externalPlatform } })).settled();
    const { SaleData } = (terminal.received[0]?.message['PaymentRequest'] ?? {}) as {
      SaleData: { SaleToAcquirerData: string };
    };
    expect(JSON.parse(Buffer.from(SaleData.SaleToAcquirerData, 'base64').toString())).toEqual({
      applicationInfo: { merchantApplication: { name: 'till', version: '4.2' }, merchantDevice, externalPlatform },
    });
  });
});

describe('every other request', () => {
  it.each(SALE_DATA)('takes %j as well', async (given, SaleData) => {
    const { engine, terminal } = await createTestEngine();
    const common = { poiid: POIID, reference: 'R', ...given };
    const refund: RefundRequest = { ...common, original: identification };
    const unreferencedRefund: UnreferencedRefundRequest = { ...common, amount: eur(1) };
    const storedValue: StoredValueRequest = { ...common, items: [{ type: 'Load', amount: eur(1) }] };
    await engine.refund(refund).settled();
    await engine.unreferencedRefund(unreferencedRefund).settled();
    await engine.acquireCard(common).settled();
    await engine.storedValue(storedValue).settled();
    const bodies = ['Reversal', 'Payment', 'CardAcquisition', 'StoredValue'].map(
      (category, index) => [`${category}Request`, terminal.received[index]?.message[`${category}Request`]] as const,
    );
    for (const [model, body] of bodies) {
      expect(body).toMatchObject({ SaleData });
      expect(refusedByModel(model, body)).toEqual([]);
    }
  });

  const ACQUISITION: readonly (readonly [Partial<AcquireCardRequest>, object])[] = [
    ...CONDITIONS,
    [{ amount: eur(1234) }, { TotalAmount: 12.34 }],
    [{ cashBackFlag: true }, { CashBackFlag: true }],
    [{ paymentType: 'Refund' }, { PaymentType: 'Refund' }],
  ];
  it.each(ACQUISITION)('of a card takes %j', async (given, CardAcquisitionTransaction) => {
    const { engine, terminal } = await createTestEngine();
    await engine.acquireCard({ poiid: POIID, reference: 'A-1', ...given }).settled();
    const body = terminal.received[0]?.message['CardAcquisitionRequest'];
    expect(body).toMatchObject({ CardAcquisitionTransaction });
    expect(refusedByModel('CardAcquisitionRequest', body)).toEqual([]);
  });

  it.each(PAYMENT_CONDITIONS)('back to a card takes %j', async (given, TransactionConditions) => {
    const { engine, terminal } = await createTestEngine();
    await engine.unreferencedRefund({ poiid: POIID, reference: 'R-1', amount: eur(100), ...given }).settled();
    const body = terminal.received[0]?.message['PaymentRequest'];
    expect(body).toMatchObject({
      PaymentTransaction: { TransactionConditions },
      PaymentData: { PaymentType: 'Refund' },
    });
    expect(refusedByModel('PaymentRequest', body)).toEqual([]);
  });
});
