import type { Schedule } from '../schedule/schedule.ts';
import type { CreateTill } from '../till/till.ts';
import { checkClosing, checkJournal, checkUnresolved } from './closing-checks.ts';
import { dayOf, loadDay, type Day } from './day.ts';
import { performStep } from './perform-step.ts';
import { Simulation } from './simulation.ts';

/** After the last incident: long enough for every shopper, every queue and every check of a stalled transaction. */
const HEALTHY_MS = 20 * 60_000;

/**
 * Runs a day with a till, and checks it. The same schedule gives the same day.
 *
 * @param onNote called with what happens, line by line, for a person who looks for the cause of a violation
 */
export async function runSchedule(
  schedule: Schedule,
  createTill: CreateTill,
  onNote?: (line: string) => void,
): Promise<Day> {
  const simulation = new Simulation(schedule, createTill, await loadDay(), onNote);
  const { checker, process, shop } = simulation;

  for (const step of schedule.steps) shop.clock.setTimeout(() => performStep(simulation, step), step.atMs);
  process.start();
  await simulation.advance(1 + Math.max(0, ...schedule.steps.map(({ atMs }) => atMs)));

  simulation.heal();
  const isQuiet = () => process.till !== undefined && checker.orders.every(({ reported }) => reported !== undefined);
  await simulation.advance(HEALTHY_MS, isQuiet);
  for (const check of [checkUnresolved, checkClosing, checkJournal]) {
    if (simulation.isIntact) await check(simulation);
  }
  return dayOf(simulation);
}
