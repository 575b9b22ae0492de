import { createEngine } from '../../index.ts';
import type { Day } from '../proof/day.ts';
import { proveSeeds } from '../proof/prove-seeds.ts';
import type { Report } from '../proof/report.ts';
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
  const run = (schedule: PairSchedule, note?: (line: string) => void) => runPairDay(schedule, note, create);
  return proveSeeds({ draw: drawPairDay, run }, { seeds, firstSeed, failuresMax });
}

/** Runs one seed again. @param note called with what happens, line by line */
export function replayPair(seed: number, note: (line: string) => void): Promise<Day> {
  return runPairDay(drawPairDay(seed), note);
}
