import { createEngine, type Transaction } from '../../index.ts';
import type { Order, TillSurroundings, TillUnderTest } from './till.ts';

/** The plainest till there can be: it asks the engine, and tells the cashier what the engine says. */
export async function engineTill(shop: TillSurroundings): Promise<TillUnderTest> {
  const engine = await createEngine(shop.engineOptions);

  const follow = (transaction: Transaction): void => {
    // A transaction that the end of the engine leaves open ends nothing here either.
    void transaction.settled().then(
      (outcome) => shop.tell(transaction.id, outcome),
      () => undefined,
    );
  };

  return {
    pay: (order) =>
      follow(
        engine.pay({
          ...common(order),
          amount: order.amount,
          saleToAcquirerData: { tenderOptions: order.tenderOptions },
        }),
      ),
    refund: (order) =>
      follow(engine.refund({ ...common(order), ...(order.refundOf !== undefined && { transaction: order.refundOf }) })),
    abort: (order) => engine.abort(order),
    checkStatus: (order) => engine.checkStatus(order),
    override: (transaction, outcome) =>
      engine.override({ transaction, by: 'Ada', reason: 'looked at the terminal', outcome }),
    unresolved: () => engine.unresolved(),
    notifications: engine.notificationHandler({ allowClearText: true }),
    close: () => engine.close(),
  };
}

function common({ id, poiid, queue }: Order) {
  return { id, poiid, reference: id, queue };
}
