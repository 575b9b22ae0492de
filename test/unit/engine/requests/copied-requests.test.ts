import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import type { Engine } from '../../../../index.ts';
import { settle } from '../../../support/clock.ts';
import { never } from '../../../support/terminal/sealed-terminal.ts';
import { createTestEngine, order, POIID } from '../../../support/test-engine.ts';
import { readAll } from '../../../support/test-journals.ts';

const original = () => ({ TransactionID: 'Bx4N.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' });

describe('an object that the till uses again after the call', () => {
  it('does not change what a refund gives back: EUR 1.00, not EUR 999.00', async () => {
    const { engine, terminal } = await createTestEngine();
    const request = {
      poiid: POIID,
      reference: 'R-1',
      original: original(),
      amount: { currency: 'EUR', value: 100 },
    };
    engine.refund(request);
    request.amount.value = 99_900;
    request.original.TransactionID = 'another';
    await settle();
    expect(terminal.received[0]?.message['ReversalRequest']).toMatchObject({
      ReversedAmount: 1,
      OriginalPOITransaction: { POITransactionID: { TransactionID: 'Bx4N.QWERTY1234567890' } },
    });
  });

  it('does not change what is loaded on a gift card', async () => {
    const { engine, terminal } = await createTestEngine();
    const items = [{ type: 'Load' as const, amount: { currency: 'EUR', value: 2500 } }];
    engine.storedValue({ poiid: POIID, reference: 'G-1', items });
    for (const item of items) item.amount.value = 999_900;
    await settle();
    expect(terminal.received[0]?.message['StoredValueRequest']).toMatchObject({
      StoredValueData: [{ ItemAmount: 25 }],
    });
  });

  it('does not end the process when its items are taken away', async () => {
    const { engine, terminal } = await createTestEngine();
    const items = [{ type: 'Activate' as const }];
    const activation = engine.storedValue({ poiid: POIID, reference: 'G-1', items });
    items.length = 0;
    expect(await activation.settled()).toMatchObject({ kind: 'accepted' });
    expect(terminal.count('StoredValue')).toBe(1);
  });

  it('adds no options to a payment that waits in line', async () => {
    let finish = () => {};
    const { engine, terminal } = await createTestEngine((asked) =>
      terminal.count('Payment') > 1
        ? never
        : new Promise((resolve) => (finish = () => resolve(asked.answer({ Response: { Result: 'Success' } })))),
    );
    engine.pay(order());
    await settle();
    const waiting = {
      ...order({ reference: 'ORDER-2', queue: true }),
      saleToAcquirerData: { metadata: { lane: '1' } },
    };
    engine.pay(waiting);
    await settle();
    waiting.amount = { currency: 'EUR', value: 1 };
    Object.assign(waiting.saleToAcquirerData, { tenderOptions: ['ForcedDecline'] });
    finish();
    await settle();
    const body = terminal.received[1]?.message['PaymentRequest'] as { SaleData: { SaleToAcquirerData: string } };
    expect(body).toMatchObject({ PaymentTransaction: { AmountsReq: { RequestedAmount: 10.99 } } });
    expect(Buffer.from(body.SaleData.SaleToAcquirerData, 'base64').toString()).not.toContain('ForcedDecline');
  });

  it('does not change what an override records', async () => {
    const { engine } = await createTestEngine(({ category }) =>
      category === 'Payment' ? { kind: 'answered', status: 503, body: new Uint8Array() } : never,
    );
    const payment = engine.pay(order());
    await settle();
    const request = {
      transaction: payment.id as string,
      by: 'Ada',
      reason: 'receipt seen',
      outcome: 'charged' as const,
    };
    engine.override(request);
    request.by = 'Eve';
    expect(await payment.settled()).toMatchObject({ kind: 'overridden', by: 'Ada' });
  });

  it('does not change the set-up of an engine', async () => {
    const exponents: Record<string, number> = { ISK: 2 };
    const application = { name: 'till', version: '1' };
    const { engine, terminal } = await createTestEngine(undefined, { currencyExponents: exponents, application });
    exponents['ISK'] = 0;
    application.name = 'other';
    engine.pay(order({ amount: { currency: 'ISK', value: 100 } }));
    await settle();
    const body = terminal.received[0]?.message['PaymentRequest'] as { SaleData: { SaleToAcquirerData: string } };
    expect(body).toMatchObject({ PaymentTransaction: { AmountsReq: { RequestedAmount: 1 } } });
    expect(Buffer.from(body.SaleData.SaleToAcquirerData, 'base64').toString()).toContain('"name":"till"');
  });
});

/** Calls that take a request, each with one that is right but for what the test puts into it. */
const CALLS: readonly [string, (engine: Engine, over: object) => unknown][] = [
  ['pay', (engine, over) => engine.pay({ ...order(), ...over })],
  ['refund', (engine, over) => engine.refund({ poiid: POIID, reference: 'R', original: original(), ...over })],
  ['unreferencedRefund', (engine, over) => engine.unreferencedRefund({ ...order(), ...over })],
  ['acquireCard', (engine, over) => engine.acquireCard({ poiid: POIID, reference: 'C', ...over })],
  [
    'storedValue',
    (engine, over) =>
      engine.storedValue({
        poiid: POIID,
        reference: 'S',
        items: [{ type: 'Activate' }],
        ...over,
      }),
  ],
];

const cycle: Record<string, unknown> = {};
cycle['itself'] = cycle;

describe.each(CALLS)('%s', (_, call) => {
  it.each<[string, object]>([
    ['a function', { saleToAcquirerData: { metadata: { a: () => 'x' } } }],
    ['a symbol', { saleToAcquirerData: { metadata: { a: Symbol('x') } } }],
    ['a bigint', { saleToAcquirerData: { metadata: { a: 1n } } }],
    ['a cycle', { saleToAcquirerData: { metadata: cycle } }],
    ['a map', { saleToAcquirerData: { metadata: new Map([['a', 'b']]) } }],
    [
      'a getter that throws',
      {
        saleToAcquirerData: {
          get metadata() {
            throw new Error('no');
          },
        },
      },
    ],
    [
      'a proxy that throws',
      {
        saleToAcquirerData: new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error('no');
            },
          },
        ),
      },
    ],
    ['a member that does not exist', { refernce: 'A' }],
  ])('refuses %s at once with ERR_INPUT_REQUEST, and nothing is stored or sent', async (__, over) => {
    const journal = memoryJournal();
    const { engine, terminal } = await createTestEngine(undefined, { journal });
    // Not by a spread, which would read the getters.
    const request = Object.defineProperties({}, Object.getOwnPropertyDescriptors(over));
    expect(() => call(engine, request)).toThrow(expect.objectContaining({ code: 'ERR_INPUT_REQUEST' }));
    await settle();
    expect(terminal.received).toEqual([]);
    expect(await readAll(journal)).toEqual([]);
  });
});

describe('a request whose members are read by getters', () => {
  it('is read once: what they give later is not sent', async () => {
    let reads = 0;
    const { engine, terminal } = await createTestEngine();
    engine.pay({
      poiid: POIID,
      reference: 'ORDER-1',
      get amount() {
        reads += 1;
        return { currency: 'EUR', value: reads === 1 ? 100 : 99_900 };
      },
    });
    await settle();
    expect(reads).toBe(1);
    expect(terminal.received[0]?.message['PaymentRequest']).toMatchObject({
      PaymentTransaction: { AmountsReq: { RequestedAmount: 1 } },
    });
  });

  it('is what was checked, also of an override: nobody is named who was not', async () => {
    const { engine } = await createTestEngine(({ category }) =>
      category === 'Payment' ? { kind: 'answered', status: 503, body: new Uint8Array() } : never,
    );
    const unknown = engine.pay(order());
    await settle();
    let reads = 0;
    engine.override({
      transaction: unknown.id,
      get by() {
        reads += 1;
        return reads === 1 ? 'Ada' : '';
      },
      reason: 'the terminal shows: approved',
      outcome: 'charged',
    });
    expect(await unknown.settled()).toMatchObject({ kind: 'overridden', by: 'Ada' });
  });

  it('of a class is copied as the data it has', async () => {
    class Money {
      readonly currency = 'EUR';
      readonly value: number;
      constructor(value: number) {
        this.value = value;
      }
    }
    const { engine, terminal } = await createTestEngine();
    engine.pay(order({ amount: new Money(1234) }));
    await settle();
    expect(terminal.received[0]?.message['PaymentRequest']).toMatchObject({
      PaymentTransaction: { AmountsReq: { RequestedAmount: 12.34 } },
    });
  });
});

it('a payment and an unreferenced refund of the same members are not the same request', async () => {
  const { engine } = await createTestEngine();
  await engine.pay(order({ id: 'basket' })).settled();
  expect(() => engine.unreferencedRefund(order({ id: 'basket' }))).toThrow(
    expect.objectContaining({ code: 'ERR_INPUT_ID_REUSED' }),
  );
});
