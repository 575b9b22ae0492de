import { describe, expect, it } from 'vitest';
import type { PayRequest } from '../../../../index.ts';
import { settle } from '../../../support/clock.ts';
import { never } from '../../../support/terminal/sealed-terminal.ts';
import { createTestEngine, order, POIID } from '../../../support/test-engine.ts';

describe('a payment with a mistake of the caller', () => {
  it.each<[string, string, unknown]>([
    ['no request', 'ERR_INPUT_REQUEST', undefined],
    ['an amount that is no integer', 'ERR_INPUT_AMOUNT', order({ amount: { currency: 'EUR', value: 10.99 } })],
    ['a negative amount', 'ERR_INPUT_AMOUNT', order({ amount: { currency: 'EUR', value: -1 } })],
    ['an amount of nothing', 'ERR_INPUT_AMOUNT', order({ amount: { currency: 'EUR', value: 0 } })],
    [
      'an amount beyond the protocol',
      'ERR_INPUT_AMOUNT',
      order({ amount: { currency: 'EUR', value: 10_000_000_000 } }),
    ],
    [
      'an amount in text',
      'ERR_INPUT_AMOUNT',
      order({ amount: { currency: 'EUR', value: '1099' as unknown as number } }),
    ],
    ['no amount', 'ERR_INPUT_AMOUNT', { poiid: POIID, reference: 'R' }],
    ['an unknown currency', 'ERR_INPUT_CURRENCY', order({ amount: { currency: 'EURO', value: 1 } })],
    ['a currency in small letters', 'ERR_INPUT_CURRENCY', order({ amount: { currency: 'eur', value: 1 } })],
    ['a tip in another currency', 'ERR_INPUT_CURRENCY', order({ tip: { currency: 'USD', value: 1 } })],
    ['an unknown terminal', 'ERR_INPUT_TERMINAL', order({ poiid: 'V400m-000000000' })],
    ['no terminal', 'ERR_INPUT_TERMINAL', order({ poiid: undefined as unknown as string })],
    ['no reference', 'ERR_INPUT_REFERENCE', order({ reference: '' })],
    ['a reference with a line break', 'ERR_INPUT_REFERENCE', order({ reference: 'a\nb' })],
    ['an id with blanks', 'ERR_INPUT_TRANSACTIONID', order({ id: 'my id' })],
    ['brands that are no list', 'ERR_INPUT_BRANDS', order({ allowedPaymentBrands: [] })],
    [
      'metadata beyond its limits',
      'ERR_INPUT_METADATA',
      order({ saleToAcquirerData: { metadata: { a: 'x'.repeat(81) } } }),
    ],
  ])('(%s) throws %s at once and sends nothing', async (_, code, request) => {
    const { engine, terminal } = await createTestEngine();
    expect(() => engine.pay(request as PayRequest)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(/expected .*found|expected/s) as unknown }),
    );
    await settle();
    expect(terminal.received).toEqual([]);
  });
});

describe('a refund with a mistake of the caller', () => {
  it.each([
    ['both ways to name the payment', { transaction: 'a', original: { TransactionID: 'a', TimeStamp: 'b' } }],
    ['no payment', {}],
    ['a payment without its moment', { original: { TransactionID: 'a' } }],
    ['an amount of nothing', { transaction: 'a', amount: { currency: 'EUR', value: 0 } }],
    ['an unknown reason', { transaction: 'a', reason: 'Because' }],
  ])('(%s) throws at once', async (_, over) => {
    const { engine } = await createTestEngine(() => never);
    expect(() => engine.refund({ poiid: POIID, reference: 'R-1', ...over } as never)).toThrow(/expected/);
  });
});
