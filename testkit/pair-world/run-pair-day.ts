import { createEngine } from '../../index.ts';
import { checkJournal } from '../proof/closing-checks.ts';
import { dayOf, loadDay, type Day } from '../proof/day.ts';
import { checkAgreement, checkBothClose, checkUnknown } from './pair-closing.ts';
import { PairSimulation, type CreateEngine } from './pair-simulation.ts';
import { performPairStep } from './perform-pair-step.ts';
import type { PairSchedule } from './schedule/pair-schedule.ts';

/** After the last incident: long enough for every shopper, every queue and every check of a stalled transaction. */
const HEALTHY_MS = 20 * 60_000;
/** For one engine to learn what the other one has stored, and for a terminal to come back. */
const AGREEMENT_MS = 60_000;

/**
 * Runs a day of a pair, and checks it. The same schedule gives the same day.
 *
 * @param onNote called with what happens, line by line, for a person who looks for the cause of a violation
 * @param create starts an engine: the real one, or one with a mistake that has to be found
 */
export async function runPairDay(
  schedule: PairSchedule,
  onNote?: (line: string) => void,
  create: CreateEngine = createEngine,
): Promise<Day> {
  const simulation = new PairSimulation({ schedule, keys: await loadDay(), createEngine: create, onNote });
  const { cashier, checker, shop, engines } = simulation;
  for (const step of schedule.steps) shop.clock.setTimeout(() => performPairStep(simulation, step), step.atMs);
  for (const host of engines) host.start();
  await simulation.advance(1 + Math.max(0, ...schedule.steps.map(({ atMs }) => atMs)));

  simulation.heal();
  // What was reported as unsent, and ordered again, may wait in line still.
  const isIdle = ({ engine }: (typeof engines)[number]) =>
    engine?.terminals().every(({ state }) => state.work !== 'occupied' && state.waiting.length === 0) === true;
  const isReported = () => checker.orders.every(({ reported }) => reported !== undefined);
  const isQuiet = () => engines.every(isIdle) && cashier.isQuiet && isReported();
  if (!simulation.hasLost) {
    await simulation.advance(HEALTHY_MS, isQuiet);
    await simulation.advance(AGREEMENT_MS);
    if (simulation.isIntact) await checkUnknown(simulation);
    if (simulation.isIntact) checkAgreement(simulation);
    if (simulation.isIntact) await checkBothClose(simulation);
    if (simulation.isIntact) await checkJournal(simulation);
  } else {
    // Where acknowledged records are gone a person has to decide: until then nothing is promised but that no engine that knew of them goes on.
    await simulation.advance(AGREEMENT_MS);
  }
  return dayOf(simulation);
}
