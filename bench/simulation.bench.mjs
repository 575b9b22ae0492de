// Simulated shops: what tests of tills, and the proof of the engine, are made of.
import { performance } from 'node:perf_hooks';
import { load } from './lib/dist.mjs';

export const title = 'Simulation';
export const notMeasured = 'shops with a journal on disk.';

export async function run(report, { quick }) {
  const days = quick ? 30 : 300;
  const { proveTill, engineTill } = await load('testkit/index.js');
  const start = performance.now();
  const { transactions, failures } = await proveTill(engineTill, { firstSeed: 1, seeds: days });
  const seconds = (performance.now() - start) / 1000;
  if (failures.length > 0) throw new Error('a promise is broken: nothing is measured');
  report.table('The hostile world: faults, crashes, power cuts, a till and its checks', {});
  report.figure('transactions', 'a second', transactions / seconds, { goal: { atLeast: 1000, of: 'value' } });
  report.figure('days', 'a second', days / seconds);
}
