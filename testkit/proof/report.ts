import { RULES, type Violation } from '../invariants/invariants.ts';
import { countBy, sumCounts, totalOf, type Counts } from './counts.ts';
import type { Day } from './day.ts';

/** A seed whose day broke a rule. */
export interface FailedSeed {
  readonly seed: number;
  readonly violation: Violation;
  /** The shortest schedule that still breaks the same rule, as text. */
  readonly script: readonly string[];
  /** What happens in it, line by line. */
  readonly story: readonly string[];
}

/** The result of a proof. Plain data: reports of several processes can be added with `sumReports`. */
export interface Report {
  readonly schedules: number;
  /** Orders that were given to the till. */
  readonly transactions: number;
  /** Movements of money on the terminals. */
  readonly charges: number;
  /** The last report of each order that was sent, by kind. */
  readonly told: Counts;
  /** Faults of exchanges that struck, by kind. */
  readonly faults: Counts;
  /** Other incidents in the shops: `crash`, `restart`, `cutPower`, `partition`, `disk`, ... */
  readonly befell: Counts;
  /** Violations, by rule. Empty if the proof succeeded. */
  readonly violations: Counts;
  /** The first failed seeds, reduced. */
  readonly failures: readonly FailedSeed[];
}

export const EMPTY_REPORT: Report = {
  schedules: 0,
  transactions: 0,
  charges: 0,
  told: {},
  faults: {},
  befell: {},
  violations: {},
  failures: [],
};

export function reportOf(day: Day): Report {
  return {
    schedules: 1,
    transactions: day.orders,
    charges: day.charges,
    told: day.told,
    faults: countBy(day.injected.map(({ kind }) => kind)),
    befell: day.befell,
    violations: countBy(day.violations.map(({ rule }) => rule)),
    failures: [],
  };
}

/** Adds up the reports of several searches. */
export function sumReports(reports: readonly Report[]): Report {
  return reports.reduce(
    (a, b) => ({
      schedules: a.schedules + b.schedules,
      transactions: a.transactions + b.transactions,
      charges: a.charges + b.charges,
      told: sumCounts(a.told, b.told),
      faults: sumCounts(a.faults, b.faults),
      befell: sumCounts(a.befell, b.befell),
      violations: sumCounts(a.violations, b.violations),
      failures: [...a.failures, ...b.failures],
    }),
    EMPTY_REPORT,
  );
}

/** A report as text, line by line. @param replay the call or command that replays a seed; default: `replaySeed` */
export function describeReport(report: Report, replay = replayCall): string[] {
  const crashes = report.befell['crash'] ?? 0;
  const { chargedTwice = 0, forgotten = 0 } = report.violations;
  return [
    `${report.schedules} schedules, ${report.transactions} transactions, ${report.charges} movements of money, ${crashes} crashes`,
    `told     ${describeCounts(report.told)}`,
    `faults   ${describeCounts(report.faults)}`,
    `befell   ${describeCounts(report.befell)}`,
    ...report.failures.flatMap((failure) => describeFailure(failure, replay)),
    `${report.schedules} schedules, ${chargedTwice} double charges, ${forgotten} lost, violations: ${totalOf(report.violations)}`,
  ];
}

function replayCall(seed: number): string {
  return `replaySeed(${seed}, createTill, note)`;
}

function describeFailure({ seed, violation, script, story }: FailedSeed, replay: (seed: number) => string): string[] {
  const { rule, order, detail } = violation;
  return [
    '',
    `seed ${seed} breaks "${RULES[rule]}" (${rule})${order === undefined ? '' : ` for ${order}`}: ${detail}`,
    `  again: ${replay(seed)}`,
    '  the shortest schedule that does it:',
    ...script.map((line) => `    ${line}`),
    '  what happens in it:',
    ...story.map((line) => `    ${line}`),
    '',
  ];
}

function describeCounts(counts: Counts): string {
  const rows = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return rows.map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
}
