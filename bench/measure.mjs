import { performance } from 'node:perf_hooks';

/** Rounds that warm up the compiler and are not counted. */
const WARM_UP = 0.2;

/**
 * Times a call, each round on its own.
 *
 * @param {() => unknown} call may be asynchronous
 * @param {number} rounds
 * @returns {Promise<{ medianUs: number, p95Us: number }>} microseconds
 */
export async function measure(call, rounds) {
  const times = [];
  for (let round = -Math.ceil(rounds * WARM_UP); round < rounds; round += 1) {
    const start = performance.now();
    const result = call();
    if (result instanceof Promise) await result;
    if (round >= 0) times.push((performance.now() - start) * 1000);
  }
  times.sort((a, b) => a - b);
  return { medianUs: times[Math.floor(rounds * 0.5)], p95Us: times[Math.floor(rounds * 0.95)] };
}

/** @param {string[][]} rows the first one is the head; the first column stands left, the others right */
export function printTable(title, rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ');
  console.log(
    `\n${title}\n${[rows[0], widths.map((width) => '-'.repeat(width)), ...rows.slice(1)].map(line).join('\n')}`,
  );
}
