import { createKeyRing, type KeyRing } from '../../crypto/index.ts';
import type { InjectedFault } from '../../simulator/world/fault-plan.ts';
import type { Violation } from '../invariants/invariants.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { SHOP_KEYS } from '../shop/shop.ts';
import { SALE_ID } from '../shop/till-process.ts';
import type { CreateTill } from '../till/till.ts';
import { checkClosing, checkJournal, checkUnresolved } from './closing-checks.ts';
import { countBy, type Counts } from './counts.ts';
import { performStep } from './perform-step.ts';
import { Simulation } from './simulation.ts';

/** The result of a day in a shop. */
export interface Day {
  readonly violations: readonly Violation[];
  /** The faults that struck, in order. */
  readonly injected: readonly InjectedFault[];
  readonly orders: number;
  readonly charges: number;
  /** How often each kind of result was the last report of an order that was sent. */
  readonly told: Counts;
  /** How often each incident happened, beside the faults of exchanges. */
  readonly befell: Counts;
}

/** After the last incident: long enough for every shopper, every queue and every check of a stalled transaction. */
const HEALTHY_MS = 20 * 60_000;

let keys: Promise<KeyRing> | undefined;
let engineCode: Promise<unknown> | undefined;

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
  keys ??= createKeyRing(SHOP_KEYS);
  // It is loaded when it is first used: virtual hours would pass while the disk is read.
  engineCode ??= import('../../engine/create-engine.ts');
  await engineCode;
  const simulation = new Simulation(schedule, createTill, await keys, onNote);
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

function dayOf({ checker, shop, injected, incidents }: Simulation): Day {
  const { orders, violations } = checker;
  const sent = orders.filter((order) => order.sent.length > 0);
  return {
    violations,
    injected,
    orders: orders.length,
    charges: shop.ledger.filter(({ SaleID }) => SaleID === SALE_ID).length,
    told: countBy(sent.map(({ reported }) => reported?.kind ?? 'nothing')),
    befell: countBy(incidents),
  };
}
