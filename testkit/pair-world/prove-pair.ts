import { createEngine } from '../../index.ts';
import type { Violation } from '../invariants/invariants.ts';
import { reduceSchedule } from '../proof/reduce-schedule.ts';
import { EMPTY_REPORT, reportOf, sumReports, type FailedSeed, type Report } from '../proof/report.ts';
import type { Day } from '../proof/day.ts';
import { describeSchedule } from '../schedule/describe-schedule.ts';
import type { CreateEngine } from './pair-simulation.ts';
import { runPairDay } from './run-pair-day.ts';
import { drawPairDay } from './schedule/draw-pair-day.ts';
import type { PairSchedule } from './schedule/pair-schedule.ts';

/** How long the search goes on. */
export interface ProvePairOptions {
  readonly seeds: number;
  /** Default 1. */
  readonly firstSeed?: number;
  /** After how many failed seeds it stops. Default 3. */
  readonly failuresMax?: number;
  /** Starts an engine. Default: the real one. */
  readonly create?: CreateEngine;
}

/** Runs days of two hosts with one database, each from a seed, and searches for one that breaks a rule. */
export async function provePair({
  seeds,
  firstSeed = 1,
  failuresMax = 3,
  create = createEngine,
}: ProvePairOptions): Promise<Report> {
  let report = EMPTY_REPORT;
  for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
    const day = await runPairDay(drawPairDay(seed), undefined, create);
    report = sumReports([report, reportOf(day)]);
    const [violation] = day.violations;
    if (violation === undefined) continue;
    report = { ...report, failures: [...report.failures, await explain(seed, violation, day, create)] };
    if (report.failures.length >= failuresMax) break;
  }
  return report;
}

/** Runs one seed again. @param note called with what happens, line by line */
export function replayPair(seed: number, note: (line: string) => void): Promise<Day> {
  return runPairDay(drawPairDay(seed), note);
}

async function explain(seed: number, violation: Violation, day: Day, create: CreateEngine): Promise<FailedSeed> {
  const breaksTheSame = async (schedule: PairSchedule) => {
    const { violations } = await runPairDay(schedule, undefined, create);
    return violations.some(({ rule }) => rule === violation.rule);
  };
  const schedule = await reduceSchedule(drawPairDay(seed), day.injected, breaksTheSame);
  const story: string[] = [];
  const { violations } = await runPairDay(schedule, (line) => story.push(line), create);
  const reduced = violations.find(({ rule }) => rule === violation.rule) ?? violation;
  return { seed, violation: reduced, script: describeSchedule(schedule), story };
}
