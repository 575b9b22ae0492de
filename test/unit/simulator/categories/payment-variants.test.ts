import { describe, expect, it } from 'vitest';
import type { TerminalSettings } from '../../../../simulator/index.ts';
import type { ShopperPlan } from '../../../../simulator/shopper-plan.ts';
import { at, header, message, paymentBody, type Json } from '../../../support/simulator.ts';
import {
  bodyOf,
  CoreBench,
  finalResults,
  notifiedEvents,
  pairsOf,
  pays,
  verdictOf,
} from '../../../support/terminal/terminal-core.ts';

const GIFT_CARD = '6036280000000000001';

interface Wish {
  readonly amounts?: Json;
  readonly data?: string;
  readonly conditions?: Json;
  readonly paymentData?: Json;
  readonly saleData?: Json;
}

/** A payment of EUR 100.00 that asks for more. */
function asked({ amounts = {}, data, conditions, paymentData, saleData }: Wish, ServiceID = 'S1'): Json {
  const body = paymentBody(data === undefined ? {} : { saleToAcquirerData: data });
  return message(header('Payment', ServiceID), {
    ...body,
    SaleData: { ...Object(body['SaleData']), ...saleData },
    PaymentTransaction: {
      AmountsReq: { Currency: 'EUR', RequestedAmount: 100, ...amounts },
      ...(conditions && { TransactionConditions: conditions }),
    },
    ...(paymentData && { PaymentData: paymentData }),
  });
}

function bench(plan: Partial<ShopperPlan> = {}, settings: Partial<TerminalSettings> = {}): CoreBench {
  return new CoreBench({ ...pays(plan), ...settings });
}

const amountsIn = (body: unknown) => at(body, 'PaymentResult', 'AmountsResp');
const partly = 'tenderOption=AllowPartialAuthorisation';
const scanned = (StoredValueID: string, more: Json = {}) => ({
  PaymentInstrumentData: { StoredValueAccountID: { StoredValueAccountType: 'GiftCard', StoredValueID, ...more } },
});

describe('the amounts of an answer', () => {
  it.each<[string, Wish, Partial<ShopperPlan>, string, object, Record<string, string>]>([
    [
      'plain',
      {},
      {},
      'Success',
      { AuthorizedAmount: 100 },
      { posAuthAmountValue: '10000', posOriginalAmountValue: '10000' },
    ],
    [
      'a tip on the terminal',
      { data: 'tenderOption=AskGratuity' },
      { tip: 1000 },
      'Success',
      { AuthorizedAmount: 110, TipAmount: 10 },
      { posOriginalAmountValue: '10000', posAmountGratuityValue: '1000', posAuthAmountValue: '11000' },
    ],
    [
      'a tip of the till',
      { amounts: { TipAmount: 10 } },
      {},
      'Success',
      { AuthorizedAmount: 110, TipAmount: 10 },
      { posAmountGratuityValue: '1000', posAuthAmountValue: '11000' },
    ],
    [
      'cash back',
      { amounts: { RequestedAmount: 120, CashBackAmount: 20 } },
      {},
      'Success',
      { AuthorizedAmount: 120, CashBackAmount: 20 },
      { posAmountCashbackValue: '2000', posAuthAmountValue: '12000' },
    ],
    [
      'cash back refused',
      { amounts: { RequestedAmount: 120, CashBackAmount: 20 } },
      { cashBack: 'refused' },
      'Partial',
      { AuthorizedAmount: 100 },
      { posAuthAmountValue: '10000' },
    ],
    [
      'cash alone',
      { amounts: { RequestedAmount: 20, CashBackAmount: 20 } },
      {},
      'Success',
      { AuthorizedAmount: 20, CashBackAmount: 20 },
      { posAmountCashbackValue: '2000' },
    ],
    [
      'a surcharge',
      {},
      { surcharge: 150 },
      'Success',
      { AuthorizedAmount: 101.5, TotalFeesAmount: 1.5 },
      { surchargeAmount: '150', posAuthAmountValue: '10150' },
    ],
    [
      'a tip and a surcharge',
      { data: 'tenderOption=AskGratuity' },
      { tip: 1000, surcharge: 165 },
      'Success',
      { AuthorizedAmount: 111.65, TipAmount: 10, TotalFeesAmount: 1.65 },
      { posAuthAmountValue: '11165', posOriginalAmountValue: '10000' },
    ],
    [
      'a part',
      { data: partly },
      { balance: 6000 },
      'Partial',
      { AuthorizedAmount: 60 },
      { posAuthAmountValue: '6000' },
    ],
    [
      'a part by its amount',
      { data: partly, amounts: { RequestedAmount: 101.39 } },
      {},
      'Partial',
      { AuthorizedAmount: 50.69 },
      { posAuthAmountValue: '5069' },
    ],
    [
      'a part, the tip first',
      { data: partly, amounts: { TipAmount: 10 } },
      { balance: 6000, partialTip: 'first' },
      'Partial',
      { AuthorizedAmount: 60, TipAmount: 10 },
      { posAmountGratuityValue: '1000' },
    ],
    [
      'all of the goods and a part of the tip',
      { data: partly, amounts: { TipAmount: 10 } },
      { balance: 10_400 },
      'Partial',
      { AuthorizedAmount: 104, TipAmount: 4 },
      { posAuthAmountValue: '10400' },
    ],
    [
      'a part of a purchase with cash back, without the cash',
      { data: partly, amounts: { RequestedAmount: 120, CashBackAmount: 20 } },
      { balance: 11_000 },
      'Partial',
      { AuthorizedAmount: 100 },
      { posAuthAmountValue: '10000' },
    ],
    [
      'a conversion',
      {},
      { dcc: 'accepted' },
      'Success',
      { AuthorizedAmount: 100 },
      {
        'dcc.org.amount.value': '10000',
        'dcc.converted.amount.value': '11180',
        'dcc.exchangerate': '11180',
        'dcc.markup': '300',
      },
    ],
    [
      'a pre-authorisation',
      { data: 'authorisationType=PreAuth' },
      {},
      'Success',
      { AuthorizedAmount: 100 },
      { adjustAuthorisationData: 'BQABAQSimulated', installments: '-1' },
    ],
    [
      'offline',
      {},
      { offline: 'storeAndForward' },
      'Success',
      { AuthorizedAmount: 100 },
      { offline: 'true', offlineAuthCode: 'Failed go online offline declined', unconfirmedBatchCount: '1' },
    ],
  ])('of %s', (_, wish, plan, result, amounts, pairs) => {
    const terminal = bench(plan);
    const body = terminal.exchange(asked(wish));
    expect(verdictOf(body)).toBe(result);
    expect(amountsIn(body)).toEqual({ Currency: 'EUR', ...amounts });
    expect(pairsOf(body)).toMatchObject(pairs);
    expect(terminal.ledger.map(({ amount }) => amount.value / 100)).toEqual([Object(amounts).AuthorizedAmount]);
  });

  it('has the tip in the requested amount where the terminal takes it so', () => {
    const terminal = bench({}, { requestedAmountHasTip: true });
    const body = terminal.exchange(asked({ amounts: { RequestedAmount: 110, TipAmount: 10 } }));
    expect(amountsIn(body)).toEqual({ Currency: 'EUR', AuthorizedAmount: 110, TipAmount: 10 });
  });

  it.each([
    ['CashBackAmount', { CashBackAmount: 100.01 }],
    ['PaidAmount', { PaidAmount: 1.005 }],
  ])('is none where %s cannot be', (field, amounts) => {
    const terminal = bench();
    const body = terminal.exchange(asked({ amounts }));
    expect(verdictOf(body)).toBe('MessageFormat');
    expect(pairsOf(body)['errors']).toContain(`field ${field}: Invalid`);
    expect(terminal.ledger).toEqual([]);
  });

  it.each([
    ['JPY', { currency: 'JPY', rate: '170.5', markup: '3' }, 17_050],
    ['KWD', { currency: 'KWD', rate: '0.3345678', markup: '3' }, 33_457],
  ])('is converted to the decimals of %s', (currency, dccOffer, value) => {
    const body = bench({ dcc: 'accepted', dccOffer: { ...dccOffer, rate: dccOffer.rate.slice(0, 8) } }).exchange(
      asked({}),
    );
    expect(pairsOf(body)).toMatchObject({
      'dcc.converted.amount.currency': currency,
      'dcc.converted.amount.value': String(value),
    });
  });
});

describe('a payment moves nothing', () => {
  it.each<[string, Wish, Partial<ShopperPlan>, string]>([
    ['when the shopper refuses the surcharge', {}, { surcharge: 'refused' }, 'Cancel'],
    [
      'when the till forces it online and the platform is away',
      { conditions: { ForceOnlineFlag: true } },
      { offline: 'emv' },
      'UnreachableHost',
    ],
    ['when the tender option does', { data: 'tenderOption=ForcedOnline' }, { offline: 'emv' }, 'UnreachableHost'],
    [
      'when cash is wanted and the platform is away',
      { amounts: { CashBackAmount: 10 } },
      { offline: 'emv' },
      'UnreachableHost',
    ],
    ['when the brand is not allowed', { conditions: { AllowedPaymentBrand: ['visa'] } }, {}, 'NotAllowed'],
    [
      'when there is no reader for the forced entry mode',
      { conditions: { ForceEntryMode: ['File'] } },
      {},
      'UnavailableDevice',
    ],
    ['when staff reject the signature', {}, { signs: 'rejected' }, 'Cancel'],
    ['when the tip is too much for the card', { amounts: { TipAmount: 10 } }, { balance: 10_500 }, 'Refusal'],
    [
      'when a gift card that the till scanned is not active',
      { paymentData: scanned('6036280000000000009') },
      {},
      'InvalidCard',
    ],
    ['when a contactless card is over its limit', { amounts: { RequestedAmount: 1.42 } }, {}, 'Refusal'],
  ])('%s', (_, wish, plan, condition) => {
    const terminal = bench(plan);
    expect(verdictOf(terminal.exchange(asked(wish)))).toBe(condition);
    expect(terminal.ledger).toEqual([]);
  });

  it('without a printer, unless the till prints', () => {
    const terminal = bench({}, { hasPrinter: false });
    expect(verdictOf(terminal.exchange(asked({})))).toBe('UnavailableDevice');
    expect(verdictOf(terminal.exchange(asked({ data: 'tenderOption=ReceiptHandler' }, 'S2')))).toBe('Success');
  });

  it('when a signature is rejected, which the screen shows, and the issuer had approved', () => {
    const terminal = bench({ card: 'stripe', signs: 'rejected' });
    const body = terminal.exchange(asked({}));
    expect(pairsOf(body)['refusalReason']).toBe('Approved');
    expect(notifiedEvents(terminal)).toContain('ASK_SIGNATURE');
    expect(finalResults(terminal)).toEqual(['CANCELLED']);
  });
});

describe('a card', () => {
  const entryIn = (body: unknown) => at(body, 'PaymentResult', 'PaymentInstrumentData', 'CardData', 'EntryMode', '0');

  it.each<[string, Wish, Partial<ShopperPlan>, string, string | undefined]>([
    ['as the till forces it', { conditions: { ForceEntryMode: ['ICC'] } }, { card: 'contactless' }, 'ICC', 'ICC'],
    [
      'as planned, where that is allowed',
      { conditions: { ForceEntryMode: ['ICC', 'MagStripe'] } },
      { card: 'stripe' },
      'MagStripe',
      'MSR',
    ],
    ['with its number typed', { conditions: { ForceEntryMode: ['Keyed'] } }, {}, 'Keyed', 'MKE'],
    ['over 1.42, in the chip reader', { amounts: { RequestedAmount: 1.42 } }, { card: 'chip' }, 'ICC', 'ICC'],
  ])('is read %s', (_, wish, plan, entry, posEntryMode) => {
    const body = bench(plan).exchange(asked(wish));
    expect(verdictOf(body)).toBe('Success');
    expect([entryIn(body), pairsOf(body)['posEntryMode']]).toEqual([entry, posEntryMode]);
  });

  it('whose number is typed is signed for; one that is not there is not, and its address is checked', () => {
    const methods = (body: unknown) => at(body, 'PaymentResult', 'AuthenticationMethod');
    const keyed = bench().exchange(asked({ conditions: { ForceEntryMode: ['Keyed'] } }));
    const moto = bench().exchange(asked({ data: 'tenderOption=MOTO' }));
    expect([methods(keyed), methods(moto)]).toEqual([['SignatureCapture'], undefined]);
    expect([pairsOf(keyed)['avsResult'], pairsOf(moto)['avsResult']]).toEqual([undefined, '7 Both match']);
  });

  it('signs on paper, where the receipt has the line for it and the answer no strokes', () => {
    const body = bench({ signs: 'onPaper' }).exchange(asked({}));
    expect(at(body, 'PaymentResult')).toMatchObject({ AuthenticationMethod: ['PaperSignature'] });
    expect(at(body, 'PaymentResult', 'CapturedSignature')).toBeUndefined();
    expect(at(body, 'PaymentReceipt', '0', 'RequiredSignatureFlag')).toBe(true);
  });

  it('is tokenised in the style that was asked for, with the alias only for TokenRequestedType', () => {
    const pairs = (data: string, saleData: Json = {}) => pairsOf(bench().exchange(asked({ data, saleData })));
    const fresh = pairs('shopperReference=c-1&recurringProcessingModel=CardOnFile');
    expect(fresh).toMatchObject({ 'tokenization.shopperReference': 'c-1', networkTxReference: expect.any(String) });
    expect(Object.keys(fresh)).not.toContain('alias');
    const old = pairs('shopperReference=c-1&recurringContract=ONECLICK', { TokenRequestedType: 'Customer' });
    expect(old).toMatchObject({ 'recurring.shopperReference': 'c-1', alias: expect.any(String) });
    expect(Object.keys(old).filter((name) => name.startsWith('tokenization.'))).toEqual([]);
    expect(Object.keys(pairs('shopperReference=c-1')).filter((name) => /token|recurring/.test(name))).toEqual([]);
  });

  it('is offered its currency neither offline nor with a surcharge', () => {
    for (const plan of [{ offline: 'emv' }, { surcharge: 100 }] as const) {
      const terminal = bench({ ...plan, dcc: 'accepted' });
      expect(at(terminal.exchange(asked({})), 'PaymentResult', 'CurrencyConversion')).toBeUndefined();
      expect(notifiedEvents(terminal)).not.toContain('DCC');
    }
  });

  it('without the platform has no reference, no code and a PIN of its own', () => {
    const body = bench({ offline: 'emv', card: 'chip' }).exchange(asked({}));
    expect(at(body, 'POIData', 'POITransactionID', 'TransactionID')).toMatch(/^[^.]+$/);
    expect(at(body, 'PaymentResult')).toMatchObject({ OnlineFlag: false, AuthenticationMethod: ['OfflinePIN'] });
    expect(Object.keys(Object(at(body, 'PaymentResult', 'PaymentAcquirerData')))).toEqual([
      'MerchantID',
      'AcquirerPOIID',
    ]);
    expect(Object.keys(pairsOf(body))).not.toContain('pspReference');
  });
});

describe('a card or barcode that the till scanned', () => {
  it('pays without the shopper, from the balance that it has', () => {
    const terminal = bench({}, { giftCards: { [GIFT_CARD]: { currency: 'EUR', value: 2500 } } });
    const body = terminal.exchange(asked({ data: partly, paymentData: scanned(GIFT_CARD) }));
    expect([verdictOf(body), amountsIn(body)]).toEqual(['Partial', { Currency: 'EUR', AuthorizedAmount: 25 }]);
    expect(pairsOf(body)).toMatchObject({ currentBalanceAmount: '0', giftcardIndicator: 'true' });
    expect(terminal.giftCards.balance(GIFT_CARD)).toEqual({ currency: 'EUR', value: 0 });
    expect(terminal.effects.map(({ kind }) => kind)).not.toContain('presented');
  });

  it('is the shopper’s own where its number is empty', () => {
    const terminal = bench({ giftCard: GIFT_CARD }, { giftCards: { [GIFT_CARD]: { currency: 'EUR', value: 20_000 } } });
    const reply = terminal.send(asked({ paymentData: scanned('') }));
    terminal.advance(100_000);
    expect(verdictOf(bodyOf(reply()))).toBe('Success');
    expect(terminal.effects).toContainEqual({ kind: 'presented', ServiceID: 'S1' });
    expect(terminal.giftCards.balance(GIFT_CARD)).toEqual({ currency: 'EUR', value: 10_000 });
  });

  it('is a wallet of the brand that the till allows', () => {
    const wish = {
      conditions: { AllowedPaymentBrand: ['alipay'] },
      paymentData: scanned('2840123', { StoredValueAccountType: 'Other' }),
    };
    const body = bench().exchange(asked(wish));
    expect(verdictOf(body)).toBe('Success');
    expect(pairsOf(body)).toMatchObject({ paymentMethod: 'alipay', giftcardIndicator: 'false' });
  });
});
