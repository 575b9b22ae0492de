import { describe, expect, it } from 'vitest';
import { readAdditionalResponse } from '../../../../protocol/index.ts';
import { createTestEngine, order, POIID } from '../../../support/test-engine.ts';

interface PaymentBody {
  readonly SaleData: { readonly SaleToAcquirerData: string };
}

describe('the request of a payment', () => {
  it('has the sale, the money, the application and the version of this package', async () => {
    const { engine, terminal } = await createTestEngine(undefined, {
      application: { name: 'till', version: '4.2', integrator: 'acme' },
    });
    await engine
      .pay(
        order({
          tip: { currency: 'EUR', value: 150 },
          saleToAcquirerData: { tenderOptions: ['ReceiptHandler'], metadata: { lane: '1' } },
        }),
      )
      .settled();
    const body = terminal.received[0]?.message['PaymentRequest'] as PaymentBody;
    expect(body).toMatchObject({
      SaleData: { SaleTransactionID: { TransactionID: 'ORDER-1001', TimeStamp: '1970-01-01T00:00:00.000Z' } },
      PaymentTransaction: { AmountsReq: { Currency: 'EUR', RequestedAmount: 10.99, TipAmount: 1.5 } },
    });
    const data: unknown = JSON.parse(Buffer.from(body.SaleData.SaleToAcquirerData, 'base64').toString());
    expect(data).toMatchObject({
      tenderOption: 'ReceiptHandler',
      metadata: { lane: '1' },
      applicationInfo: {
        merchantApplication: { name: 'till', version: '4.2' },
        externalPlatform: { integrator: 'acme', name: 'tenderline', version: '0.1.0' },
      },
    });
  });

  it('says the same in form pairs where that is asked for', async () => {
    const { engine, terminal } = await createTestEngine(undefined, { saleToAcquirerDataEncoding: 'form' });
    await engine.pay(order({ saleToAcquirerData: { tenderOptions: ['AskGratuity'] } })).settled();
    const body = terminal.received[0]?.message['PaymentRequest'] as PaymentBody;
    expect(body.SaleData.SaleToAcquirerData).toContain('tenderOption=AskGratuity');
    expect(readAdditionalResponse(body.SaleData.SaleToAcquirerData)).toMatchObject({
      'applicationInfo.externalPlatform.name': 'tenderline',
    });
  });
});

describe('the request of a refund', () => {
  it('names the payment as the terminal gave it, with the currency of a part; the refund is accepted, not made', async () => {
    const { engine, terminal } = await createTestEngine(undefined, { saleToAcquirerDataEncoding: 'form' });
    const payment = engine.pay(order());
    await payment.settled();
    const part = { currency: 'EUR', value: 400 };
    const refund = engine.refund({ poiid: POIID, transaction: payment.id, amount: part, reference: 'R-1' });
    expect(await refund.settled()).toMatchObject({ kind: 'accepted', charged: 'no' });
    const [, asked] = terminal.received;
    expect(asked?.message['ReversalRequest']).toMatchObject({
      OriginalPOITransaction: {
        POITransactionID: { TransactionID: 'Bx4N.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' },
      },
      ReversalReason: 'MerchantCancel',
      ReversedAmount: 4,
      SaleData: { SaleToAcquirerData: expect.stringContaining('currency=EUR') as unknown },
    });
  });
});

describe('the request of an unreferenced refund', () => {
  it('is a Payment of type Refund, and its Success is an acceptance that charges nothing', async () => {
    const { engine, terminal } = await createTestEngine();
    const refund = engine.unreferencedRefund({ poiid: POIID, amount: { currency: 'EUR', value: 500 }, reference: 'R' });
    expect(await refund.settled()).toMatchObject({ kind: 'accepted', charged: 'no' });
    expect(terminal.received[0]?.message['PaymentRequest']).toMatchObject({ PaymentData: { PaymentType: 'Refund' } });
  });
});

describe('a card acquisition', () => {
  it('goes on with a payment that names it, or is ended', async () => {
    const { engine, terminal } = await createTestEngine();
    const acquired = await engine.acquireCard({ poiid: POIID, reference: 'A-1' }).settled();
    expect(acquired).toMatchObject({ kind: 'accepted', charged: 'no' });
    const { TransactionID = '', TimeStamp = '' } = acquired.poiTransactionId ?? {};
    await engine.pay(order({ cardAcquisition: { TransactionID, TimeStamp } })).settled();
    expect(terminal.received.at(-1)?.message['PaymentRequest']).toMatchObject({
      PaymentData: { CardAcquisitionReference: { TransactionID: 'Bx4N.QWERTY1234567890' } },
    });
    expect(await engine.terminal(POIID).endCardAcquisition()).toMatchObject({ kind: 'answered', ok: true });
    expect(terminal.received.at(-1)?.message['EnableServiceRequest']).toMatchObject({
      TransactionAction: 'AbortTransaction',
    });
  });
});
