import { describe, expect, it } from 'vitest';
import { transactionToJson, TransactionJsonSchema } from '../../../../../index.ts';
import { createTestEngine, POIID } from '../../../../support/test-engine.ts';

const eur = (value: number) => ({ currency: 'EUR', value });
const POITransactionID = { TransactionID: 'Bx4N001', TimeStamp: '2026-05-04T10:15:33.120Z' };

describe('the outcome of a request that changes gift cards', () => {
  it('has what was done to each card, and no number of one', async () => {
    const item = (ItemAmount: number, CurrentBalance: number, StoredValueID: string) => ({
      StoredValueTransactionType: 'Load',
      ItemAmount,
      Currency: 'EUR',
      StoredValueAccountStatus: { CurrentBalance, StoredValueAccountID: { StoredValueID } },
    });
    const { engine } = await createTestEngine((asked) =>
      asked.answer({
        Response: { Result: 'Success' },
        POIData: { POITransactionID },
        StoredValueResult: [item(25, 40, '6006491200000001234'), item(10, 10, '6006491200000005678')],
      }),
    );
    const loading = engine.storedValue({
      poiid: POIID,
      reference: 'GIFT-1',
      items: [
        { type: 'Load', amount: eur(2500) },
        { type: 'Load', amount: eur(1000) },
      ],
    });
    expect(await loading.settled()).toMatchObject({
      kind: 'accepted',
      charged: 'no',
      giftCard: {
        items: [
          { type: 'Load', amount: eur(2500), balance: eur(4000), maskedNumber: '***************1234' },
          { type: 'Load', amount: eur(1000), balance: eur(1000), maskedNumber: '***************5678' },
        ],
      },
    });
    const json = transactionToJson(loading.state);
    expect(TransactionJsonSchema.parse(json)).toStrictEqual(json);
    expect(JSON.stringify(json)).not.toContain('60064912');
  });
});

describe('the outcome of an acquisition', () => {
  it('has the acquired card and its alias, and what names it to the payment', async () => {
    const CardData = {
      MaskedPan: '541333 **** 9999',
      EntryMode: ['Tapped'],
      PaymentToken: { TokenRequestedType: 'Customer', TokenValue: 'M469' },
    };
    const { engine } = await createTestEngine((asked) =>
      asked.answer({
        Response: { Result: 'Success', AdditionalResponse: 'fundingSource=DEBIT&issuerCountry=NL' },
        POIData: { POITransactionID },
        PaymentInstrumentData: { PaymentInstrumentType: 'Card', CardData },
        PaymentBrand: ['mc'],
      }),
    );
    const acquired = await engine.acquireCard({ poiid: POIID, reference: 'ACQ-1' }).settled();
    expect(acquired).toMatchObject({
      kind: 'accepted',
      charged: 'no',
      poiTransactionId: POITransactionID,
      card: {
        brand: 'mc',
        maskedPan: '541333 **** 9999',
        entryMode: 'Tapped',
        fundingSource: 'DEBIT',
        issuerCountry: 'NL',
      },
      token: { alias: 'M469' },
    });
  });
});
