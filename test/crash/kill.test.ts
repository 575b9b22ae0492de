import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  complaintsOf,
  coveringRuns,
  killRuns,
  openShop,
  SALE_ID,
  SCENARIOS,
  summaryOf,
  tableOf,
  type RunResult,
  type Shop,
  type TerminalLine,
} from './kill-test.mjs';

let shop: Shop;
const all: RunResult[] = [];

beforeAll(async () => {
  shop = await openShop();
});

afterAll(async () => {
  console.log(`${tableOf(all)}\n\n${summaryOf(all)}`);
  await shop.close();
});

const isPayment = (line: TerminalLine) => line.type === 'request' && line.MessageCategory === 'Payment';
const presentsCard = { does: 'presentsCard' } as const;
const neverPresents = { shopper: { does: 'neverPresents' } } as const;
const amount = { currency: 'EUR', value: 1000 };

describe('a payment whose till is killed and started again', () => {
  it.each(Object.keys(SCENARIOS))(
    'is sent at most once and its outcome agrees with the ledger: %s',
    async (scenario) => {
      const runs = coveringRuns().filter((run) => run.startsWith(`${scenario}/`));
      const results = await killRuns(shop, runs);
      all.push(...results);
      expect(complaintsOf(results)).toEqual([]);
      expect(results.flatMap(({ run, missed }) => missed.map((point) => `${run}: never came to ${point}`))).toEqual([]);
    },
  );
});

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
