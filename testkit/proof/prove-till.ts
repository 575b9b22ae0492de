import { InputError, formatValue } from '../../errors.ts';
import { drawSchedule } from '../schedule/draw-schedule.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { assertCreatesTill, CheckedTill } from '../till/checked-till.ts';
import type { CreateTill } from '../till/till.ts';
import type { Day } from './day.ts';
import { proveSeeds } from './prove-seeds.ts';
import type { Report } from './report.ts';
import { runSchedule } from './run-schedule.ts';

/** How long and how hard the search for a false report is. */
export interface ProveOptions {
  /** How many days are run, each from a seed of its own. Integer from 1. Default 1000. */
  readonly seeds?: number | undefined;
  /** The first seed; the others follow it. Integer from 1. Default 1. */
  readonly firstSeed?: number | undefined;
  /** After how many failed seeds the proof stops. Integer from 1. Default 3. */
  readonly failuresMax?: number | undefined;
  /** Called after each day. */
  readonly onDay?: ((seed: number) => void) | undefined;
}

/**
 * Runs a till in a hostile world and counts the charges: terminals that restart and forget, a network that loses, delays, cuts and
 * forges, a disk that fails, a process that is killed at any step, and a cashier who pays, aborts, refunds, asks and overrides. All of
 * it is virtual: no socket, no real time, and one seed decides everything.
 *
 * What the till does wrong is in the report. A mistake in how the till is written, with which nothing can be proved, is thrown.
 *
 * @throws {InputError} `ERR_INPUT_SEEDS`; `ERR_INPUT_TILL` when `createTill` does not start a till; `ERR_INPUT_TOLD` when the till
 *   reports an order that it was not given, or something that is no outcome
 *
 * @example
 * const report = await proveTill(createMyTill, { seeds: 1000 });
 * assert.deepEqual(report.violations, {}, describeReport(report).join('\n'));
 */
export async function proveTill(createTill: CreateTill, options: ProveOptions = {}): Promise<Report> {
  const { seeds = 1000, firstSeed = 1, failuresMax = 3, onDay } = options;
  for (const [path, value] of Object.entries({ seeds, firstSeed, failuresMax })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new InputError('ERR_INPUT_SEEDS', { path, expected: 'an integer from 1', found: formatValue(value) });
  }
  assertCreatesTill(createTill);
  const run = (schedule: Schedule, note?: (line: string) => void) => runDay(schedule, createTill, note);
  return proveSeeds({ draw: drawSchedule, run }, { seeds, firstSeed, failuresMax, onDay });
}

/**
 * Runs one seed again.
 *
 * @param note called with what happens, line by line
 * @throws {InputError} as `proveTill`
 */
export async function replaySeed(seed: number, createTill: CreateTill, note: (line: string) => void): Promise<Day> {
  assertCreatesTill(createTill);
  return runDay(drawSchedule(seed), createTill, note);
}

/** @throws {InputError} when the till is written in a way that proves nothing */
async function runDay(schedule: Schedule, createTill: CreateTill, note?: (line: string) => void): Promise<Day> {
  const checked = new CheckedTill(createTill, note);
  const day = await runSchedule(schedule, checked.createTill, note);
  if (checked.mistake !== undefined) throw checked.mistake;
  return day;
}
