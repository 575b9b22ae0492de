import { performance } from 'node:perf_hooks';

/** Turns that warm up the compiler and the connections, as a share of those that count. */
const WARM_UP = 0.2;

/**
 * Times several calls by turns, so that whatever else the machine does meets all of them alike.
 *
 * @param {Readonly<Record<string, () => unknown>>} calls each may be asynchronous; by their names
 * @param {object} how
 * @param {number} how.turns how often each comes
 * @param {number} [how.batch] calls in a turn, one after another; the time of a turn is divided by it. Default 1
 * @returns {Promise<Record<string, { us: number[], cpuUs: number[] }>>} microseconds for a call, in each turn: as they passed, and as this
 *   process used its processors, all threads together
 */
export async function byTurns(calls, { turns, batch = 1 }) {
  const names = Object.keys(calls);
  const taken = Object.fromEntries(names.map((name) => [name, { us: [], cpuUs: [] }]));
  for (let turn = -Math.ceil(turns * WARM_UP); turn < turns; turn += 1) {
    // Each is first, second and last equally often.
    for (let place = 0; place < names.length; place += 1) {
      const name = names[(place + Math.abs(turn)) % names.length];
      const one = await timed(calls[name], batch);
      if (turn < 0) continue;
      taken[name].us.push(one.us);
      taken[name].cpuUs.push(one.cpuUs);
    }
  }
  return taken;
}

/** Times one turn of a call: microseconds for each of the batch. */
export async function timed(call, batch = 1) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let count = 0; count < batch; count += 1) {
    const result = call();
    if (result instanceof Promise) await result;
  }
  const us = ((performance.now() - start) * 1000) / batch;
  const { user, system } = process.cpuUsage(cpu);
  return { us, cpuUs: (user + system) / batch };
}

/** The value below which a share of the others lies. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export const median = (values) => quantile(values, 0.5);

/** Microseconds as milliseconds. */
export const inMs = (values) => values.map((value) => value / 1000);
