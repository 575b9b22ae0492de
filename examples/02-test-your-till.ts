/**
 * Testing a till: single scenarios over real sockets, a time-out of 150 seconds on a virtual clock, and a proof in a hostile world.
 * With node:test here; it is the same in vitest and jest.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  assertTellsTheTruth,
  declines,
  describeReport,
  inProcessTerminal,
  isBusy,
  losesTheAnswer,
  losesTheRequest,
  neverAnswers,
  proveTill,
  startTestTerminal,
  type ReportedResult,
  type TestTerminal,
} from 'tenderline/testing';
import { Till, type Standing } from './02-till.ts';

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
async function pay(id: string): Promise<Standing | undefined> {
  const { poiid, ledger } = shop.terminal;
  await till.pay({ id, poiid, amount });
  const outcome = reported.get(id);
  assert(outcome);
  assertTellsTheTruth(outcome, ledger, { reference: id });
  return till.standing(id);
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

test('the cashier is told after a minute that nobody knows, and later what is true', async () => {
  const { clock, engineOptions, next, terminal } = await inProcessTerminal();
  const patient = await Till.open(engineOptions);
  next(neverAnswers());
  const paid = patient.pay({ id: 'ORDER-6', poiid: terminal.poiid, amount });
  await clock.advance(59_000);
  assert.equal(patient.standing('ORDER-6'), 'paying');
  await clock.advance(2000);
  assert.equal(patient.standing('ORDER-6'), 'unknown');
  await clock.until(paid);
  assert.equal(patient.standing('ORDER-6'), 'paid');
  await clock.until(patient.close());
});

test('in a hostile world no order is charged twice, forgotten or told wrongly', async () => {
  const report = await proveTill((world) => Till.open(world.engineOptions, world.tell), { seeds: 100 });
  console.log(describeReport(report).join('\n'));
  assert.deepEqual(report.violations, {});
});
