/**
 * Testing a till: scenarios over real sockets, each compared with what the terminal really took. With node:test here; it is the same in
 * vitest and jest.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertTellsTheTruth,
  declines,
  isBusy,
  losesTheAnswer,
  losesTheRequest,
  startTestTerminal,
  type ReportedResult,
  type TestTerminal,
} from 'tenderline/testing';
import { Till, type OrderStatus } from './06-till.ts';

const amount = { currency: 'EUR', value: 1099 };

let shop: TestTerminal;
let till: Till;
const reported = new Map<string, ReportedResult>();

before(async () => {
  shop = await startTestTerminal();
  till = await Till.open(shop.engineOptions, (order, outcome) => reported.set(order, outcome));
});

after(async () => {
  await till.close();
  await shop.close();
});

/** Pays an order, and compares what is reported to the cashier with the terminal's ledger. */
async function pay(id: string): Promise<OrderStatus | undefined> {
  const { poiid, ledger } = shop.terminal;
  await till.pay({ id, poiid, amount });
  const outcome = reported.get(id);
  assert(outcome);
  assertTellsTheTruth(outcome, ledger, { reference: id });
  return till.status(id);
}

test('an order is paid', async () => {
  assert.equal(await pay('ORDER-1'), 'paid');
  await assert.rejects(pay('ORDER-1'), /ORDER-1 is paid/);
});

test('a refusal is shown, and the next attempt is paid', async () => {
  shop.next(declines());
  assert.equal(await pay('ORDER-2'), 'not done');
  assert.equal(await pay('ORDER-2-again'), 'paid');
});

test('a lost answer and a lost request look the same, and are told apart', async () => {
  shop.next(losesTheAnswer());
  assert.equal(await pay('ORDER-3'), 'paid');
  shop.next(losesTheRequest());
  assert.equal(await pay('ORDER-4'), 'not done');
});

test('a terminal that is busy has taken nothing', async () => {
  shop.next(isBusy());
  assert.equal(await pay('ORDER-5'), 'not done');
});
