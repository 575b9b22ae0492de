import { describe, expect, it } from 'vitest';
import { losesAnswers } from '../../../support/terminal/terminal-behaviours.ts';
import { settle } from '../../../support/clock.ts';
import { createTestEngine, POIID } from '../../../support/test-engine.ts';

const body = {
  SaleData: { SaleTransactionID: { TransactionID: 'ORDER-1', TimeStamp: '2026-05-04T10:15:00.000Z' } },
  PaymentTransaction: { AmountsReq: { Currency: 'EUR', RequestedAmount: 10.99 }, SaleItem: [] },
};
const request = { poiid: POIID, reference: 'ORDER-1', category: 'Payment', body } as const;

describe('a transaction whose body the till writes', () => {
  it('is sent as it is, once, and its outcome is read as that of a payment', async () => {
    const { engine, terminal } = await createTestEngine();
    const outcome = await engine.transact({ ...request, id: 'T-1' }).settled();
    expect(outcome).toMatchObject({
      kind: 'approved',
      charged: 'yes',
      amounts: { requested: { currency: 'EUR', value: 1099 } },
    });
    expect(terminal.received[0]?.message['PaymentRequest']).toEqual(body);
    expect(engine.transact({ ...request, id: 'T-1' }).state.outcome).toEqual(outcome);
    expect(terminal.count('Payment')).toBe(1);
  });

  it('is asked about when its answer is lost, and never sent again', async () => {
    const { engine, terminal, clock } = await createTestEngine(losesAnswers);
    const payment = engine.transact(request);
    await settle();
    await clock.step(30_000, 1000);
    expect(terminal.count('Payment')).toBe(1);
    expect(terminal.count('TransactionStatus')).toBeGreaterThan(0);
    expect(payment.state.state).not.toBe('sending');
  });

  it('gives back where its PaymentType says so: a Success is an acceptance', async () => {
    const { engine } = await createTestEngine();
    const refund = { ...body, PaymentData: { PaymentType: 'Refund' } };
    expect(await engine.transact({ ...request, body: refund }).settled()).toMatchObject({
      kind: 'accepted',
      charged: 'no',
    });
  });

  it.each([
    ['a category that moves no money', { category: 'Display' }, 'ERR_INPUT_CATEGORY', 'category'],
    ['no body', { body: undefined }, 'ERR_INPUT_BODY', 'body'],
    ['a body that is no data', { body: { at: () => 0 } }, 'ERR_INPUT_REQUEST', 'body.at'],
    ['another reference than its body', { reference: 'ORDER-2' }, 'ERR_INPUT_REFERENCE', 'reference'],
    ['a member of another request', { amount: { currency: 'EUR', value: 1 } }, 'ERR_INPUT_REQUEST', 'request'],
  ])('with %s is refused at the door', async (_, over, code, path) => {
    const { engine, terminal } = await createTestEngine();
    expect(() => engine.transact({ ...request, ...over } as never)).toThrow(expect.objectContaining({ code, path }));
    expect(terminal.received).toEqual([]);
  });
});
