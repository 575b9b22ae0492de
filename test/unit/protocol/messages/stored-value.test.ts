import { describe, expect, it } from 'vitest';
import { readStoredValue, storedValueRequest } from '../../../../protocol/messages/stored-value.ts';
import { refusalOf } from '../../../support/refusal.ts';

const base = { reference: 'GC-5', atMs: Date.UTC(2026, 4, 4, 10) };
const SaleTransactionID = { TransactionID: 'GC-5', TimeStamp: '2026-05-04T10:00:00.000Z' };
const amount = { currency: 'EUR', value: 2500 };
const original = { TransactionID: 'A.B', TimeStamp: 'T' };

describe('a StoredValue', () => {
  it('has the members of reference 6.7, money in major units', () => {
    expect(storedValueRequest({ ...base, items: [{ type: 'Load', amount }] })).toEqual({
      SaleData: { SaleTransactionID },
      StoredValueData: [{ StoredValueTransactionType: 'Load', ItemAmount: 25, Currency: 'EUR' }],
    });
  });

  it('carries its items in their order, each with its card and the transaction that it undoes', () => {
    // As it comes out of an answer: with more than the request may carry.
    const read = { ...original, tenderReference: 'A' };
    const { StoredValueData } = storedValueRequest({
      ...base,
      items: [
        { type: 'Activate', giftCard: { number: '603628' } },
        { type: 'Reverse', original: read },
      ],
    });
    expect(StoredValueData).toEqual([
      {
        StoredValueTransactionType: 'Activate',
        StoredValueAccountID: {
          StoredValueAccountType: 'GiftCard',
          EntryMode: ['Scanned'],
          IdentificationType: 'PAN',
          StoredValueID: '603628',
        },
      },
      { StoredValueTransactionType: 'Reverse', OriginalPOITransaction: { POITransactionID: original } },
    ]);
  });

  it.each([
    ['no items', [], 'ERR_INPUT_STORED_VALUE', 'items: expected one or more'],
    ['no list', undefined, 'ERR_INPUT_STORED_VALUE', 'items: expected one or more, found undefined'],
    ['an item that is nothing', [null], 'ERR_INPUT_STORED_VALUE', 'items[0].type: expected one of Activate, Load'],
    ['an unknown type', [{ type: 'Burn', amount }], 'ERR_INPUT_STORED_VALUE', 'found "Burn"'],
    ['a Load without an amount', [{ type: 'Load' }], 'ERR_INPUT_AMOUNT', 'items[0].amount'],
    ['a Load of nothing', [{ type: 'Load', amount: { ...amount, value: 0 } }], 'ERR_INPUT_AMOUNT', 'found 0'],
    [
      'an amount without a currency',
      [{ type: 'Load', amount: { value: 1 } }],
      'ERR_INPUT_CURRENCY',
      'items[0].amount.currency',
    ],
    ['a misspelt member', [{ type: 'Activate', amout: amount }], 'ERR_INPUT_REQUEST', 'did you mean amount?'],
    [
      'a transaction without its time',
      [{ type: 'Reverse', original: { TransactionID: 'A.B' } }],
      'ERR_INPUT_POITRANSACTIONID',
      'items[0].original.TimeStamp',
    ],
    ['a Reverse of nothing', [{ type: 'Reverse' }], 'ERR_INPUT_STORED_VALUE', 'items[0].original'],
    [
      'a card without a number',
      [{ type: 'Load', amount, giftCard: {} }],
      'ERR_INPUT_GIFT_CARD',
      'items[0].giftCard.number',
    ],
  ])('with %s is refused before anything is sent', (_, items, code, text) => {
    expect(refusalOf(() => storedValueRequest(Object({ ...base, items })))).toMatchObject({
      code,
      message: expect.stringContaining(text),
    });
  });
});

describe('the answer to a StoredValue', () => {
  const row = {
    StoredValueTransactionType: 'load',
    ItemAmount: 25,
    Currency: 'EUR',
    StoredValueAccountStatus: { CurrentBalance: '37.50' },
  };

  it('reports for each item the result and the balance of the card, in minor units', () => {
    expect(
      readStoredValue({
        Response: { Result: 'Success' },
        POIData: { POITransactionID: original },
        StoredValueResult: [row, { ...row, Currency: 'JPY', StoredValueAccountStatus: {} }],
      }),
    ).toEqual({
      ok: true,
      rows: [
        { type: 'Load', amount, balance: { currency: 'EUR', value: 3750 } },
        { type: 'Load', amount: { currency: 'JPY', value: 25 } },
      ],
      poiTransactionId: { ...original, tenderReference: 'A', pspReference: 'B' },
      receipts: [],
    });
  });

  it('keeps the rows it can read in whatever state they are', () => {
    const StoredValueResult = [{ ItemAmount: 'x', Currency: 7, StoredValueAccountStatus: [] }, {}];
    expect(readStoredValue({ Response: { Result: 'Success' }, StoredValueResult })?.rows).toEqual([{}, {}]);
    expect(readStoredValue({ Response: { Result: 'Success' }, StoredValueResult: 'x' })?.rows).toEqual([]);
  });

  it('that failed reports why', () => {
    expect(readStoredValue({ Response: { Result: 'Failure', ErrorCondition: 'Refusal' } })).toMatchObject({
      ok: false,
      errorCondition: 'Refusal',
      rows: [],
    });
    expect(readStoredValue([])).toBeUndefined();
  });
});
