import { InputError, formatValue } from '../../errors.ts';
import { assertCreatesTill, CheckedTill } from '../till/checked-till.ts';
import { countBy, sumCounts as sum, totalOf, type Counts } from './counts.ts';
import { drawSchedule } from '../schedule/draw-schedule.ts';
import { RULES, type Violation } from '../invariants/invariant-checker.ts';
import { describeSchedule, reduceSchedule } from './reduce-schedule.ts';
import { runSchedule, type Day } from './run-schedule.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { CreateTill } from '../till/till.ts';

export interface ProveOptions {
  /** How many days are played, each from a seed of its own. Default 1000. */
  readonly seeds?: number;
  /** The first seed; the others follow it. Default 1. */
  readonly firstSeed?: number;
  /** How many failing seeds are enough. Default 3. */
  readonly failuresMax?: number;
  /** Called after each day. */
  readonly onDay?: (seed: number) => void;
}

/** A seed that broke a rule. */
export interface Failure {
  readonly seed: number;
  readonly violation: Violation;
  /** The shortest schedule that still breaks the same rule, in words. */
  readonly script: readonly string[];
  /** What happened in it, line by line. */
  readonly story: readonly string[];
}

/** What a proof came to. Plain data: reports of several processes can be added up with `sumReports`. */
export interface Report {
  readonly schedules: number;
  /** Orders that were given to the till. */
  readonly transactions: number;
  /** Movements of money on the terminals. */
  readonly charges: number;
  /** What the cashier was told last of each order that was sent, by kind. */
  readonly told: Readonly<Record<string, number>>;
  /** Faults of exchanges that struck, by kind. */
  readonly faults: Readonly<Record<string, number>>;
  /** What else befell the shops: `crash`, `restart`, `cutPower`, `partition`, `disk`, ... */
  readonly befell: Readonly<Record<string, number>>;
  /** Broken rules, by rule. Empty is good. */
  readonly violations: Readonly<Record<string, number>>;
  /** The first failures, reduced. */
  readonly failures: readonly Failure[];
}

const NOTHING: Report = {
  schedules: 0,
  transactions: 0,
  charges: 0,
  told: {},
  faults: {},
  befell: {},
  violations: {},
  failures: [],
};

/**
 * Puts a till into a hostile world and counts the charges: terminals that restart and forget, a network that loses, delays, cuts and
 * forges, a disk that fails, a process that is killed at any step, and a cashier who pays, aborts, refunds, asks and overrides. All of
 * it is virtual: no socket, no real time, and one seed decides everything.
 *
 * What the till does wrong stands in the report. What is wrong with how it was given, so that nothing could be proved, is thrown.
 *
 * @throws {InputError} `ERR_INPUT_SEEDS`; `ERR_INPUT_TILL` when `createTill` does not start a till; `ERR_INPUT_TOLD` when the till
 *   tells of an order that nobody gave it, or something that is no outcome
 *
 * @example
 * const report = await proveTill(createMyTill, { seeds: 1000 });
 * assert.deepEqual(report.violations, {}, describeReport(report).join('\n'));
 */
export async function proveTill(createTill: CreateTill, options: ProveOptions = {}): Promise<Report> {
  const { seeds = 1000, firstSeed = 1, failuresMax = 3, onDay } = options;
  for (const [name, value] of Object.entries({ seeds, firstSeed, failuresMax })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new InputError('ERR_INPUT_SEEDS', `${name}: expected an integer from 1, found ${formatValue(value)}`);
  }
  assertCreatesTill(createTill);
  let report = NOTHING;
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    const day = await playDay(drawSchedule(seed), createTill);
    report = sumReports([report, reportOf(day)]);
    const [violation] = day.violations;
    if (violation !== undefined) {
      report = { ...report, failures: [...report.failures, await explain(seed, violation, day, createTill)] };
      if (report.failures.length >= failuresMax) break;
    }
    onDay?.(seed);
  }
  return report;
}

/** Plays one seed again, and tells what happens line by line. @throws {InputError} as `proveTill` */
export async function replaySeed(seed: number, createTill: CreateTill, note: (line: string) => void): Promise<Day> {
  assertCreatesTill(createTill);
  return playDay(drawSchedule(seed), createTill, note);
}

export function sumReports(reports: readonly Report[]): Report {
  return reports.reduce(
    (a, b) => ({
      schedules: a.schedules + b.schedules,
      transactions: a.transactions + b.transactions,
      charges: a.charges + b.charges,
      told: sum(a.told, b.told),
      faults: sum(a.faults, b.faults),
      befell: sum(a.befell, b.befell),
      violations: sum(a.violations, b.violations),
      failures: [...a.failures, ...b.failures],
    }),
    NOTHING,
  );
}

/** A report as a person reads it. @param replay how a seed is played again; default: by `replaySeed` */
export function describeReport(report: Report, replay = replayCall): string[] {
  const crashes = report.befell['crash'] ?? 0;
  const { chargedTwice = 0, forgotten = 0 } = report.violations;
  return [
    `${report.schedules} schedules, ${report.transactions} transactions, ${report.charges} movements of money, ${crashes} crashes`,
    `told     ${counts(report.told)}`,
    `faults   ${counts(report.faults)}`,
    `befell   ${counts(report.befell)}`,
    ...report.failures.flatMap((failure) => describeFailure(failure, replay)),
    `${report.schedules} schedules, ${chargedTwice} double charges, ${forgotten} lost, violations: ${totalOf(report.violations)}`,
  ];
}

function replayCall(seed: number): string {
  return `replaySeed(${seed}, createTill, note)`;
}

function describeFailure({ seed, violation, script, story }: Failure, replay: (seed: number) => string): string[] {
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

async function explain(seed: number, violation: Violation, day: Day, createTill: CreateTill): Promise<Failure> {
  const breaksTheSame = async (schedule: Schedule) => {
    const { violations } = await playDay(schedule, createTill);
    return violations.some(({ rule }) => rule === violation.rule);
  };
  const schedule = await reduceSchedule(drawSchedule(seed), day.struck, breaksTheSame);
  const story: string[] = [];
  const { violations } = await playDay(schedule, createTill, (line) => story.push(line));
  // In the short schedule it may be another order that shows it.
  const reduced = violations.find(({ rule }) => rule === violation.rule) ?? violation;
  return { seed, violation: reduced, script: describeSchedule(schedule), story };
}

/** @throws {InputError} when the till is written in a way that proves nothing */
async function playDay(schedule: Schedule, createTill: CreateTill, note?: (line: string) => void): Promise<Day> {
  const checked = new CheckedTill(createTill, note);
  const day = await runSchedule(schedule, checked.createTill, note);
  if (checked.mistake !== undefined) throw checked.mistake;
  return day;
}

function reportOf(day: Day): Report {
  return {
    schedules: 1,
    transactions: day.orders,
    charges: day.charges,
    told: day.told,
    faults: countBy(day.struck.map(({ kind }) => kind)),
    befell: day.befell,
    violations: countBy(day.violations.map(({ rule }) => rule)),
    failures: [],
  };
}

function counts(found: Counts): string {
  const rows = Object.entries(found).toSorted(([, a], [, b]) => b - a);
  return rows.map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
}
