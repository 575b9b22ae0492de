import { describe, expect, it } from 'vitest';
import { cardAcquisitionRequest, readCardAcquisition } from '../../../../protocol/messages/card-acquisition.ts';
import {
  enableServiceRequest,
  readEnableService,
  startTransactionRequest,
} from '../../../../protocol/messages/enable-service.ts';
import { refusalOf } from '../../../support/refusal.ts';

const base = { reference: 'ACQ-9', atMs: Date.UTC(2026, 4, 4, 10, 14) };
const SaleTransactionID = { TransactionID: 'ACQ-9', TimeStamp: '2026-05-04T10:14:00.000Z' };

describe('a CardAcquisition', () => {
  it('has its transaction member also with nothing in it', () => {
    expect(cardAcquisitionRequest(base)).toEqual({ SaleData: { SaleTransactionID }, CardAcquisitionTransaction: {} });
  });

  it('carries the amount in major units and what else was asked for', () => {
    expect(
      cardAcquisitionRequest({
        ...base,
        amount: { currency: 'EUR', value: 1234 },
        tokenRequestedType: 'Customer',
        allowedPaymentBrands: ['visa'],
        operatorId: 'emp-12',
        saleToAcquirerData: 'store=A',
      }),
    ).toEqual({
      SaleData: {
        SaleTransactionID,
        OperatorID: 'emp-12',
        SaleToAcquirerData: 'store=A',
        TokenRequestedType: 'Customer',
      },
      CardAcquisitionTransaction: { TotalAmount: 12.34, AllowedPaymentBrand: ['visa'] },
    });
  });

  it.each([
    ['an amount without a currency', { amount: { value: 1 } }, 'ERR_INPUT_CURRENCY', 'amount.currency'],
    ['an amount in major units', { amount: { currency: 'EUR', value: 1.5 } }, 'ERR_INPUT_AMOUNT', 'found 1.5'],
    [
      'an unknown token type',
      { tokenRequestedType: 'Card' },
      'ERR_INPUT_TOKEN',
      'expected one of Customer, Transaction',
    ],
  ])('with %s is refused before anything is sent', (_, wrong, code, text) => {
    expect(refusalOf(() => cardAcquisitionRequest({ ...base, ...Object(wrong) }))).toMatchObject({
      code,
      message: expect.stringContaining(text),
    });
  });
});

describe('the answer to a CardAcquisition', () => {
  const poi = { TransactionID: 'Bx4N001777889731004', TimeStamp: '2026-05-04T10:14:33.120Z' };

  it('reports the card, and the identification with which a payment continues', () => {
    expect(
      readCardAcquisition({
        Response: { Result: 'Success' },
        POIData: { POITransactionID: poi },
        PaymentInstrumentData: {
          CardData: {
            PaymentBrand: 'mc',
            MaskedPan: '541333 **** 9999',
            EntryMode: ['ICC'],
            SensitiveCardData: { ExpiryDate: '0228' },
            PaymentToken: { TokenRequestedType: 'Customer', TokenValue: 'M469509594859802' },
          },
        },
      }),
    ).toEqual({
      ok: true,
      poiTransactionId: { ...poi, tenderReference: poi.TransactionID },
      card: {
        paymentBrand: 'mc',
        maskedPan: '541333 **** 9999',
        entryModes: ['ICC'],
        token: { requestedType: 'Customer', value: 'M469509594859802' },
      },
    });
  });

  it('is read with whatever else it has: one word for a list, a brand elsewhere, members of no use', () => {
    const CardData = { EntryMode: 'Tapped', MaskedPan: { a: 1 }, PaymentToken: 7 };
    const body = { Response: { Result: 'success' }, PaymentInstrumentData: { CardData }, PaymentBrand: ['visa'] };
    expect(readCardAcquisition(body)).toEqual({ ok: true, card: { paymentBrand: 'visa', entryModes: ['Tapped'] } });
  });

  it('that failed reports why', () => {
    const AdditionalResponse = 'message=108%20Shopper%20cancelled%20tx';
    expect(
      readCardAcquisition({ Response: { Result: 'Failure', ErrorCondition: 'cancel', AdditionalResponse } }),
    ).toEqual({ ok: false, errorCondition: 'Cancel', message: '108 Shopper cancelled tx', card: { entryModes: [] } });
  });

  it.each([[null], [7], [{}], [{ Response: 'Success' }]])('that is %j is none', (body) => {
    expect(readCardAcquisition(body)).toBeUndefined();
  });
});

describe('an EnableService', () => {
  it('ends the transaction, with a text or without', () => {
    expect(enableServiceRequest()).toEqual({ TransactionAction: 'AbortTransaction' });
    expect(enableServiceRequest({ lines: ['Thank you'] })).toEqual({
      TransactionAction: 'AbortTransaction',
      DisplayOutput: {
        Device: 'CustomerDisplay',
        InfoQualify: 'Display',
        OutputContent: {
          OutputFormat: 'Text',
          PredefinedContent: { ReferenceID: 'Idle' },
          OutputText: [{ Text: 'Thank you' }],
        },
      },
    });
  });

  it('has a header and a footer beside its icon, and no more', () => {
    expect(enableServiceRequest({ lines: ['Welcome', '120 points'], icon: 'AcceptedAnimated' })).toMatchObject({
      DisplayOutput: {
        OutputContent: {
          PredefinedContent: { ReferenceID: 'AcceptedAnimated' },
          OutputText: [{ Text: 'Welcome' }, { Text: '120 points' }],
        },
      },
    });
    expect(refusalOf(() => enableServiceRequest({ lines: ['a', 'b', 'c'] })).code).toBe('ERR_INPUT_TEXT');
    expect(refusalOf(() => enableServiceRequest({ icon: 'Accepted' }))).toMatchObject({ code: 'ERR_INPUT_TEXT' });
  });

  it('starts a transaction for the services that are named', () => {
    expect(startTransactionRequest({ servicesEnabled: ['CardAcquisition', 'Payment'], lines: ['Tap'] })).toEqual({
      TransactionAction: 'StartTransaction',
      ServicesEnabled: ['CardAcquisition', 'Payment'],
      DisplayOutput: {
        Device: 'CustomerDisplay',
        InfoQualify: 'Display',
        OutputContent: {
          OutputFormat: 'Text',
          PredefinedContent: { ReferenceID: 'Idle' },
          OutputText: [{ Text: 'Tap' }],
        },
      },
    });
    for (const servicesEnabled of [[], ['Refund'], undefined]) {
      expect(refusalOf(() => startTransactionRequest(Object({ servicesEnabled }))).code).toBe('ERR_INPUT_SERVICES');
    }
  });

  it('with an empty text is refused before anything is sent', () => {
    expect(refusalOf(() => enableServiceRequest({ lines: [''] }))).toMatchObject({
      code: 'ERR_INPUT_TEXT',
      message: 'lines: expected some text, found ""',
    });
  });

  it('is answered, or it is not', () => {
    expect(readEnableService({ Response: { Result: 'Success' } })).toEqual({ ok: true });
    expect(readEnableService({ Response: { Result: 'Failure', ErrorCondition: 'NotAllowed' } })).toEqual({
      ok: false,
      errorCondition: 'NotAllowed',
    });
    expect(readEnableService({})).toBeUndefined();
  });
});

describe('the number of an acquired card', () => {
  it('is masked where the terminal did not: at most its first six and last four digits stay', () => {
    const CardData = { MaskedPan: '5413339000001234' };
    const body = { Response: { Result: 'Success' }, PaymentInstrumentData: { CardData } };
    expect(readCardAcquisition(body)?.card.maskedPan).toBe('541333******1234');
  });
});
