import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, type Shop, type TerminalLine } from './kill-test.mjs';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const isPayment = (line: TerminalLine) => line.type === 'request' && line.MessageCategory === 'Payment';
const presentsCard = { does: 'presentsCard' } as const;
const neverPresents = { shopper: { does: 'neverPresents' } } as const;
const amount = { currency: 'EUR', value: 1000 };

describe('a journal', () => {
  it('is refused to a second till at once, and is free when the first one was killed', async () => {
    const [{ poiid, port } = { poiid: '', port: 0 }] = await shop.open({ settings: neverPresents });
    const payment = { id: 'shared', poiid, port, amount, reference: 'ORDER-SHARED' };
    const task = { journalPath: shop.journalPath('shared'), payments: [payment] };
    const arrived = shop.seen((line) => isPayment(line) && line.poiid === poiid);
    const first = shop.startTill(task);
    await arrived;

    const second = shop.startTill(task);
    expect(await second.line('refused')).toMatchObject({ code: 'ERR_CONFIG_JOURNAL_IN_USE' });
    expect((await second.ended).code).toBe(1);

    first.kill();
    expect((await first.ended).signal).toBe('SIGKILL');
    const third = shop.startTill(task);
    await third.line('open');
    await shop.act([poiid], presentsCard);
    expect(await third.line('outcome')).toMatchObject({ outcome: { kind: 'approved', recovered: true } });
    expect((await third.ended).code).toBe(0);
    const { received, ledger } = await shop.report(poiid);
    expect(received.filter(({ MessageCategory }) => MessageCategory === 'Payment')).toHaveLength(1);
    expect(ledger).toHaveLength(1);
    await shop.closeTerminals([poiid]);
  });
});
