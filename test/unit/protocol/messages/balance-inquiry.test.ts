import { describe, expect, it } from 'vitest';
import { balanceInquiryRequest, readBalanceInquiry } from '../../../../protocol/messages/balance-inquiry.ts';
import { refusalOf } from '../../../support/refusal.ts';

const NUMBER = '6036280000000000001';

describe('a BalanceInquiry', () => {
  it('names a scanned gift card', () => {
    expect(balanceInquiryRequest({ giftCard: { number: NUMBER, provider: 'svs', expiryDate: '0228' } })).toEqual({
      PaymentAccountReq: {
        PaymentInstrumentData: {
          PaymentInstrumentType: 'StoredValue',
          StoredValueAccountID: {
            StoredValueAccountType: 'GiftCard',
            EntryMode: ['Scanned'],
            IdentificationType: 'PAN',
            StoredValueID: NUMBER,
            StoredValueProvider: 'svs',
            ExpiryDate: '0228',
          },
        },
      },
    });
  });

  it('leaves the number of a card empty that the terminal asks for', () => {
    const body = balanceInquiryRequest({ giftCard: { entryMode: 'MagStripe' } });
    expect(body).toMatchObject({
      PaymentAccountReq: {
        PaymentInstrumentData: { StoredValueAccountID: { EntryMode: ['MagStripe'], StoredValueID: '' } },
      },
    });
  });

  it('names an acquired card, both members verbatim and no more', () => {
    const cardAcquisition = { TransactionID: 'A.B', TimeStamp: 'T', tenderReference: 'A' };
    expect(balanceInquiryRequest({ cardAcquisition })).toEqual({
      PaymentAccountReq: { CardAcquisitionReference: { TransactionID: 'A.B', TimeStamp: 'T' } },
    });
  });

  it('with a misspelt member is refused before anything is sent', () => {
    expect(refusalOf(() => balanceInquiryRequest(Object({ giftCard: { numbr: NUMBER } })))).toMatchObject({
      code: 'ERR_INPUT_REQUEST',
      path: 'giftCard',
      found: '"numbr" (did you mean number?)',
    });
    expect(refusalOf(() => balanceInquiryRequest(Object({ giftCrad: {} })))).toMatchObject({
      code: 'ERR_INPUT_REQUEST',
      found: '"giftCrad" (did you mean giftCard?)',
    });
  });

  it.each([
    ['neither', {}, 'found "neither"'],
    ['both', { giftCard: { number: NUMBER }, cardAcquisition: {} }, 'found "both"'],
    ['a scanned card without a number', { giftCard: {} }, 'giftCard.number: expected the number that was scanned'],
    ['a number that is a number', { giftCard: { number: 6036280000000000 } }, 'giftCard.number'],
    [
      'an unknown entry mode',
      { giftCard: { number: NUMBER, entryMode: 'Thrown' } },
      'giftCard.entryMode: expected one of',
    ],
    ['an expiry date of another form', { giftCard: { number: NUMBER, expiryDate: '02/28' } }, 'expected four digits'],
  ])('of %s is refused before anything is sent', (_, input, text) => {
    const error = refusalOf(() => balanceInquiryRequest(Object(input)));
    expect(error).toMatchObject({ code: 'ERR_INPUT_GIFT_CARD', message: expect.stringContaining(text) });
    // A gift card's number is worth money.
    expect(error.message).not.toContain('603628');
  });
});

describe('the answer to a BalanceInquiry', () => {
  it.each([
    [25, 'EUR', 2500],
    ['12.50', 'EUR', 1250],
    [0, 'EUR', 0],
    [1000, 'JPY', 1000],
  ])('of %s %s is %d in minor units', (CurrentBalance, Currency, value) => {
    const body = { Response: { Result: 'Success' }, PaymentAccountStatus: { CurrentBalance, Currency } };
    expect(readBalanceInquiry(body)).toEqual({ ok: true, balance: { currency: Currency, value }, receipts: [] });
  });

  it.each([
    ['no currency', { CurrentBalance: 25 }],
    ['an unknown currency', { CurrentBalance: 25, Currency: 'XXX' }],
    ['decimals that the currency does not have', { CurrentBalance: 25.001, Currency: 'EUR' }],
    ['less than nothing', { CurrentBalance: -1, Currency: 'EUR' }],
    ['nothing at all', undefined],
  ])('that reports %s has no balance rather than a wrong one', (_, PaymentAccountStatus) => {
    expect(readBalanceInquiry({ Response: { Result: 'Success' }, PaymentAccountStatus })).toEqual({
      ok: true,
      receipts: [],
    });
  });

  it('that failed reports why', () => {
    const Response = { Result: 'Failure', ErrorCondition: 'InvalidCard', AdditionalResponse: 'message=INVALID_CARD' };
    expect(readBalanceInquiry({ Response })).toMatchObject({
      ok: false,
      errorCondition: 'InvalidCard',
      message: 'INVALID_CARD',
    });
    expect(readBalanceInquiry({ PaymentAccountStatus: {} })).toBeUndefined();
  });
});
