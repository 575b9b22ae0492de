import { killRun } from './kill-run.mjs';

export { coveringRuns, SCENARIOS } from './points.mjs';
export { openShop, SALE_ID } from './shop.mjs';

let lastId = 0;

export async function killRuns(shop, runs, lanes = 4) {
  const results = [];
  const left = runs.entries();
  const lane = async () => {
    for (const [index, run] of left) results[index] = await killRun(shop, run, `P${(lastId += 1)}`);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

export function complaintsOf(results) {
  return results.flatMap(({ run, violations }) => violations.map((violation) => `${run}: ${violation}`));
}

export function summaryOf(results) {
  const kills = results.flatMap(({ killedAt }) => killedAt).length;
  const missed = results.flatMap((result) => result.missed).length;
  const note = missed > 0 ? ` (${missed} points were not reached)` : '';
  return `kill test: ${results.length} runs, ${kills} kills, ${complaintsOf(results).length} violations${note}`;
}

export function tableOf(results) {
  const rows = new Map();
  for (const { killedAt, outcome = 'none', violations } of results) {
    for (const point of killedAt.map((name) => name.replace(/^after\d+ms$/, 'at any moment'))) {
      const row = rows.get(point) ?? { kills: 0, violations: 0, outcomes: new Map() };
      row.kills += 1;
      row.violations += violations.length;
      row.outcomes.set(outcome, (row.outcomes.get(outcome) ?? 0) + 1);
      rows.set(point, row);
    }
  }
  const lines = [...rows]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([point, { kills, violations, outcomes }]) => {
      const ends = [...outcomes].map(([kind, count]) => `${count} ${kind}`).join(', ');
      return [point, String(kills), String(violations), ends];
    });
  const table = [['killed at', 'kills', 'violations', 'the payments ended'], ...lines];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((cells) => cells[column].length)));
  return table
    .map(([point, kills, violations, ends]) =>
      [point.padEnd(widths[0]), kills.padStart(widths[1]), violations.padStart(widths[2]), ends].join('  '),
    )
    .join('\n');
}
