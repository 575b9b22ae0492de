import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, SALE_ID, type Shop, type TerminalLine } from './kill-test.mjs';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const isPayment = (line: TerminalLine) => line.type === 'request' && line.MessageCategory === 'Payment';
const presentsCard = { does: 'presentsCard' } as const;
const neverPresents = { shopper: { does: 'neverPresents' } } as const;
const amount = { currency: 'EUR', value: 1000 };

describe('200 payments of one till that wait for their shoppers', () => {
  it('are all resumed after it was killed, and each is charged and reported exactly once', async () => {
    const terminals = await shop.open({ terminals: 200, settings: neverPresents });
    const poiids = terminals.map(({ poiid }) => poiid);
    const payments = terminals.map(({ poiid, port }) => ({
      id: `many-${poiid}`,
      poiid,
      port,
      amount,
      reference: `ORDER-${poiid}`,
    }));
    const task = { journalPath: shop.journalPath('many'), payments, limits: { statusIntervalMs: 1000 } };
    const arrived = shop.seen((line) => isPayment(line) && poiids.includes(line.poiid), payments.length);
    const first = shop.startTill(task);
    await arrived;
    first.kill();
    expect((await first.ended).signal).toBe('SIGKILL');
    expect(first.lines.filter(({ type }) => type === 'outcome')).toEqual([]);

    const second = shop.startTill(task);
    expect(await second.line('open')).toMatchObject({ unresolved: 200 });
    expect(await second.line('allChecked')).toBeDefined();
    await shop.act(poiids, presentsCard);
    expect(await second.line('done')).toEqual({ type: 'done', unresolved: 0, orphans: 0 });
    const reported = second.lines.filter((line) => line.type === 'outcome');
    expect(reported.map(({ id }) => id).toSorted()).toEqual(payments.map(({ id }) => id).toSorted());
    expect(reported.filter(({ outcome, sameAgain }) => outcome.kind !== 'approved' || !sameAgain)).toEqual([]);
    for (const poiid of poiids) {
      const { received, ledger } = await shop.report(poiid);
      expect(received.filter(({ MessageCategory }) => MessageCategory === 'Payment')).toHaveLength(1);
      expect(ledger).toMatchObject([{ kind: 'charge', SaleID: SALE_ID }]);
    }
    await shop.closeTerminals(poiids);
  });
});
