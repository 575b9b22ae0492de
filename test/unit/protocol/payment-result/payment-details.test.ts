import { describe, expect, it } from 'vitest';
import { readAdditionalResponse } from '../../../../protocol/fields/additional-response.ts';
import { readPaymentDetails } from '../../../../protocol/payment-result/payment-details.ts';

function detailsOf(body: object, additional = '') {
  return readPaymentDetails(body, readAdditionalResponse(additional));
}

function paid(PaymentResult: object, additional = '') {
  return detailsOf({ PaymentResult }, additional);
}

describe('the details of an answer', () => {
  it('name the card by brand, masked number and the way it was read', () => {
    const CardData = {
      PaymentBrand: 'mc',
      MaskedPan: '541333 **** 9999',
      EntryMode: ['contactless'],
      CardCountryCode: '528',
    };
    expect(
      paid(
        { PaymentInstrumentData: { PaymentInstrumentType: 'Card', CardData } },
        'fundingSource=CREDIT&isCardCommercial=false',
      ),
    ).toEqual({
      card: {
        brand: 'mc',
        maskedPan: '541333 **** 9999',
        entryMode: 'Contactless',
        issuerCountry: '528',
        fundingSource: 'CREDIT',
        isCommercial: false,
      },
    });
  });

  it.each([
    ['ICC', 'ICC'],
    ['CLESS_CHIP', 'Contactless'],
    ['CLESS_SWIPE', 'Contactless'],
    ['MKE', 'Keyed'],
    ['SOMETHING_NEW', 'SOMETHING_NEW'],
  ])('take the entry mode from posEntryMode %s when the card itself does not report it', (posEntryMode, entryMode) => {
    expect(paid({}, `posEntryMode=${posEntryMode}`).card).toEqual({ entryMode });
  });

  it.each([
    ['5413339000001234', '541333******1234'],
    ['5413 3390 0000 1234', '5413 33** **** 1234'],
    ['541333 **** 1234', '541333 **** 1234'],
    ['1234', '1234'],
  ])('never show more of the number %s than its first six and last four digits', (MaskedPan, shown) => {
    expect(paid({ PaymentInstrumentData: { CardData: { MaskedPan } } }).card?.maskedPan).toBe(shown);
  });

  it('have nothing of SensitiveCardData', () => {
    const SensitiveCardData = { PAN: '5413339000001234', ExpiryDate: '0228', CardSeqNumb: '33' };
    const details = paid({ PaymentInstrumentData: { CardData: { PaymentBrand: 'mc', SensitiveCardData } } });
    expect(details).toEqual({ card: { brand: 'mc' } });
  });

  it('have the authorisation and how the cardholder was verified', () => {
    const PaymentAcquirerData = {
      MerchantID: 'AcmeStores_POS',
      AcquirerPOIID: 'S1F2-000158213605011',
      ApprovalCode: '654321',
      AcquirerTransactionID: { TransactionID: 'QWERTY1234567890' },
    };
    expect(
      paid(
        { PaymentAcquirerData, AuthenticationMethod: ['onlinepin'] },
        'acquirerResponseCode=APPROVED&cardHolderVerificationMethodResults=420300&avsResult=7%20Both%20match&cvcResult=1%20Matches',
      ),
    ).toEqual({
      authorisation: {
        code: '654321',
        acquirerTransactionId: 'QWERTY1234567890',
        merchantId: 'AcmeStores_POS',
        terminalId: 'S1F2-000158213605011',
        acquirerResponseCode: 'APPROVED',
        avsResult: '7 Both match',
        cvcResult: '1 Matches',
      },
      cardholderVerification: { methods: ['OnlinePIN'], emvResult: '420300' },
    });
    expect(paid({}, 'authCode=123456').authorisation).toEqual({ code: '123456' });
  });

  it('have the tokens of the new style and of the old one', () => {
    const CardData = { PaymentToken: { TokenRequestedType: 'Customer', TokenValue: 'M469000000000001' } };
    const modern =
      'tokenization.storedPaymentMethodId=M5N7TQ4TG5PFWR50&tokenization.shopperReference=cust-77&networkTxReference=1234&tokenization.store.operationType=created';
    expect(paid({ PaymentInstrumentData: { CardData } }, modern).token).toEqual({
      storedPaymentMethodId: 'M5N7TQ4TG5PFWR50',
      shopperReference: 'cust-77',
      networkReference: '1234',
      operation: 'created',
      alias: 'M469000000000001',
    });
    const old =
      'recurring.recurringDetailReference=8315&recurring.shopperReference=cust-77&alias=H1&PaymentAccountReference=V001';
    expect(paid({}, old).token).toEqual({
      recurringDetailReference: '8315',
      shopperReference: 'cust-77',
      alias: 'H1',
      paymentAccountReference: 'V001',
    });
  });

  it.each([
    ['a number', 1.118, '1.118'],
    ['text', '1.1180', '1.1180'],
  ])('have the conversion that the shopper accepted, its rate as %s', (_form, Rate, rate) => {
    const ConvertedAmount = { AmountValue: 111.8, Currency: 'USD' };
    const CurrencyConversion = [
      { CustomerApprovedFlag: true, ConvertedAmount, Rate, Markup: '3.00', Declaration: 'I agree' },
    ];
    expect(paid({ CurrencyConversion }, 'dcc.source=Reuters').conversion).toEqual({
      accepted: true,
      currency: 'USD',
      amount: { currency: 'USD', value: 11180 },
      rate,
      markup: '3.00',
      declaration: 'I agree',
      source: 'Reuters',
    });
  });

  it('say that the shopper refused a conversion, and take it for accepted when nothing is said', () => {
    const ConvertedAmount = { AmountValue: 1000, Currency: 'JPY' };
    const refused = [{ CustomerApprovedFlag: 'false', ConvertedAmount }];
    expect(paid({ CurrencyConversion: refused }).conversion).toMatchObject({ accepted: false });
    expect(paid({ CurrencyConversion: { ConvertedAmount } }).conversion).toEqual({
      accepted: true,
      currency: 'JPY',
      amount: { currency: 'JPY', value: 1000 },
    });
  });

  it('read a conversion that only AdditionalResponse reports, in its minor units', () => {
    const additional =
      'dcc.converted.amount.value=11180&dcc.converted.amount.currency=USD&dcc.exchangerate=11180&dcc.markup=300&dcc.commissionfee=0';
    expect(paid({}, additional).conversion).toEqual({
      accepted: true,
      currency: 'USD',
      amount: { currency: 'USD', value: 11180 },
      rate: '1.1180',
      markup: '3.00',
      commission: '0',
    });
  });

  it('have the strokes of a signature', () => {
    const point = (X: string, Y: string) => ({ X, Y });
    const CapturedSignature = {
      AreaSize: point('01A0', '00f0'),
      SignaturePoint: [point('000A', '0014'), point('000B', '0015'), point('FFFF', 'FFFF'), point('0020', '0021')],
    };
    expect(paid({ CapturedSignature }).signature).toEqual({
      area: { width: 416, height: 240 },
      strokes: [
        [
          { x: 10, y: 20 },
          { x: 11, y: 21 },
        ],
        [{ x: 32, y: 33 }],
      ],
    });
    const unreadable = { SignaturePoint: [point('zz', '0014')] };
    expect(paid({ CapturedSignature: unreadable }).signature).toBeUndefined();
  });

  it('have the loyalty accounts of an acquisition and of a payment', () => {
    const account = {
      LoyaltyAccountID: { EntryMode: ['Tapped'], IdentificationType: 'AccountNumber', LoyaltyID: 'L-42' },
      LoyaltyBrand: 'ShopClub',
    };
    const read = [{ id: 'L-42', brand: 'ShopClub', entryMode: 'Tapped', identificationType: 'AccountNumber' }];
    expect(detailsOf({ LoyaltyAccount: [account] }).loyalty).toEqual(read);
    expect(detailsOf({ LoyaltyResult: [{ LoyaltyAccount: account }] }).loyalty).toEqual(read);
    expect(detailsOf({ LoyaltyAccount: [] }).loyalty).toBeUndefined();
  });

  it('have the balance of a gift card, the payments not sent yet and the data for an adjustment', () => {
    const additional =
      'currentBalanceAmount=1250&currentBalanceCurrency=EUR&giftcardIndicator=true&unconfirmedBatchCount=3&adjustAuthorisationData=BQABAQx';
    expect(paid({}, additional)).toEqual({
      card: { isGiftCard: true },
      giftCardBalance: { currency: 'EUR', value: 1250 },
      unconfirmedBatchCount: 3,
      adjustAuthorisationData: 'BQABAQx',
    });
  });

  const eur = { AmountsResp: { AuthorizedAmount: 25, Currency: 'EUR' } };
  const toUsd = { CurrencyConversion: [{ ConvertedAmount: { AmountValue: 27, Currency: 'USD' } }] };
  it.each([
    ['its own', eur, '&currentBalanceCurrency=SEK', { currency: 'SEK', value: 1250 }],
    ['that of the payment', eur, '', { currency: 'EUR', value: 1250 }],
    ['that of the payment in AdditionalResponse', {}, '&posAuthAmountCurrency=JPY', { currency: 'JPY', value: 1250 }],
    ['open where the answer names none', {}, '', undefined],
    ['open where the answer names two', eur, '&posAuthAmountCurrency=USD', undefined],
    ['open where the payment was converted', { ...eur, ...toUsd }, '', undefined],
    ['open where the payment was converted in words', eur, '&dcc.converted.amount.currency=USD', undefined],
  ])('have the balance of a gift card, whose currency is %s', (_, result, words, balance) => {
    expect(paid(result, `currentBalanceAmount=1250${words}`).giftCardBalance).toEqual(balance);
  });

  it('read the card of an acquisition, which stands at the top of the answer', () => {
    expect(detailsOf({ PaymentInstrumentData: { CardData: { PaymentBrand: 'visa' } } })).toEqual({
      card: { brand: 'visa' },
    });
  });

  it.each([[7], [null], ['x'], [{ PaymentResult: 3, LoyaltyResult: 'x', PaymentInstrumentData: [] }], [{}]])(
    'are empty when there is nothing to read: %j',
    (body) => {
      expect(readPaymentDetails(body, readAdditionalResponse(undefined))).toEqual({});
    },
  );

  it('have what a request did to each gift card, and never the number of one', () => {
    const account = {
      StoredValueAccountType: 'GiftCard',
      StoredValueProvider: 'svs',
      StoredValueID: '6006491200000001234',
    };
    const item = (StoredValueTransactionType: string, CurrentBalance: number, more: object) => ({
      StoredValueTransactionType,
      ItemAmount: 25,
      Currency: 'EUR',
      StoredValueAccountStatus: { CurrentBalance, ...more },
    });
    const loaded = item('load', 40, { StoredValueAccountID: account });
    const HostTransactionID = { TransactionID: 'H-1', TimeStamp: '2026-05-04T10:15:30Z' };
    const details = detailsOf({ StoredValueResult: [{ ...loaded, HostTransactionID }, item('Activate', 25, {})] });
    expect(details).toEqual({
      giftCard: {
        items: [
          {
            type: 'Load',
            amount: { currency: 'EUR', value: 2500 },
            balance: { currency: 'EUR', value: 4000 },
            maskedNumber: '***************1234',
            accountType: 'GiftCard',
            provider: 'svs',
            hostTransactionId: 'H-1',
          },
          {
            type: 'Activate',
            amount: { currency: 'EUR', value: 2500 },
            balance: { currency: 'EUR', value: 2500 },
          },
        ],
      },
    });
    expect(detailsOf({ StoredValueResult: [loaded] }).giftCardBalance).toEqual({ currency: 'EUR', value: 4000 });
  });

  it.each([
    ['1234567', '*******'],
    ['12345678', '****5678'],
  ])('hide the gift card number %s as %s', (StoredValueID, maskedNumber) => {
    const StoredValueAccountStatus = { StoredValueAccountID: { StoredValueID } };
    const { giftCard } = detailsOf({ StoredValueResult: [{ StoredValueAccountStatus }] });
    expect(giftCard?.items).toEqual([{ maskedNumber }]);
  });

  it('have the brand of an acquired card, wherever the answer names it', () => {
    const acquired = { PaymentInstrumentData: { CardData: { EntryMode: ['Tapped'] } }, PaymentBrand: ['visa', 'mc'] };
    expect(detailsOf(acquired, 'paymentMethod=amex').card).toEqual({ brand: 'visa', entryMode: 'Tapped' });
  });

  it('have the words of an offline approval, and how many payments wait on the terminal', () => {
    expect(paid({}, 'offlineAuthCode=Offline%20approved&unconfirmedBatchCount=2')).toEqual({
      offlineAuthCode: 'Offline approved',
      unconfirmedBatchCount: 2,
    });
  });
});
