// Simulated shops: what tests of tills, and the proof of the engine, are made of. All of it is on one processor.
import { performance } from 'node:perf_hooks';
import { load } from './lib/dist.mjs';

export const title = 'Simulation';
export const notMeasured = 'shops with a journal on disk.';

const AMOUNT = { currency: 'EUR', value: 1099 };
const ASKED = { atLeast: 1000, of: 'value' };

export async function run(report, { quick }) {
  await aTerminal(report, quick);
  await aHostileWorld(report, quick);
}

/** What a test of a till does: it pays, the shopper presents a card, the terminal approves. */
async function aTerminal(report, quick) {
  const { createEngine } = await load('index.js');
  const { inProcessTerminal } = await load('testkit/index.js');
  const { clock, engineOptions, terminal } = await inProcessTerminal();
  const engine = await createEngine(engineOptions);
  const pay = async (count) => {
    const start = performance.now();
    for (let index = 0; index < count; index += 1) {
      const payment = engine.pay({ poiid: terminal.poiid, amount: AMOUNT, reference: 'BENCH' });
      const { kind } = await clock.until(payment.settled());
      if (kind !== 'approved') throw new Error(`a payment is ${kind}: nothing is measured`);
    }
    return count / ((performance.now() - start) / 1000);
  };
  const [turns, each] = quick ? [4, 100] : [12, 250];
  await pay(each);
  const rates = [];
  for (let turn = 0; turn < turns; turn += 1) rates.push(await pay(each));
  await engine.close();
  report.table('An engine and a terminal of the testkit, on virtual time', {});
  report.figure('approved payments', 'a second', rates, { goal: ASKED });
}

async function aHostileWorld(report, quick) {
  const { proveTill, engineTill } = await load('testkit/index.js');
  const [turns, days] = quick ? [4, 10] : [12, 40];
  const rates = { transactions: [], days: [] };
  for (let turn = 0; turn <= turns; turn += 1) {
    const start = performance.now();
    const { transactions, failures } = await proveTill(engineTill, { firstSeed: 1 + turn * days, seeds: days });
    const seconds = (performance.now() - start) / 1000;
    if (failures.length > 0) throw new Error('a promise is broken: nothing is measured');
    // The first ones warm up.
    if (turn === 0) continue;
    rates.transactions.push(transactions / seconds);
    rates.days.push(days / seconds);
  }
  report.table('The hostile world: faults, crashes, power cuts, a till and its checks', {
    note: 'On average a transaction of it is 5.5 exchanges, 13 records and 22 log lines; a day is 5.6 transactions, 1.8 crashes and 3.4 starts of an engine.',
  });
  report.figure('transactions', 'a second', rates.transactions, { goal: ASKED });
  report.figure('days', 'a second', rates.days);
}
