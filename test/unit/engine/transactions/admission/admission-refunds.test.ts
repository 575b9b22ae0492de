import { describe, expect, it } from 'vitest';
import { createTestEngine, order, POIID } from '../../../../support/test-engine.ts';
import { keptJournal } from '../../../../support/test-journals.ts';

describe('a refund', () => {
  it('finds its payment in the journal after a restart', async () => {
    const journal = keptJournal();
    const first = await createTestEngine(undefined, { journal });
    await first.engine.pay(order({ id: 'basket-1' })).settled();
    await first.end();
    const second = await createTestEngine(undefined, { journal }, first.clock);
    const refund = second.engine.refund({ poiid: POIID, transaction: 'basket-1', reference: 'R-1' });
    expect(await refund.settled()).toMatchObject({ kind: 'accepted' });
    expect(second.terminal.count('Reversal')).toBe(1);
  });

  it('of a payment that is not known, or that took nothing, is not sent', async () => {
    const POITransactionID = { TransactionID: 'Bx4N.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' };
    const declined = { Response: { Result: 'Failure', ErrorCondition: 'Refusal' }, POIData: { POITransactionID } };
    const { engine, terminal } = await createTestEngine((asked) => asked.answer(declined));
    const payment = engine.pay(order());
    expect(await payment.settled()).toMatchObject({ kind: 'declined', poiTransactionId: POITransactionID });
    for (const transaction of [payment.id, 'never-seen']) {
      const refund = engine.refund({ poiid: POIID, transaction, reference: 'R-1' });
      expect(await refund.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_ORIGINAL_UNKNOWN' } });
    }
    expect(terminal.count('Reversal')).toBe(0);
  });
});
