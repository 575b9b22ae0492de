import { createEngine, type Engine, type Transaction } from '../../index.ts';
import type { Order, TillSurroundings, TillUnderTest } from './till.ts';

/** The simplest till: it passes orders to the engine, and reports the engine's outcomes to the cashier. */
export async function engineTill(shop: TillSurroundings): Promise<TillUnderTest> {
  return tillOf(await createEngine(shop.engineOptions), shop);
}

/** A till over an engine. */
export function tillOf(engine: Engine, shop: Pick<TillSurroundings, 'tell'>): TillUnderTest {
  const report = (transaction: Transaction): void => {
    // A transaction that is still open when the engine closes is not reported.
    void transaction.settled().then(
      (outcome) => shop.tell(transaction.id, outcome),
      () => undefined,
    );
  };

  return {
    pay: (order) =>
      report(
        engine.pay({
          ...common(order),
          amount: order.amount,
          saleToAcquirerData: { tenderOptions: order.tenderOptions },
        }),
      ),
    refund: (order) =>
      report(engine.refund({ ...common(order), ...(order.refundOf !== undefined && { transaction: order.refundOf }) })),
    abort: (order) => engine.abort(order),
    checkStatus: (order) => engine.checkStatus(order),
    override: (transaction, outcome) =>
      report(engine.override({ transaction, by: 'Ada', reason: 'looked at the terminal', outcome })),
    unresolved: () => engine.unresolved(),
    notifications: engine.notificationHandler({ allowClearText: true }),
    close: () => engine.close(),
  };
}

function common({ id, poiid, queue }: Order) {
  return { id, poiid, reference: id, queue };
}
