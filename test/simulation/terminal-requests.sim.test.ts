import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../index.ts';
import { startSimulator, type SimulatedTerminal, type Simulator } from '../../simulator/index.ts';
import { nexoCryptoTerminal, type NexoCryptoTerminal } from '../support/wire/nexo-crypto-terminal.ts';
import { SHARED_KEY } from '../support/terminal/sealed-terminal.ts';
import { createSimulatedTill } from '../support/wire/simulated-till.ts';
import { QUICK, type Json } from '../support/simulator.ts';

const POIID = 'V400m-324688179';
const GIFT_CARD = '6036280000000000001';
const eur = (value: number) => ({ currency: 'EUR', value });

let simulator: Simulator;
let terminal: SimulatedTerminal;
let adyen: NexoCryptoTerminal;
let engine: Engine;
let other: Engine;
let orders = 0;

beforeAll(async () => {
  adyen = await nexoCryptoTerminal(POIID, SHARED_KEY);
  other = await createEngine({
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [{ poiid: POIID, host: '127.0.0.1', port: adyen.port }],
    sharedKeys: [SHARED_KEY],
    rootCertificate: adyen.fleet.rootPem,
  });
});

beforeEach(async () => {
  await stop();
  simulator = await startSimulator({
    terminals: [{ poiid: POIID, sharedKeys: [SHARED_KEY], settings: QUICK }],
    seed: 1,
  });
  terminal = simulator.terminal(POIID);
  engine = await createSimulatedTill(simulator, terminal);
});

afterAll(async () => {
  await Promise.all([stop(), other.close(), adyen[Symbol.asyncDispose]()]);
});

async function stop(): Promise<void> {
  await (engine as Engine | undefined)?.close();
  await (simulator as Simulator | undefined)?.close();
}

function order(value = 10_000) {
  return { poiid: POIID, amount: eur(value), reference: `ORDER-${(orders += 1)}` };
}

/** What a terminal with Adyen's NexoCrypto answers, and what the till reads of it. */
async function reads(answer: Json, request: (engine: Engine) => Promise<unknown>): Promise<unknown> {
  adyen.next(answer);
  return request(other);
}

describe('a login, and what is counted from then on', () => {
  it('has to come before the totals, which then are those of the ledger, by operator and shift', async () => {
    const till = engine.terminal(POIID);
    expect(await till.totals()).toMatchObject({ ok: false, errorCondition: 'LoggedOut' });
    const login = { operatorLanguage: 'en', operatorId: 'ann', totalsGroupId: 'FRONT' };
    expect(await till.login(login)).toMatchObject({ ok: true, software: { name: 'Simulator' } });
    await engine.pay(order(1000)).settled();
    await engine.pay({ ...order(2000), operatorId: 'bob' }).settled();
    await engine.unreferencedRefund(order(500)).settled();

    const rows = await till.totals({ totalDetails: ['OperatorID', 'TotalsGroupID'] });
    expect(rows).toMatchObject({
      ok: true,
      poiReconciliationId: '1000',
      totals: [
        {
          cardBrand: 'mc',
          currency: 'EUR',
          operatorId: 'ann',
          totalsGroupId: 'FRONT',
          totals: [
            { transactionType: 'Debit', count: 1, amount: eur(1000) },
            { transactionType: 'Credit', count: 1, amount: eur(500) },
          ],
        },
        { operatorId: 'bob', totals: [{ transactionType: 'Debit', count: 1, amount: eur(2000) }] },
      ],
    });
    expect(await till.totals({ totalFilter: { operatorId: 'bob' } })).toMatchObject({
      totals: [{ totals: [{ amount: eur(2000) }] }],
    });
    expect(await till.totals({ totalDetails: ['SaleID', 'POIID'] })).toMatchObject({
      totals: [{ saleId: 'TILL-01', poiid: POIID }],
    });
    expect(await till.logout()).toMatchObject({ ok: true });
    expect(await till.totals()).toMatchObject({ ok: false, errorCondition: 'LoggedOut' });
  });

  it('ends with a SaleReconciliation, which opens a new period and can be repeated', async () => {
    const till = engine.terminal(POIID);
    await till.login({ operatorLanguage: 'en' });
    await engine.pay(order(1000)).settled();
    const closed = { poiReconciliationId: '1000', totals: [{ totals: [{ count: 1, amount: eur(1000) }] }] };
    expect(await till.reconcile({ type: 'AcquirerReconciliation' })).toMatchObject({ ok: true, ...closed });
    expect(await till.reconcile({ type: 'SaleReconciliation' })).toMatchObject({ ok: true, ...closed });
    expect(await till.totals()).toMatchObject({ poiReconciliationId: '1001', totals: [] });
    const previous = { type: 'PreviousReconciliation', poiReconciliationId: '1000' } as const;
    expect(await till.reconcile(previous)).toMatchObject({ ok: true, ...closed });
    expect(await till.reconcile({ ...previous, poiReconciliationId: '7' })).toMatchObject({
      errorCondition: 'NotFound',
    });
    const { response } = await engine.pay(order()).settled();
    expect(response).toMatchObject({ POIData: { POIReconciliationID: '1001' } });
  });

  it("is read of a terminal with Adyen's NexoCrypto, whose numbers may be text", async () => {
    const TransactionTotals = [
      {
        PaymentInstrumentType: 'Card',
        CardBrand: 'visa',
        OperatorID: 'ann',
        SaleID: 'TILL-01',
        POIID,
        PaymentCurrency: 'EUR',
        PaymentTotals: [{ TransactionType: 'Debit', TransactionCount: '3', TransactionAmount: 41.5 }],
      },
    ];
    const answer = { Response: { Result: 'Success' }, POIReconciliationID: 57, TransactionTotals };
    const totals = {
      poiReconciliationId: '57',
      totals: [
        {
          cardBrand: 'visa',
          operatorId: 'ann',
          saleId: 'TILL-01',
          poiid: POIID,
          totals: [{ transactionType: 'Debit', count: 3, amount: eur(4150) }],
        },
      ],
    };
    expect(await reads(answer, (till) => till.terminal(POIID).totals())).toMatchObject(totals);
    const reconciled = await reads(answer, (till) => till.terminal(POIID).reconcile({ type: 'SaleReconciliation' }));
    expect(reconciled).toMatchObject(totals);
  });
});

describe('a scan', () => {
  const scan = { sessionId: 42, timeoutMs: 20_000 };

  it.each(['form', 'base64'] as const)('is read in its form %s', async (scanAnswer) => {
    terminal.configure({ scanAnswer, input: { does: 'answers', barcode: { data: '4001234&x', symbology: 'EAN8' } } });
    expect(await engine.terminal(POIID).scanBarcode(scan)).toMatchObject({
      ok: true,
      data: '4001234&x',
      symbology: 'EAN8',
    });
  });

  it.each([
    [
      'in a form pair',
      'additionalData=%7B%22Barcode%22%3A%7B%22Data%22%3A%224001234%22%2C%22Symbology%22%3A%22EAN8%22%7D%7D',
    ],
    ['in base64', Buffer.from('{"Barcode":{"Data":"4001234","Symbology":"EAN8"}}').toString('base64')],
  ])("is read of a terminal with Adyen's NexoCrypto, %s", async (_, AdditionalResponse) => {
    const answer = { Response: { Result: 'Success', AdditionalResponse } };
    expect(await reads(answer, (till) => till.terminal(POIID).scanBarcode(scan))).toMatchObject({
      data: '4001234',
      symbology: 'EAN8',
    });
  });

  it('ends without a code when the time is up', async () => {
    terminal.nextInput({ does: 'neverAnswers' });
    expect(await engine.terminal(POIID).scanBarcode({ ...scan, timeoutMs: 10 })).toMatchObject({
      ok: false,
      errorCondition: 'Cancel',
    });
  });

  it('is ended by the till, and the terminal is free again', async () => {
    terminal.nextInput({ does: 'neverAnswers' });
    const running = new Promise<void>((resolve) => void terminal.events.once('request', () => resolve()));
    const scanning = engine.terminal(POIID).scanBarcode(scan);
    await running;
    expect(await engine.terminal(POIID).endScan({ sessionId: 42 })).toMatchObject({ ok: true });
    expect(await scanning).toMatchObject({ ok: false, errorCondition: 'Aborted' });
    expect(await engine.pay(order()).settled()).toMatchObject({ kind: 'approved' });
  });
});

describe('what is given back', () => {
  it('is a part of a payment, several times, and never more than all of it', async () => {
    const payment = engine.pay(order());
    await payment.settled();
    const refund = (value: number) => engine.refund({ ...order(value), transaction: payment.id }).settled();
    expect(await refund(3000)).toMatchObject({ kind: 'accepted', amounts: { authorized: eur(3000) } });
    expect(await refund(7000)).toMatchObject({ kind: 'accepted' });
    expect(await refund(1)).toMatchObject({ kind: 'failed', charged: 'no' });
    expect(terminal.ledger.total()).toEqual({ EUR: 0 });
  });

  it('is a payment without the platform by its tender reference', async () => {
    terminal.nextShopper({ does: 'presentsCard', offline: 'emv' });
    const payment = engine.pay(order());
    expect(await payment.settled()).toMatchObject({ offline: true });
    expect(await engine.refund({ ...order(), transaction: payment.id }).settled()).toMatchObject({ kind: 'accepted' });
  });

  it('to the card of a shopper has its fate in the answer', async () => {
    const outcome = await engine.unreferencedRefund(order()).settled();
    expect(outcome).toMatchObject({ kind: 'accepted', authorisation: { acquirerResponseCode: 'APPROVED' } });
  });
});

describe('payments that the terminal keeps', () => {
  it('are counted by a diagnosis until it reaches the host', async () => {
    terminal.configure({ shopper: { does: 'presentsCard', offline: 'storeAndForward' } });
    for (const value of [1000, 2000]) await engine.pay(order(value)).settled();
    const counts = (unconfirmedBatchCount: string) => ({ details: { unconfirmedBatchCount } });
    const till = engine.terminal(POIID);
    expect(await till.diagnose()).toMatchObject(counts('2'));
    expect(await till.diagnose({ host: true })).toMatchObject(counts('2'));
    expect(await till.diagnose()).toMatchObject(counts('0'));
    expect(terminal.ledger.total()).toEqual({ EUR: 3000 });
  });

  it('may be refused later: the till is not told, and the money never comes', async () => {
    terminal.nextShopper({ does: 'presentsCard', offline: 'emv' });
    const payment = engine.pay(order());
    expect(await payment.settled()).toMatchObject({ kind: 'approved', offline: true });
    terminal.uploadOffline('refused');
    expect(terminal.ledger.total()).toEqual({ EUR: 0 });
    const serviceId = terminal.received.at(-1)?.ServiceID ?? '';
    expect(await engine.terminal(POIID).transactionStatus({ serviceId })).toMatchObject({
      result: { kind: 'approved', offline: true },
    });
  });
});

describe('a gift card', () => {
  it('is activated, loaded, asked about, pays and is refunded, and its balance follows', async () => {
    const giftCard = { number: GIFT_CARD };
    const items = [
      { type: 'Activate', giftCard },
      { type: 'Load', giftCard, amount: eur(5000) },
    ] as const;
    const { amount: _, ...sale } = order();
    expect(await engine.storedValue({ ...sale, items: [...items] }).settled()).toMatchObject({ kind: 'accepted' });
    const balance = () => engine.terminal(POIID).balance({ giftCard });
    expect(await balance()).toMatchObject({ ok: true, balance: eur(5000) });
    expect(await engine.pay({ ...order(2000), giftCard }).settled()).toMatchObject({
      kind: 'approved',
      giftCardBalance: eur(3000),
    });
    expect(await balance()).toMatchObject({ balance: eur(3000) });
    terminal.nextShopper({ does: 'presentsCard', giftCard: GIFT_CARD });
    await engine.unreferencedRefund(order(500)).settled();
    expect(await balance()).toMatchObject({ balance: eur(3500) });
  });

  it('that nobody activated pays nothing', async () => {
    const outcome = await engine.pay({ ...order(), giftCard: { number: '6036280000000000009' } }).settled();
    expect(outcome).toMatchObject({ kind: 'declined', errorCondition: 'InvalidCard' });
    expect(terminal.ledger.entries).toEqual([]);
  });
});
