import type { Violation } from '../invariants/invariants.ts';
import { describeSchedule } from '../schedule/describe-schedule.ts';
import type { Day } from './day.ts';
import { reduceSchedule } from './reduce-schedule.ts';
import { EMPTY_REPORT, reportOf, sumReports, type FailedSeed, type Report } from './report.ts';

type Reducible = Parameters<typeof reduceSchedule>[0];
type Described = Parameters<typeof describeSchedule>[0];

/** A world whose days are drawn from seeds. */
export interface World<Schedule> {
  readonly draw: (seed: number) => Schedule;
  /** Runs a day. @param note called with what happens, line by line */
  readonly run: (schedule: Schedule, note?: (line: string) => void) => Promise<Day>;
}

export interface Seeds {
  readonly seeds: number;
  readonly firstSeed: number;
  /** After how many failed seeds it stops. */
  readonly failuresMax: number;
  /** Called after each day. */
  readonly onDay?: ((seed: number) => void) | undefined;
}

/** Runs days of a world, each from a seed, and reduces those that break a rule. */
export async function proveSeeds<Schedule extends Reducible & Described>(
  world: World<Schedule>,
  { seeds, firstSeed, failuresMax, onDay }: Seeds,
): Promise<Report> {
  let report = EMPTY_REPORT;
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    const day = await world.run(world.draw(seed));
    report = sumReports([report, reportOf(day)]);
    const [violation] = day.violations;
    if (violation !== undefined) {
      report = { ...report, failures: [...report.failures, await explain(world, seed, violation, day)] };
      if (report.failures.length >= failuresMax) break;
    }
    onDay?.(seed);
  }
  return report;
}

async function explain<Schedule extends Reducible & Described>(
  { draw, run }: World<Schedule>,
  seed: number,
  violation: Violation,
  day: Day,
): Promise<FailedSeed> {
  const breaksTheSame = async (schedule: Schedule) => {
    const { violations } = await run(schedule);
    return violations.some(({ rule }) => rule === violation.rule);
  };
  const schedule = await reduceSchedule(draw(seed), day.injected, breaksTheSame);
  const story: string[] = [];
  const { violations } = await run(schedule, (line) => story.push(line));
  // The reduced schedule may break the rule with another order.
  const reduced = violations.find(({ rule }) => rule === violation.rule) ?? violation;
  return { seed, violation: reduced, script: describeSchedule(schedule), story };
}
